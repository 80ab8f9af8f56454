"""What training left, as evaluation, explanation and export need it."""
