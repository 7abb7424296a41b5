"""What stancekit promises, put to the test where the truth is known; see ``benchmarks/README.md``.

A module with `PROMISE` is a simulation: `PROMISE` says what is promised in a sentence, `WORLDS`
where it is tried, and `tasks(full)` returns picklable functions of no arguments, each of which
returns rows of the table.
"""
