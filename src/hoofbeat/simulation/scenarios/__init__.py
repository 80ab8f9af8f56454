"""What happens in a year: kinds of events, and years that come with the command."""
