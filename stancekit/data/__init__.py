"""Labelled statements: reading and judging them, the bundled data sets, and splits."""
