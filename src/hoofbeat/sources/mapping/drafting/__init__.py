"""Drafting a mapping column by column: each module finds the columns of one kind and says what else they may be."""
