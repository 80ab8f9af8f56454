"""CDS Hooks 2.0 (https://cds-hooks.hl7.org/2.0/): a record system asks while a physician works, and shows cards."""
