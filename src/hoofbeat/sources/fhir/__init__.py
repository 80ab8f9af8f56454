"""FHIR R4: bundles and bulk exports, one case an encounter."""

from hoofbeat.sources.fhir.source import FhirSource

__all__ = ["FhirSource"]
