"""Which confirmed cases may teach."""
