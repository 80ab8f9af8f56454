"""Records on their way from their sources to gold: sorted, sealed, checked, committed, counted."""
