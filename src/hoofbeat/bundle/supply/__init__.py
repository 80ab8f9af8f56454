"""Where serving gets its bundle from: a folder, an object store or a registry; verified before anything reads it."""
