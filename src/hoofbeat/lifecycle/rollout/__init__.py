"""Whether a challenger does well beside the champion in live traffic: figures of the services → a verdict."""
