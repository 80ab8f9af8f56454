"""A package, so that pytest ends its browser with the last of these tests: no event loop is to run in those after."""
