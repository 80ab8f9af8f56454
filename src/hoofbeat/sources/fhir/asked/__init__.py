"""A record that comes with a question: one patient's, held to the elements that are read."""
