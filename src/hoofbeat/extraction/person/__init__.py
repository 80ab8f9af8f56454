"""Age and sex of the patient."""
