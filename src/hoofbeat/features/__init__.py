"""From cases to what a model reads: cohort, labels, columns, balancing."""
