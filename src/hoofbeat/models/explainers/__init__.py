"""One explainer for each kind of cohort model: how much each column contributed to an answer."""
