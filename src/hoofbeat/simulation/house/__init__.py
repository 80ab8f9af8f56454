"""The house that they come to: its case store, its servers, and what it does with what was confirmed."""
