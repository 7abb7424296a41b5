"""Whether annotators agree, and one table of what most of them say."""
