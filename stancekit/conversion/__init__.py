"""From and for labelling tools."""
