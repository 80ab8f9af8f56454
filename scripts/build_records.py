"""Build ``records/profiles.tsv``: what the records of two hospitals show of the common diseases.

    python scripts/build_records.py --common ../shared/data/common

Reads ``health_knowledge_graph.csv`` (Rotmensch et al. 2017) and ``nyp_disease_symptom_kb.csv`` (Wang et al. 2008) as
published, and the reviewed tables ``records/diseases.tsv`` and ``records/symptoms.tsv``.

**Rotmensch** gives each pair the weight of a noisy-or: how often the disease alone brings the symptom into the note of
an emergency visit. That weight is the frequency. Of names that say the same as a finding the largest counts; names that
say something narrower (hand and foot numbness, of hypoesthesia) join it as ``1 − Π(1 − w)``.

**Wang** gives only an order, by how strongly a symptom goes with the disease in discharge summaries. The finding in
place *r* gets

    share(r) = 0.16 · r^−0.6

which is what Rotmensch's weights are at such a place on average, 0 where Rotmensch does not state the pair: the
formula is their fit by least squares over exponents in steps of .1. ``--compare`` shows it: of 522 pairs of 64 diseases
that both describe, with findings that both know, that mean is .16 at the first place, .10 at the second, .09 at the
third and fourth, .05 at the fifth to eighth and .03 beyond. A share thus carries how often the pair is wrong: .89 of
the first places are stated by Rotmensch too, .55 of those beyond the eighth, where chance alone would give .24.

How many summaries name the disease does not change that mean at the same place, but where the place is low: of diseases
with 110 summaries or fewer, Rotmensch states .3 of the pairs beyond the tenth place: chance. Those make no row.

Where Rotmensch describes the disease and knows the finding, Rotmensch alone decides: its figure stands, and what it
does not state makes no row.
"""

import argparse
import csv
import re
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import partial
from math import prod
from pathlib import Path
from statistics import mean
from typing import NamedTuple

from hoofbeat.domain.errors import KnowledgeError
from hoofbeat.knowledge.common.records import (
    ROTMENSCH,
    WANG,
    DiseaseName,
    RecordRow,
    SymptomName,
    disease_names,
    symptom_names,
)
from written_tables import table, write

DATA = Path(__file__).parents[1] / "src/hoofbeat/knowledge/data/common/records"
SOURCE = """\
What hospital records show of the common diseases, by scripts/build_records.py. Weights of Rotmensch et al., Scientific
# Reports 2017;7:5994 (CC BY 4.0; changed: names mapped, weights of one finding joined), and shares estimated from the
# order of Wang et al., AMIA Annu Symp Proc 2008:783-787 (open access; changed: names mapped). written: in their words.\
"""
DECIMALS = 4

#: share(r) of the module's formula.
FIRST, FALL = 0.16, 0.6
#: A disease of at most so many summaries keeps no finding beyond that place.
FEW, KEPT = 110, 10

_WEIGHED = re.compile(r"\s*(.+?) \((\d\.\d+)\)(?:,|$)")


class Stated(NamedTuple):
    """A pair of the reviewed tables as its source states it.

    Attributes:
        disease: ``HBD:…``.
        symptom: its row of the reviewed table.
        place: place in the disease's list, from 1.
        share: of its patients.
        written: disease and symptom in the source's words.
    """

    disease: str
    symptom: SymptomName
    place: int
    share: float
    written: str


class Names:
    """The reviewed names of one source.

    Args:
        source: its name in the reviewed tables.
        kind: folder of the tables, ``records`` or ``literature``.
    """

    def __init__(self, source: str, kind: str = "records") -> None:
        self.source = source
        self._symptoms = {row.name: row for row in symptom_names(kind) if row.source == source}
        self._diseases: dict[str, list[DiseaseName]] = defaultdict(list)
        for row in disease_names(kind):
            if row.source == source:
                self._diseases[row.name].append(row)

    def diseases(self, name: str) -> list[str]:
        """Ids that a disease's name stands for, none where it stands for no one disease.

        Raises:
            KnowledgeError: nobody reviewed the name.
        """
        if name not in self._diseases:
            raise _unreviewed(self.source, name, "diseases.tsv")
        return self.listed(name)

    def listed(self, name: str) -> list[str]:
        """Ids that a disease's name stands for, none where the tables do not list it."""
        return [row.id for row in self._diseases.get(name, []) if row.id]

    def symptom(self, name: str) -> SymptomName:
        """The row of a symptom's name.

        Raises:
            KnowledgeError: nobody reviewed the name.
        """
        if name not in self._symptoms:
            raise _unreviewed(self.source, name, "symptoms.tsv")
        return self._symptoms[name]


def _unreviewed(source: str, name: str, file: str) -> KnowledgeError:
    return KnowledgeError(f"{source}: {name!r} is not reviewed", hint=f"decide it in {file} beside the profiles")


def published(path: Path) -> list[dict[str, str]]:
    """Rows of a published file.

    Raises:
        KnowledgeError: there is none.
    """
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            return list(csv.DictReader(file))
    except OSError as error:
        raise KnowledgeError(f"{path}: {error}", hint="give the folder of the published files with --common") from error


def rotmensch(folder: Path) -> Iterator[Stated]:
    """Every pair of Rotmensch et al. that the reviewed tables map."""
    names = Names("rotmensch")
    for row in published(folder / "health_knowledge_graph.csv"):
        weighed = [(name, float(weight)) for name, weight in _WEIGHED.findall(row["Symptoms"])]
        for place, (name, weight) in enumerate(weighed, 1):
            symptom = names.symptom(name)
            for disease in names.diseases(row["Diseases"]):
                if symptom.id:
                    yield Stated(disease, symptom, place, weight, f"{row['Diseases']}: {name} ({weight:.3f})")


def wang(folder: Path) -> Iterator[Stated]:
    """Every pair of Wang et al. that the reviewed tables map, but those no better than chance."""
    names = Names("wang")
    listed: dict[str, list[str]] = defaultdict(list)
    summaries = {}
    for row in published(folder / "nyp_disease_symptom_kb.csv"):
        summaries[row["Disease"]] = int(row["disease_occurrence"])
        if row["Symptom"] not in listed[row["Disease"]]:
            listed[row["Disease"]].append(row["Symptom"])
    for name, symptoms in listed.items():
        kept = KEPT if summaries[name] <= FEW else len(symptoms)
        for place, (symptom, written) in enumerate(((names.symptom(s), s) for s in symptoms), 1):
            for disease in names.diseases(name):
                if symptom.id and place <= kept:
                    yield Stated(disease, symptom, place, FIRST * place**-FALL, f"{name}: {written} ({place})")


def joined(stated: list[Stated]) -> float:
    """The share of one finding of one disease from all that one source states of it."""
    same = [row.share for row in stated if row.symptom.fit == "same"]
    narrower = [row.share for row in stated if row.symptom.fit != "same"]
    return 1 - prod(1 - share for share in [max(same, default=0.0), *narrower])


def profiles(folder: Path) -> list[RecordRow]:
    """One row for each disease and finding, sorted."""
    weighed, ordered = list(rotmensch(folder)), list(wang(folder))
    diseases, findings = {row.disease for row in weighed}, {row.symptom.id for row in weighed}
    beyond = [row for row in ordered if row.disease not in diseases or row.symptom.id not in findings]
    rows = [RecordRow(*pair, joined(stated), ROTMENSCH, "number", _written(stated)) for pair, stated in _pairs(weighed)]
    rows += [
        RecordRow(*pair, max(row.share for row in stated), WANG, "order", _written(stated))
        for pair, stated in _pairs(beyond)
    ]
    return sorted(rows)


def _pairs(rows: list[Stated]) -> Iterable[tuple[tuple[str, str], list[Stated]]]:
    pairs: dict[tuple[str, str], list[Stated]] = defaultdict(list)
    for row in rows:
        pairs[row.disease, row.symptom.id].append(row)
    return pairs.items()


def _written(stated: list[Stated]) -> str:
    return "; ".join(row.written for row in stated)


def compare(folder: Path) -> list[str]:
    """What Rotmensch's weights are at each place of Wang's lists, where both know disease and finding."""
    weights: dict[str, dict[str, float]] = defaultdict(dict)
    for row in rotmensch(folder):
        weights[row.disease][row.symptom.id] = max(row.share, weights[row.disease].get(row.symptom.id, 0))
    known = {finding for profile in weights.values() for finding in profile}
    both = [row for row in wang(folder) if row.disease in weights and row.symptom.id in known]
    lines = [f"{len(both)} pairs of {len({row.disease for row in both})} diseases"]
    for low, high in ((1, 1), (2, 2), (3, 4), (5, 8), (9, 30)):
        found = [weights[r.disease].get(r.symptom.id, 0.0) for r in both if low <= r.place <= high]
        share = mean(weight > 0 for weight in found)
        lines.append(f"places {low}-{high}: {len(found)} pairs, {share:.2f} stated, mean weight {mean(found):.3f}")
    return lines


def build(folder: Path, comparing: bool) -> tuple[dict[str, str], list[str]]:
    """The table by file name, and the lines of the summary.

    Raises:
        KnowledgeError: a published file is missing, or names what nobody reviewed.
    """
    rows = profiles(folder)
    cells = [[f"{cell:.{DECIMALS}f}" if isinstance(cell, float) else cell for cell in row] for row in rows]
    by_source = ", ".join(f"{sum(row.source == source for row in rows)} of {source}" for source in (ROTMENSCH, WANG))
    summary = [f"profiles.tsv: {len(rows)} rows of {len({row.disease for row in rows})} diseases, {by_source}"]
    return {"profiles.tsv": table(SOURCE, RecordRow._fields, cells)}, summary + (compare(folder) if comparing else [])


def main() -> int:
    """Write the table and print its counts."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--common", type=Path, required=True, metavar="DIR", help="folder of the published files")
    parser.add_argument("--output", type=Path, default=DATA, metavar="DIR", help="where the table goes (%(default)s)")
    parser.add_argument("--compare", action="store_true", help="also print how both sources agree")
    options = parser.parse_args()
    return write(partial(build, options.common, options.compare), options.output)


if __name__ == "__main__":
    sys.exit(main())
