"""How fast stancekit is, beside what a user could take instead; see ``benchmarks/README.md``."""
