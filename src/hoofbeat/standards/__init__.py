"""Units, plausible and reference ranges, early warning, direct identifiers: the same in pipeline and service."""
