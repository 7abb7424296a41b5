"""From labels to better labels: whether annotators agree, what to label next, when to retrain.

`agreement.agreement` is for users. Its way from a table to a result is `rating_table` and
`rating_rules` (read and judged), `ratings` (who said what), `coincidences` (what each statement
adds to the sums), `agreement_measures` (the `coefficients` of these sums, with intervals) and
`agreement_result` (with `majority`, `agreement_notes` and `agreement_summary`).
"""
