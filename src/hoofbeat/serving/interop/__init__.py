"""Records as other programs write them: phenopackets and FHIR, in and out."""
