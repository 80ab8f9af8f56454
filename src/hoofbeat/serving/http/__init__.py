"""What stands around every request: addresses, bodies, limits, refusals."""
