"""Clinical text in English and Spanish, read into findings, measurements, age and sex."""
