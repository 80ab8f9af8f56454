"""Whether what is asked and answered still is what the bundle was made from."""
