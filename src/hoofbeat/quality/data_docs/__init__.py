"""What the suites found, as pages that need no network."""
