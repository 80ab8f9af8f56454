"""What becomes of what is asked and answered: drift, confirmed outcomes, and which confirmed cases may teach."""
