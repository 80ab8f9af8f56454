"""Medical knowledge: ontology, catalogue with equivalent ids, profiles, and the tables we ship."""
