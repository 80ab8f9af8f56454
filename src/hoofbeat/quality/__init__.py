"""Great Expectations suites between bronze and silver, and the gate they make."""
