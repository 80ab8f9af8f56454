"""Windows: what was asked and answered in a day, as counts in cells that the bundle fixed. Never a case."""
