"""The statements from which a model was trained: where they are, new labels, what it has seen."""
