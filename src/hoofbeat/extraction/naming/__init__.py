"""What findings are called, and where a note calls them so."""
