"""Which model, how it was chosen, and the record of it."""
