"""What is kept of a year."""
