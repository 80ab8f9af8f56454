"""Build ``disease_synonyms.tsv.xz``: what MONDO, OMIM and Orphanet call the diseases of the catalogue, in English.

    python scripts/build_disease_synonyms.py --mondo ../shared/data/mondo

Reads the labels of both sides in MONDO's exact matches to OMIM and Orphanet (SSSOM files). A label is kept for the
entry of the catalogue that has one of the two ids, where its words are others than those of the entry's own name. What
is called obsolete is passed over.
"""

import argparse
import re
import sys
from collections import defaultdict
from pathlib import Path

from hoofbeat.domain.errors import KnowledgeError
from hoofbeat.knowledge.catalogue import Catalogue
from hoofbeat.knowledge.release import build_knowledge
from hoofbeat.knowledge.vocabulary.disease_words import key_of
from written_tables import table, write

DATA = Path(__file__).parents[1] / "src/hoofbeat/knowledge/data"
FILES = ("mondo_exactmatch_omim.sssom.tsv", "mondo_exactmatch_orphanet.sssom.tsv")


def synonyms(text: str, catalogue: Catalogue, found: dict[str, dict[str, None]]) -> None:
    """Add the labels of an SSSOM file to the names ``found`` for each entry of the catalogue."""
    for line in text.splitlines():
        if not line.startswith("MONDO:"):
            continue
        mondo, label, _, other, other_label, *_ = line.split("\t")
        for any_id, name in ((mondo, label), (other.replace("Orphanet:", "ORPHA:"), other_label)):
            entry = catalogue.canonical(any_id)
            if entry and name and not name.startswith("obsolete ") and ";" not in name:
                found[entry][name] = None


def build(mondo: Path) -> tuple[dict[str, str], list[str]]:
    """The table as text, by file name, and a summary; the same sources give the same bytes.

    Raises:
        KnowledgeError: a source file is missing.
    """
    catalogue = build_knowledge().catalogue
    found: dict[str, dict[str, None]] = defaultdict(dict)
    release = "unknown"
    for name in FILES:
        try:
            text = (mondo / name).read_text(encoding="utf-8")
        except OSError as error:
            raise KnowledgeError(f"{mondo / name}: {error.strerror}", hint="give the folder with --mondo") from error
        dated = re.search(r"/releases/(\d{4}-\d{2}-\d{2})/", text)
        release = dated[1] if dated else release
        synonyms(text, catalogue, found)
    rows = []
    for entry in sorted(found):
        position = catalogue.find(entry)
        known = {key_of(catalogue.diseases[position].name)} if position is not None else set()
        kept = []
        for name in found[entry]:
            if key_of(name) not in known:
                known.add(key_of(name))
                kept.append(name)
        if kept:
            rows.append((entry, ";".join(kept)))
    written = table(
        f"English names of the catalogue's diseases besides its own: labels in MONDO's exact matches to OMIM and "
        f"Orphanet, release {release} (Monarch Initiative; CC BY 4.0).",
        ("id", "synonyms"),
        rows,
    )
    names = sum(row[1].count(";") + 1 for row in rows)
    return {"disease_synonyms.tsv.xz": written}, [f"{len(rows)} diseases, {names} names, {len(written) // 1024} KB"]


def main() -> int:
    """Write the table and print the summary."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--mondo", type=Path, required=True, metavar="DIR", help="folder of MONDO's SSSOM files")
    parser.add_argument("--output", type=Path, default=DATA, metavar="DIR", help="where the table goes (%(default)s)")
    options = parser.parse_args()
    return write(lambda: build(options.mondo), options.output)


if __name__ == "__main__":
    sys.exit(main())
