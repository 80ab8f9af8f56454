"""A year of a house in one run: patients come, things change, and the life cycle has to notice and act."""
