"""How each kind of model came to its answer, column by column."""
