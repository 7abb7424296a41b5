"""Honest scores: what a model is worth on statements that it has not seen.

`evaluate.evaluate` and `tuning.tune` are for users, and `metrics` for whoever has predictions of
their own. The way from data to result is `study` (read and check, with `grouping`, `scheme` and
`material`), `crossval` (held-out predictions), `scored` (`metrics` with the intervals of
`bootstrap`), `conclude` (with `baselines`, `learning_curve` and `caveats`) and `result` (with
`summary`). `search` is the nested search of `tuning`.
"""
