"""The API and the physician's page, from a bundle alone."""
