"""What may be wrong with labelled statements."""
