"""The medical part of the API, and what the people who run it ask."""
