"""The part of the API that keeps cases."""
