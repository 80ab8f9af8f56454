"""Build ``common_profiles.tsv``: how often each common disease of DDXPlus shows each finding.

    python scripts/build_common_profiles.py --ddxplus ../shared/data/ddxplus

Reads ``release_evidences.json``, ``release_conditions.json`` and ``frequencies_49.json`` (P(evidence | pathology) over
the training patients), and the shipped tables ``crosswalk`` and ``common_diseases``.

How several answers become the frequency of one finding:

* A yes/no evidence counts with its published probability.
* The values of one question (all the pain sites that mean "Headache") join as ``1 − Π(1 − p)``, which takes them as
  independent. They are not quite, so the result never exceeds the share of patients who answer the question with
  anything but its default: ``1 − p(default)`` where published, the share of its gate (E_53 "pain" for E_55) otherwise.
  Only the five most frequent values are published: a site beyond them has no row rather than a wrong one.
* Different evidences of one finding join as ``1 − Π(1 − p)`` too.
* A scale or a yes/no answer about a lesion has at best a median published. The finding then gets the midpoint of what
  is possible (median within its range: between ½ and 1, so ¾; outside: ¼; nothing known: ½, each at most the share of
  the gate), reference ``DDXPlus:assumed``, with the weight of two patients. It gives way to any published figure.
* A question whose several values have no published shares at all (travel, rash colour, site of lesion or swelling)
  makes no rows.
"""

import argparse
import json
import sys
from collections import Counter, defaultdict
from functools import cache
from math import prod
from pathlib import Path
from typing import Any, NamedTuple

from hoofbeat.domain.errors import HoofbeatError, KnowledgeError
from hoofbeat.knowledge.tables import CommonDisease, CommonProfileRow, CrosswalkRow, common_diseases, crosswalk

DATA = Path(__file__).parents[1] / "src/hoofbeat/knowledge/data"
HEADER = """\
# Frequency of findings in the common diseases, by scripts/build_common_profiles.py from DDXPlus (Fansi Tchango et al.,
# NeurIPS 2022; CC BY 4.0; changed: evidences joined into findings). A simulator's figures, not epidemiology.
# n_patients: simulated training patients. DDXPlus:assumed: share not published, midpoint of what is possible.
"""
#: Patients an assumed frequency weighs as much as.
ASSUMED_WEIGHT = 2
DECIMALS = 4


class Release(NamedTuple):
    """The three DDXPlus files."""

    evidences: dict[str, Any]
    conditions: dict[str, Any]
    frequencies: dict[str, Any]


def read_release(folder: Path) -> Release:
    """Read the release files of ``folder``.

    Raises:
        KnowledgeError: a file is missing or is not JSON.
    """
    read = []
    for name in ("release_evidences.json", "release_conditions.json", "frequencies_49.json"):
        try:
            read.append(json.loads((folder / name).read_text(encoding="utf-8")))
        except (OSError, ValueError) as error:
            raise KnowledgeError(f"{folder / name}: {error}", hint="give the DDXPlus folder with --ddxplus") from error
    return Release(read[0], read[1], read[2]["conditions"])


def profile(disease: CommonDisease, release: Release) -> list[CommonProfileRow]:
    """The rows of one disease, by finding id; frequencies between 0 and 1, zeros left out."""
    published: dict[str, list[float]] = defaultdict(list)
    assumed: dict[str, list[float]] = defaultdict(list)
    figures = release.frequencies[disease.ddxplus]
    for (evidence, finding_id), answers in _answers().items():
        if evidence not in figures["p_evidence"]:
            continue
        question = release.evidences[evidence]
        if not answers[0].value:
            published[finding_id].append(figures["p_evidence"][evidence])
        elif evidence in figures["p_value_top5"]:
            shares = figures["p_value_top5"][evidence]
            joined = _either([shares.get(answer.value, 0.0) for answer in answers])
            published[finding_id].append(min(joined, _answered(question, figures)))
        elif evidence in _one_finding():
            assumed[finding_id].append(_midpoint(answers[0], question, figures))
    rows = [CommonProfileRow(disease.id, id_, _either(p), disease.n, "DDXPlus") for id_, p in published.items()]
    rows += [
        CommonProfileRow(disease.id, id_, _either(p), ASSUMED_WEIGHT, "DDXPlus:assumed")
        for id_, p in assumed.items()
        if id_ not in published
    ]
    return sorted(row for row in rows if round(row.frequency, DECIMALS) > 0)


@cache
def _answers() -> dict[tuple[str, str], list[CrosswalkRow]]:
    """The rows of the crosswalk that imply a finding, by evidence and finding."""
    answers = defaultdict(list)
    for row in crosswalk().rows:
        if row.finding_id:
            answers[row.evidence, row.finding_id].append(row)
    return answers


@cache
def _one_finding() -> set[str]:
    """Evidences all of whose answers imply the same finding, or none: scales, and yes or no."""
    counts = Counter(evidence for evidence, _ in _answers())
    return {evidence for evidence, count in counts.items() if count == 1}


def _either(shares: list[float]) -> float:
    return 1 - prod(1 - share for share in shares)


def _gate(question: dict[str, Any], figures: dict[str, Any]) -> float:
    share: float = figures["p_evidence"].get(question["code_question"], 1.0)
    return share


def _answered(question: dict[str, Any], figures: dict[str, Any]) -> float:
    """Share of patients who answer with anything but the default."""
    default = figures["p_value_top5"][question["name"]].get(question["default_value"])
    return _gate(question, figures) if default is None else 1 - default


def _midpoint(row: CrosswalkRow, question: dict[str, Any], figures: dict[str, Any]) -> float:
    median = figures.get("numeric_median", {}).get(row.evidence)
    if median is None:
        return min(0.5, _gate(question, figures))
    share = 0.75 if f"{row.evidence}_@_{median:.0f}" in row.tokens else 0.25
    return min(share, _gate(question, figures))


def build(folder: Path) -> str:
    """The table as text: the same release gives the same bytes.

    Raises:
        KnowledgeError: a release file is missing, or the release is not the one that was reviewed.
    """
    release = read_release(folder)
    diseases = common_diseases()
    if [disease.ddxplus for disease in diseases] != list(release.conditions):
        raise KnowledgeError(f"{folder}: not the 49 pathologies reviewed", hint="review common_diseases.tsv first")
    lines = ["\t".join(CommonProfileRow._fields)]
    for disease in diseases:
        lines += ["\t".join(map(_cell, row)) for row in profile(disease, release)]
    return HEADER + "\n".join(lines) + "\n"


def _cell(value: object) -> str:
    return f"{value:.{DECIMALS}f}" if isinstance(value, float) else str(value)


def main() -> int:
    """Write the table and print its counts."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--ddxplus", type=Path, required=True, metavar="DIR", help="folder of the DDXPlus release")
    parser.add_argument("--output", type=Path, default=DATA, metavar="DIR", help="where the table goes (%(default)s)")
    options = parser.parse_args()
    try:
        text = build(options.ddxplus)
    except HoofbeatError as error:
        print(error, file=sys.stderr)
        return 1
    (options.output / "common_profiles.tsv").write_text(text, encoding="utf-8", newline="\n")
    print(f"common_profiles.tsv: {text.count('HBD:')} rows, {text.count('DDXPlus:assumed') - 1} of them assumed")
    return 0


if __name__ == "__main__":
    sys.exit(main())
