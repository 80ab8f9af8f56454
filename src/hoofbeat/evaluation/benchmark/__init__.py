"""The accuracy benchmark: every contender under every protocol, on the same folds, resumable unit by unit."""
