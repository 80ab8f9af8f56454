"""What is counted while the service runs: aggregates, never patient data."""
