"""From labels to better labels: check them, agree on them, choose the next, convert, retrain."""
