"""How good the models are, honestly: splits, metrics, curves, calibration, and the report that shows them."""
