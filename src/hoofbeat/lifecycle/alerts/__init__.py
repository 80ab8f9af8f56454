"""What an alert brings about by itself: a canary withdrawn, production rolled back, a retraining asked for."""
