"""What to label next, and when to stop."""
