"""The exported model: what is written by ``export`` and read back by ``runtime``."""
