"""What moves the models: SHAP values of the cohort model and of the re-ranker, on one page for people."""
