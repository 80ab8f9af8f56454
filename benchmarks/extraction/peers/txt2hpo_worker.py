"""Runs inside txt2hpo's environment: JSON lines of texts in, JSON lines of what it finds out.

    HOME=FOLDER python txt2hpo_worker.py hp.obo < texts > found

txt2hpo downloads the model ``en_core_sci_sm`` when it is first used, for the tokens and the entities whose negation it
looks for. The package index does not have that model: here a module of its name gives spaCy's English tokens and
spaCy's own table of lemmas, so everything is told as present (negspacy is put behind it elsewhere). ``HOME`` must be a
folder of its own: it keeps the ontology and what it makes of it there. Spelling is corrected as by default, in English.
"""

import contextlib
import json
import shutil
import sys
import time
import types
from pathlib import Path

import spacy

home = Path.home() / ".txt2hpo" / "data"
home.mkdir(parents=True, exist_ok=True)
if not (home / "hp.obo").exists():
    shutil.copy(sys.argv[1], home / "hp.obo")
model = types.ModuleType("en_core_sci_sm")
model.load = lambda disable=(): spacy.blank("en")
sys.modules["en_core_sci_sm"] = model

with contextlib.redirect_stdout(sys.stderr):
    from txt2hpo.extract import Extractor

    readers = {"en": Extractor(), "es": Extractor(correct_spelling=False)}
for line in sys.stdin:
    asked = json.loads(line)
    start = time.process_time()
    with contextlib.redirect_stdout(sys.stderr):
        said = readers[asked["lang"]].hpo(asked["text"]).entries
    spent = time.process_time() - start
    found = [
        {"id": id_, "status": "present", "start": one["index"][0], "end": one["index"][1], "words": one["matched"]}
        for one in said
        for id_ in one["hpid"]
    ]
    print(json.dumps({"found": found, "seconds": spent}))
