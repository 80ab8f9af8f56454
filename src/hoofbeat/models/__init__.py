"""Knowledge model, cohort models and their hybrid."""
