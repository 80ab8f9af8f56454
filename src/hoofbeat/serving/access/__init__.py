"""Who may ask what: from this machine, by API key, or by a token of the house's identity provider."""
