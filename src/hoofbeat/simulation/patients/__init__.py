"""Who comes: patients at hand, dealt out to months, and told of as the events have it."""
