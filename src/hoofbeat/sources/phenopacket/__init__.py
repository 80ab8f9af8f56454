"""GA4GH phenopackets, version 2 or 1."""

from hoofbeat.sources.phenopacket.source import PhenopacketSource

__all__ = ["PhenopacketSource"]
