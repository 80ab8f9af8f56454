"""Runs inside FastHPOCR's environment: makes its index of an ontology, or reads JSON lines of texts with one.

python fasthpocr_worker.py hp.obo FOLDER            # writes FOLDER/hp.index, prints nothing
python fasthpocr_worker.py FOLDER < texts > found
"""

import contextlib
import json
import sys
import time
from pathlib import Path

if len(sys.argv) == 3:
    from FastHPOCR.IndexHPO import IndexHPO

    with contextlib.redirect_stdout(sys.stderr):
        IndexHPO(sys.argv[1], sys.argv[2]).index()
    raise SystemExit

from FastHPOCR.HPOAnnotator import HPOAnnotator

annotator = HPOAnnotator(str(Path(sys.argv[1]) / "hp.index"))
for line in sys.stdin:
    text = json.loads(line)["text"]
    start = time.process_time()
    said = annotator.annotate(text, longestMatch=True)
    spent = time.process_time() - start
    found = [
        {"id": one.getHPOUri(), "status": "present", "start": one.getStartOffset(), "end": one.getEndOffset()}
        for one in said
    ]
    print(json.dumps({"found": found, "seconds": spent}))
