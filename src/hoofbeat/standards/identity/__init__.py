"""Whether a column, a label or a text names somebody: by its name, its values, shapes and check digits."""
