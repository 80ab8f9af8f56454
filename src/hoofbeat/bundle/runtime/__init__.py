"""What reads a bundle back: NumPy, ONNX Runtime and the standard library, nothing of the pipeline."""
