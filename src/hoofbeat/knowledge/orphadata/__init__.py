"""Orphanet's public data: what it says of each orphan disease."""
