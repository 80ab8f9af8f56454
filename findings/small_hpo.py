"""Two findings of HPO as OBO Graphs JSON, in `hp.json` of the working directory: enough for an annotator to start."""

import json
from pathlib import Path

PURL = "http://purl.obolibrary.org/obo/"
TERMS = {"HP_0000001": "All", "HP_0000118": "Phenotypic abnormality", "HP_0001945": "Fever", "HP_0012735": "Cough"}
ABOVE = {"HP_0000118": "HP_0000001", "HP_0001945": "HP_0000118", "HP_0012735": "HP_0000118"}

graph = {
    "id": f"{PURL}hp.json",
    "meta": {"version": f"{PURL}hp/releases/2026-06-06/hp.json"},
    "nodes": [
        {"id": PURL + id_, "lbl": name, "type": "CLASS", "meta": {"synonyms": []}} for id_, name in TERMS.items()
    ],
    "edges": [{"sub": PURL + one, "pred": "is_a", "obj": PURL + other} for one, other in ABOVE.items()],
}
Path("hp.json").write_text(json.dumps({"graphs": [graph]}), encoding="utf-8")
