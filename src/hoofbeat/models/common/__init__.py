"""The ranking of common diseases, and how it meets that of orphan ones."""
