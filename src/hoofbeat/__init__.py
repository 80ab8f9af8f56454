"""Hoofbeat: one ranked differential over common and orphan diseases, and the life cycle around it."""

__version__ = "0.1.0"
