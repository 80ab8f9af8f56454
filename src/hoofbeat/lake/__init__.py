"""The lake: Delta tables from the record as it came (bronze) to the cohort a model reads (gold)."""
