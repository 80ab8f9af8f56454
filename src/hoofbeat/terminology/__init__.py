"""What the codes and ids of medical records mean here, in every spelling: pure standard library, for every reader."""
