"""Writing a bundle: graphs, parity with the native models, manifest, all or nothing."""
