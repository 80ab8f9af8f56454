"""Build ``literature/profiles.tsv``: what PubMed mentions with common diseases that no other source describes.

    python scripts/build_literature.py --common ../shared/data/common

Reads ``hsdn_pairs.csv`` (Zhou et al. 2014) as published, and the reviewed tables ``literature/diseases.tsv`` and
``literature/symptoms.tsv``. The names are entry terms of MeSH; each symptom stands for its descriptor ("Orthopnea" for
Dyspnea), and a disease is listed where its name is the disease's.

The source says which, not how often. Every pair gets the same share, .08: the mean weight that Rotmensch et al. 2017
give such a pair where they describe the disease and know the finding (502 pairs of 103 diseases; .60 of them are stated
there, where chance alone would give .24 and a mean of .024).
"""

import argparse
import sys
from functools import partial
from pathlib import Path

from build_records import Names, published
from hoofbeat.knowledge.common.records import ZHOU, RecordRow
from written_tables import table, write

DATA = Path(__file__).parents[1] / "src/hoofbeat/knowledge/data/common/literature"
SOURCE = """\
What PubMed mentions with common diseases, by scripts/build_literature.py from Zhou et al., Nature Communications
# 2014;5:4212 (CC BY 4.0; changed: selection, names mapped, one share for every pair). written: in its words."""

#: Share of a disease's patients that every pair gets.
SHARE = 0.08


def profiles(folder: Path) -> list[RecordRow]:
    """One row for each disease and finding, sorted.

    Raises:
        KnowledgeError: the published file is missing, or names a symptom that nobody reviewed.
    """
    names = Names("zhou", "literature")
    written: dict[tuple[str, str], list[str]] = {}
    for row in published(folder / "hsdn_pairs.csv"):
        symptom = names.symptom(row["symptom"])
        for disease in names.listed(row["disease"]):
            if symptom.id:
                written.setdefault((disease, symptom.id), []).append(f"{row['disease']}: {row['symptom']}")
    return sorted(RecordRow(*pair, SHARE, ZHOU, "pair", "; ".join(words)) for pair, words in written.items())


def build(folder: Path) -> tuple[dict[str, str], list[str]]:
    """The table by file name, and the line of the summary.

    Raises:
        KnowledgeError: as :func:`profiles`.
    """
    rows = profiles(folder)
    text = table(SOURCE, RecordRow._fields, [list(map(str, row)) for row in rows])
    return {"profiles.tsv": text}, [f"profiles.tsv: {len(rows)} rows of {len({row.disease for row in rows})} diseases"]


def main() -> int:
    """Write the table and print its counts."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--common", type=Path, required=True, metavar="DIR", help="folder of the published file")
    parser.add_argument("--output", type=Path, default=DATA, metavar="DIR", help="where the table goes (%(default)s)")
    options = parser.parse_args()
    return write(partial(build, options.common), options.output)


if __name__ == "__main__":
    sys.exit(main())
