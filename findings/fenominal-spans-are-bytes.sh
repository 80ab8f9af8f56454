#!/usr/bin/env bash
# fenominal 0.3.4: its spans are offsets in UTF-8 bytes, though a Python text is indexed by characters.
#
# From the first letter with an accent on, `text[start:end]` holds other words than those that were found: in "José has fever"
# the fever is "ever ". Whoever marks what was found in a Spanish, French or German note marks the wrong letters, and in an
# English one behind "5 µg", "38 °C" or a typographic quotation mark. Nothing fails: the offsets lie within the text.
#
# What we do: our extraction counts characters (`extraction/model.py`); the benchmark turns fenominal's bytes into characters
# before spans are compared (`benchmarks/extraction/peers/fenominal_worker.py`).
findings=$(cd "$(dirname "$0")" && pwd)
source "$findings/in_fresh_environment.sh" fenominal==0.3.4
python "$findings/small_hpo.py"

python - <<'PYTHON'
import json

from fenominal import Fenominal

engine = Fenominal("hp.json")
said = {}
for text in ("Jose has fever and a cough.", "José has fever and a cough.", "El niño Íñigo: fever, cough"):
    found = json.loads(engine.map_text(text))
    spans = [(one["label"], one["span"]["start"], one["span"]["end"]) for one in found]
    said[text] = [(label, text[start:end], text.encode()[start:end].decode()) for label, start, end in spans]
    for label, characters, octets in said[text]:
        print(f"{text!r}: {label} is {characters!r} by characters, {octets!r} by bytes")

plain, accented, spanish = said.values()
assert plain == [("Fever", "fever", "fever"), ("Cough", "cough", "cough")]
assert accented == [("Fever", "ever ", "fever"), ("Cough", "ough.", "cough")]
assert [octets for _, _, octets in spanish] == ["fever", "cough"] and spanish[0][1] == "er, c"
PYTHON
