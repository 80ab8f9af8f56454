"""Runs inside negspacy's environment: says which spans of a text are denied.

    python negspacy_worker.py < texts with spans > the same spans, "present" or "absent"

The spans are the entities of a spaCy text; sentences end where spaCy's rules say.
"""

import json
import sys
import time

import spacy
from negspacy.negation import Negex  # noqa: F401 - registers the component
from negspacy.termsets import termset
from spacy.util import filter_spans

readers = {}
for lang, words in (("en", "en_clinical"), ("es", "es_clinical")):
    reader = spacy.blank(lang)
    reader.add_pipe("sentencizer")
    readers[lang] = reader, reader.create_pipe("negex", config={"neg_termset": termset(words).get_patterns()})
for line in sys.stdin:
    asked = json.loads(line)
    reader, negex = readers[asked["lang"]]
    start = time.process_time()
    text = reader(asked["text"])
    spans = [text.char_span(one["start"], one["end"], label="X", alignment_mode="expand") for one in asked["found"]]
    text.ents = filter_spans([span for span in spans if span is not None])
    negex(text)
    denied = {place for span in text.ents if span._.negex for place in range(span.start, span.end)}
    for one, span in zip(asked["found"], spans, strict=True):
        if span is not None and any(place in denied for place in range(span.start, span.end)):
            one["status"] = "absent"
    print(json.dumps({"found": asked["found"], "seconds": time.process_time() - start}))
