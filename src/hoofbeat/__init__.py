"""Hoofbeat: one ranked differential over common and orphan diseases, and the life cycle around it."""

import os

# ONNX Runtime 1.32 else keeps events of its use in the home and sends them to its maker; after its import is too late.
os.environ["ORT_DISABLE_TELEMETRY"] = "1"

__version__ = "0.1.0"
