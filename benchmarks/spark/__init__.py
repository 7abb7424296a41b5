"""Score with Spark on a small cluster of this machine, end a worker in the middle, and count."""
