"""Rounds of retraining: what asks for one, where it stands, what it left."""
