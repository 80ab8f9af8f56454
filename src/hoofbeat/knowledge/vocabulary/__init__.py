"""What names and codes mean: spellings of ids, code systems, names of diseases and findings in two languages."""
