#!/usr/bin/env bash
# fenominal 0.3.4: "Without fever; cough present" says that there is no cough, and "Fever was ruled out" that there is fever.
#
# What it tells as `excluded` follows a few words in front of a finding, over semicolons and over what is said of it behind.
# Of a patient's note, findings that he has are excluded, and what was looked for and not found ("absence of", "negative for",
# "was ruled out") is observed. In a ranking by findings the wrong way round is worse than no finding at all.
#
# What we do: a denial ends at a semicolon, at "but", at a verb that states, and cues stand behind a finding too
# (`extraction/scope.py`, `extraction/behind.py`); the benchmark puts negspacy behind every other annotator besides.
findings=$(cd "$(dirname "$0")" && pwd)
source "$findings/in_fresh_environment.sh" fenominal==0.3.4
python "$findings/small_hpo.py"

python - <<'PYTHON'
import json

from fenominal import Fenominal

engine = Fenominal("hp.json")


def excluded(text: str) -> dict[str, bool]:
    said = {one["label"]: one["excluded"] for one in json.loads(engine.map_text(text))}
    print(f"{text!r}: " + ", ".join(f"{name} {'excluded' if out else 'observed'}" for name, out in said.items()))
    return said


assert excluded("No fever or cough.") == {"Fever": True, "Cough": True}  # as it should be
assert excluded("Without fever; cough present.") == {"Fever": True, "Cough": True}
assert excluded("Fever was ruled out.") == {"Fever": False}
assert excluded("Absence of fever.") == {"Fever": False}
assert excluded("Negative for fever.") == {"Fever": False}
PYTHON
