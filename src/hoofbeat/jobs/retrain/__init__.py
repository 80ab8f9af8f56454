"""``hoofbeat retrain``: a round from new cases to the bundle that answers, step by step."""
