"""What one runs: one frozen config with ``run()`` a job; command line and tests call the same object."""
