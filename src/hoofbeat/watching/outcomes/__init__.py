"""How the answers fared, held against the diagnoses that were confirmed later."""
