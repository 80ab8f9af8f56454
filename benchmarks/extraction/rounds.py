"""How much of unseen vignettes is read at first sight: recall and precision of findings, round by round.

    python benchmarks/extraction/rounds.py
    python benchmarks/extraction/rounds.py --misses --round 3

Reads rounds/round_N_en.jsonl and round_N_es.jsonl (README.md says how they were made). A finding counts where its id
and whether it is present or absent agree; "near" counts a finding above or below the coded one too. Proposals of how a
finding is (strength, place, colour) are left out: the vignettes code none. What is printed is read with the rules of
today; the figures at first sight, taken before each round was looked at, stand in docs/extraction.md.
"""

import argparse
import json
import sys
from pathlib import Path
from typing import Any

from coded import HERE, LANGUAGES

from hoofbeat.bundle.export.writer import lexicon_of
from hoofbeat.extraction.extract import Extractor
from hoofbeat.knowledge.kept import knowledge_of
from hoofbeat.knowledge.ontology import Ontology

ROUNDS = HERE / "rounds"


def main() -> None:
    """Read every round, print a table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--round", type=int, nargs="+", help="numbers of the rounds (default: all)")
    parser.add_argument("--misses", action="store_true", help="name what was missed and what was wrong, case by case")
    asked = parser.parse_args()
    ontology = knowledge_of().ontology
    extractor = Extractor(lexicon_of(ontology))
    names = dict(zip(ontology.ids, ontology.names, strict=True))
    print(
        "| round | language | vignettes | findings | recall | precision | recall, near |\n|---|---|---|---|---|---|---|"
    )
    for number in asked.round or rounds():
        for lang in LANGUAGES:
            told = read_round(number, lang)
            gold = [coded(one) for one in told]
            found = [read(extractor, one["text"]) for one in told]
            tally = _tally(gold, found, ontology)
            print(
                f"| {number} | {lang} | {len(told)} | {tally[0]} | {tally[1]:.3f} | {tally[2]:.3f} | {tally[3]:.3f} |"
            )
            for one, coding, mentions in zip(told, gold, found, strict=True) if asked.misses else ():
                for sign, ids in (("missed", coding - mentions), ("wrong", mentions - coding)):
                    for id_, status in sorted(ids):
                        print(f"  {one['id']} {sign}: {status} {id_} {names.get(id_, '')}", file=sys.stderr)


def rounds() -> list[int]:
    """The numbers of the rounds that are here."""
    return sorted({int(path.stem.split("_")[1]) for path in ROUNDS.glob("round_*_*.jsonl")})


def read_round(number: int, lang: str) -> list[dict[str, Any]]:
    """The vignettes of a round in one language."""
    lines = Path(ROUNDS, f"round_{number}_{lang}.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines if line.strip()]


def coded(vignette: dict[str, Any]) -> set[tuple[str, str]]:
    """The hand coding of a vignette: ids with ``present`` or ``absent``."""
    return {(id_, status) for status in ("present", "absent") for id_ in vignette[status]}


def read(extractor: Extractor, text: str) -> set[tuple[str, str]]:
    """What a case made from the text says, in the form of a coding."""
    extraction = extractor.extract(text)
    details = {one.id for one in extraction.findings if one.detail}
    found = extraction.case("vignette").findings
    return {(one.id, "absent" if one.excluded else "present") for one in found if one.id not in details}


def _tally(
    gold: list[set[tuple[str, str]]], found: list[set[tuple[str, str]]], ontology: Ontology
) -> tuple[int, float, float, float]:
    """Findings coded, recall, precision, and recall with what lies above or below."""
    total, proposed = sum(map(len, gold)), sum(map(len, found))
    true = sum(len(one & other) for one, other in zip(gold, found, strict=True))
    near = sum(
        any(status == other and _kin(ontology, id_, found_id) for found_id, other in mentions - coding)
        for coding, mentions in zip(gold, found, strict=True)
        for id_, status in coding - mentions
    )
    return total, true / total, true / proposed, (true + near) / total


def _kin(ontology: Ontology, one: str, other: str) -> bool:
    return other in _above(ontology, one) or one in _above(ontology, other)


def _above(ontology: Ontology, id_: str) -> set[str]:
    place = ontology.index.get(id_)
    return set() if place is None else {ontology.ids[above] for above in ontology.ancestors(place)}


if __name__ == "__main__":
    main()
