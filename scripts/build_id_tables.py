"""Build the compact id tables ``equivalents.tsv.xz``, ``broader.tsv``, ``orphanet_prevalence.tsv`` and ``icd10.tsv``.

    python scripts/build_id_tables.py --mondo ../shared/data/mondo --orphanet ../shared/data/orphanet

Reads the exact matches of MONDO to OMIM, Orphanet and ICD-10-CM (SSSOM files), Orphanet's own ORPHA–OMIM relations
(``orpha2omim.json``: ``E``, exact; ``BTNT``, the ORPHA entry is the broader one), Orphadata product 9 (prevalence) and
the ``phenotype.hpoa`` of the embedded release, whose diseases are the only ones kept, with every id that means one of
them.

``equivalents.tsv.xz`` holds links between ids; a union-find over its rows gives the merged entries of the catalogue.
Links are taken strongest first: MONDO to OMIM, MONDO to Orphanet, then Orphanet to OMIM. Where one MONDO id claims
several OMIM ids, the one that Orphanet's relation confirms comes first, then the lowest. **A link that would put two
OMIM ids into one entry is dropped**: it joins an Orphanet group with one of its subtypes, and a chain of such links
would merge diseases that differ. Dropped links are printed.

``broader.tsv`` holds, for an OMIM disease, the Orphanet entries that it is a part of ("Noonan syndrome 3" of "Noonan
syndrome"), where both are annotated.

``orphanet_prevalence.tsv``: the class of point prevalence, worldwide before regional and validated before not; among
several at the same level the one most regions report, and of equals the more frequent one. Prevalence at birth,
incidence and case counts are other quantities and are not used.
"""

import argparse
import csv
import json
import re
import sys
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from hoofbeat.domain.disease import PrevalenceClass
from hoofbeat.domain.errors import KnowledgeError
from hoofbeat.knowledge.embedded import embedded_file
from hoofbeat.knowledge.orphadata.words import PrevalenceReport, point_prevalence
from hoofbeat.knowledge.tables import Broader
from hoofbeat.terminology.equivalence import Entries, Equivalence
from written_tables import table, write

PACKAGE = Path(__file__).parents[1] / "src/hoofbeat"
DATA = PACKAGE / "knowledge/data"
#: What reads records has it too, and needs no knowledge for it.
ELSEWHERE = {"equivalents.tsv.xz": PACKAGE / "terminology/data"}
MONDO_LICENCE = "MONDO exact matches, release {} (Monarch Initiative; CC BY 4.0)"
ORPHANET_LICENCE = "exact ORPHA-OMIM relations of Orphanet (INSERM; CC BY 4.0) as compiled by PhenoBrain (Apache-2.0)"
ICD10 = re.compile(r"ICD10CM:([A-Z]\d[0-9A-Z](?:\.[0-9A-Z]+)?)")


class Mondo(NamedTuple):
    """Exact matches: release date, pairs of disease id and MONDO id, and the ICD-10-CM codes of each MONDO id."""

    release: str
    omim: list[tuple[str, str]]
    orphanet: list[tuple[str, str]]
    icd10: dict[str, list[str]]


def read_mondo(folder: Path) -> Mondo:
    """Read MONDO's exact matches; obsolete MONDO ids are passed over."""
    icd10 = defaultdict(list)
    for code, mondo_id in _matches(folder / "mondo_exactmatch_icd10cm.sssom.tsv"):
        if match := ICD10.fullmatch(code):  # a range names a chapter, not a disease
            icd10[mondo_id].append(match[1])
    omim = folder / "mondo_exactmatch_omim.sssom.tsv"
    dated = re.search(r"/releases/(\d{4}-\d{2}-\d{2})/", _text(omim))
    return Mondo(
        dated[1] if dated else "unknown",
        sorted(_matches(omim)),
        sorted(_matches(folder / "mondo_exactmatch_orphanet.sssom.tsv")),
        icd10,
    )


def read_relations(folder: Path, wanted: str) -> list[tuple[str, str]]:
    """Pairs (ORPHA, OMIM) that Orphanet relates as ``wanted``: ``E``, ``BTNT``."""
    relations = json.loads(_text(folder / "orpha2omim.json"))
    return sorted((orpha, omim) for orpha, rows in relations.items() for omim, kind in rows if kind == wanted)


def read_annotated() -> set[str]:
    """Ids of the diseases of ``phenotype.hpoa`` in the embedded release."""
    text = _text(embedded_file("annotations"))
    return {line.split("\t", 1)[0] for line in text.splitlines() if line.startswith(("OMIM:", "ORPHA:", "DECIPHER:"))}


def link(
    mondo: Mondo, exact: list[tuple[str, str]], annotated: set[str]
) -> tuple[list[Equivalence], list[tuple[Equivalence, str]], int]:
    """Choose the links.

    Returns:
        The links of annotated diseases, the dropped ones with the reason, and the number of merged entries.
    """
    entries, kept, dropped = Entries(), [], []
    omims_of = defaultdict(set)
    for orpha, omim in exact:
        omims_of[orpha].add(omim)
    confirmed = {(omim, mondo_id) for orpha, mondo_id in mondo.orphanet for omim in omims_of[orpha]}
    first_omim = sorted(mondo.omim, key=lambda pair: (pair not in confirmed, pair))
    ranked = [Equivalence(*pair, "MONDO") for pair in first_omim + mondo.orphanet]
    ranked += [Equivalence(*pair, "ORPHANET") for pair in exact]
    for candidate in ranked:
        left, right, _ = candidate
        if entries.find(left) == entries.find(right):
            continue
        omims = entries.omim_of(left), entries.omim_of(right)
        if entries.join(left, right):
            kept.append(candidate)
        else:
            dropped.append((candidate, f"would merge {omims[0]} with {omims[1]}"))
    wanted = {entries.find(id_) for id_ in annotated}
    return (
        sorted(row for row in kept if entries.find(row.left) in wanted),
        [row for row in dropped if {entries.find(row[0].left), entries.find(row[0].right)} <= wanted],
        len(wanted),
    )


def prevalence(path: Path) -> dict[str, PrevalenceClass]:
    """Class of point prevalence of each ORPHA id that has a known one."""
    reports: dict[str, list[PrevalenceReport]] = defaultdict(list)
    for row in csv.DictReader(_text(path).splitlines()):
        report = PrevalenceReport(
            row["prevalence_type"],
            row["prevalence_class"],
            row["prevalence_geographic"],
            row["prevalence_validation_status"],
        )
        reports[f"ORPHA:{row['orpha_code']}"].append(report)
    chosen = {orpha: point_prevalence(of_one) for orpha, of_one in reports.items()}
    return {orpha: class_ for orpha, class_ in chosen.items() if class_ is not None}


def build(mondo_folder: Path, orphanet_folder: Path) -> tuple[dict[str, str], list[str]]:
    """The tables as text, by file name, and a summary; the same sources give the same bytes.

    Raises:
        KnowledgeError: a source file is missing.
    """
    mondo, annotated = read_mondo(mondo_folder), read_annotated()
    links, dropped, entries = link(mondo, read_relations(mondo_folder, "E"), annotated)
    broader = read_relations(mondo_folder, "BTNT")
    ids = annotated | {id_ for row in links for id_ in row[:2]}
    classes = prevalence(orphanet_folder / "epidemiology_of_rare_diseases.csv")
    codes = [
        (left, ";".join(sorted(mondo.icd10[right])))
        for left, right, source in links
        if source == "MONDO" and left in annotated and right in mondo.icd10
    ]
    mondo_source = MONDO_LICENCE.format(mondo.release)
    tables = {
        "equivalents.tsv.xz": table(
            f"{mondo_source};\n# {ORPHANET_LICENCE}; ids only, links that would merge two OMIM ids dropped.",
            Equivalence._fields,
            links,
        ),
        "broader.tsv": table(
            f"{ORPHANET_LICENCE.replace('exact', 'broader-to-narrower')}; ids only.",
            Broader._fields,
            sorted((omim, orpha) for orpha, omim in broader if {omim, orpha} <= annotated),
        ),
        "orphanet_prevalence.tsv": table(
            "Point-prevalence classes from Orphadata product 9 (INSERM; CC BY 4.0), one chosen for each disease.",
            ("orpha_id", "prevalence"),
            sorted((orpha, class_.value) for orpha, class_ in classes.items() if orpha in ids),
        ),
        "icd10.tsv": table(f"ICD-10-CM through {mondo_source}.", ("disease_id", "icd10"), codes),
    }
    summary = [f"dropped {row.left} = {row.right} ({row.source}): {reason}" for row, reason in dropped]
    summary += [f"{name}: {text.count(chr(10)) - 2} rows, {len(text) // 1024} KB" for name, text in tables.items()]
    summary.append(f"{len(annotated)} annotated diseases in {entries} merged entries; {len(dropped)} links dropped")
    return tables, summary


def _matches(path: Path) -> Iterator[tuple[str, str]]:
    """Yield (disease id or code, MONDO id) of every exact match whose subject is not obsolete."""
    lines = (line for line in _text(path).splitlines() if not line.startswith("#"))
    for row in csv.DictReader(lines, delimiter="\t"):
        if not row["subject_label"].startswith("obsolete "):
            yield row["object_id"].replace("Orphanet:", "ORPHA:"), row["subject_id"]


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except OSError as error:
        raise KnowledgeError(
            f"{path}: {error.strerror}", hint="give the folders with --mondo and --orphanet"
        ) from error


def main() -> int:
    """Write the tables and print the summary."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--mondo", type=Path, required=True, metavar="DIR", help="MONDO exact matches, orpha2omim.json")
    parser.add_argument("--orphanet", type=Path, required=True, metavar="DIR", help="Orphadata epidemiology as CSV")
    parser.add_argument("--output", type=Path, metavar="DIR", help="where the tables go (into the package)")
    options = parser.parse_args()
    given: Path | None = options.output
    return write(lambda: build(options.mondo, options.orphanet), given or DATA, {} if given else ELSEWHERE)


if __name__ == "__main__":
    sys.exit(main())
