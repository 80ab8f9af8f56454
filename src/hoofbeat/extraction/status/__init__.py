"""Whether a finding that is named is there: denied, uncertain, past, or a relative's."""
