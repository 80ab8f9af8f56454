"""What becomes of bundles: which one is served, and whether another may take its place."""
