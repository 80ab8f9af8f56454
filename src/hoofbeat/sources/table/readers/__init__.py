"""How each kind of column is read."""
