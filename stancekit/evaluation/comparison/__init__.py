"""Whether one model, or one way of training, is better than another."""
