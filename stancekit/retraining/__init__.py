"""A better model from more labels, beside the old one."""
