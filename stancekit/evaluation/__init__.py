"""Honest scores: what a model is worth on statements that it has not seen.

`evaluate.evaluate`, `tuning.tune` and `comparison.compare` are for users. The way from data to
result: `design` (what was asked for), `study` (statements, as `material` for estimators, cut into
`folds`), `crossval` (held-out predictions), `conclude` (their measures, with `contrast`,
`learning_curve` and `caveats`) and `result`. `search` is the nested search of `tuning`, `fitting`
trains on everything.
"""
