"""Answers to publish: shares of labels, and who stands where."""
