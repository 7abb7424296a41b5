"""What labelling tools export and import: one module for each, and `registry` for all of them."""
