"""The language of the house: case, finding, measurement, disease, differential, errors."""
