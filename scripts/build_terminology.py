"""Build the tables ``snomed_diseases.tsv``, ``snomed_findings.tsv``, ``icd10_diseases.tsv`` and ``hpo_modifiers.tsv``.

    python scripts/build_terminology.py --mondo ../shared/data/mondo

Reads MONDO's exact matches to SNOMED CT (an SSSOM file), the SNOMED CT cross-references and the modifiers of ``hp.obo``
of the embedded release, and the catalogue that our own tables make. What a person has reviewed stands in
``codes_reviewed.tsv``, is not touched, and wins over these tables (see ``hoofbeat.terminology.meanings``).

A code that means several things is kept only where one of them says no more than the code does: of several HPO terms
the one that all others descend from, of several diseases the only one that is not rare. Otherwise it is dropped, and
the summary counts it. A MONDO entry for a susceptibility (``migraine, susceptibility to, 1``) is not the disease that
the code names, so it is passed over.
"""

import argparse
import re
import sys
from collections import defaultdict
from collections.abc import Mapping
from pathlib import Path

from hoofbeat.domain.errors import KnowledgeError
from hoofbeat.knowledge.catalogue import Catalogue
from hoofbeat.knowledge.embedded import embedded_file
from hoofbeat.knowledge.ontology import Ontology
from hoofbeat.knowledge.release import build_knowledge
from written_tables import table, write

DATA = Path(__file__).parents[1] / "src/hoofbeat/terminology/data"
#: Clinical modifier (with severity, laterality, onset, course), frequency, mode of inheritance.
MODIFIERS = ("HP:0012823", "HP:0040279", "HP:0000005")
_XREF = re.compile(r"xref: SNOMEDCT_US:(\d{6,18})\b")
_CODE = re.compile(r"SCTID:(\d{6,18})")


def snomed_diseases(text: str, catalogue: Catalogue) -> tuple[list[tuple[str, str]], int]:
    """Rows (SNOMED CT code, catalogue id) from the text of MONDO's SSSOM file, and how many codes were dropped."""
    meant: dict[str, set[str]] = defaultdict(set)
    for line in text.splitlines():
        cells = line.split("\t")
        if not line.startswith("MONDO:") or cells[1].startswith("obsolete ") or "susceptib" in cells[1]:
            continue
        code, disease = _CODE.fullmatch(cells[3]), catalogue.canonical(cells[0])
        if code and disease and "susceptib" not in _name(catalogue, disease):
            meant[code[1]].add(disease)
    return _decided(meant, catalogue)


def icd10_diseases(catalogue: Catalogue) -> tuple[list[tuple[str, str]], int]:
    """Rows (ICD-10 code, catalogue id) turned round from the catalogue, and how many codes were dropped."""
    meant: dict[str, set[str]] = defaultdict(set)
    for disease in catalogue.diseases:
        if "susceptib" not in disease.name.lower():
            for code in disease.icd10:
                meant[code].add(disease.id)
    return _decided(meant, catalogue)


def snomed_findings(text: str, ontology: Ontology) -> tuple[list[tuple[str, str]], int]:
    """Rows (SNOMED CT code, HPO id) from the text of ``hp.obo``, and how many codes were dropped."""
    meant: dict[str, set[str]] = defaultdict(set)
    for stanza in text.split("\n[Term]\n")[1:]:
        found = re.match(r"id: (HP:\d{7})", stanza)
        current = ontology.resolve(found[1]) if found else None
        if current:
            for code in _XREF.findall(stanza):
                meant[code].add(current)
    rows = []
    for code, terms in meant.items():
        least = [term for term in terms if all(term in _ancestors(ontology, other) for other in terms)]
        rows += [(code, term) for term in least]
    return sorted(rows, key=lambda row: int(row[0])), len(meant) - len(rows)


def hpo_modifiers(text: str, ontology: Ontology) -> list[tuple[str, str]]:
    """Rows (HPO id, root) of the terms that stand below the roots of modifiers and are no findings as well.

    Args:
        text: of ``hp.obo``.
        ontology: the findings.
    """
    below: dict[str, list[str]] = defaultdict(list)
    for stanza in text.split("\n[Term]\n")[1:]:
        if (found := re.match(r"id: (HP:\d{7})", stanza)) and "\nis_obsolete: true" not in stanza:
            for parent in re.findall(r"\nis_a: (HP:\d{7})", stanza):
                below[parent].append(found[1])
    rows = {}
    for root in MODIFIERS:
        open_ = [root]
        while open_:
            term = open_.pop()
            if term not in rows:
                rows[term] = root
                open_ += below[term]
    return sorted((term, root) for term, root in rows.items() if ontology.resolve(term) is None)


def build(mondo: Path) -> tuple[dict[str, str], list[str]]:
    """The tables as text, by file name, and a summary; the same sources give the same bytes.

    Raises:
        KnowledgeError: a source file is missing.
    """
    knowledge = build_knowledge()
    sssom = _text(mondo / "mondo_exactmatch_sctid.sssom.tsv")
    dated = re.search(r"/releases/(\d{4}-\d{2}-\d{2})/", sssom)
    release = dated[1] if dated else "unknown"
    by_snomed, snomed_dropped = snomed_diseases(sssom, knowledge.catalogue)
    by_icd10, icd10_dropped = icd10_diseases(knowledge.catalogue)
    obo = _text(embedded_file("ontology"))
    findings, findings_dropped = snomed_findings(obo, knowledge.ontology)
    mondo_source = f"MONDO exact matches, release {release} (Monarch Initiative; CC BY 4.0)"
    hpo_source = f"HPO release {knowledge.ontology.version} (Gargano et al., Nucleic Acids Research 2024; HPO licence)"
    tables = {
        "snomed_diseases.tsv": table(
            f"SNOMED CT codes through {mondo_source}; ids only, codes of several diseases dropped.",
            ("snomed", "disease_id"),
            by_snomed,
        ),
        "icd10_diseases.tsv": table(
            f"ICD-10 codes of the catalogue, turned round: {mondo_source}, DDXPlus (CC BY 4.0), and Orphadata product "
            "1 (INSERM; CC BY 4.0); codes of several diseases dropped.",
            ("icd10", "disease_id"),
            by_icd10,
        ),
        "snomed_findings.tsv": table(
            f"SNOMED CT cross-references of {hpo_source}; ids only, codes of several terms dropped.",
            ("snomed", "finding_id"),
            findings,
        ),
        "hpo_modifiers.tsv": table(
            f"Terms of {hpo_source} that are no findings, and the root each stands under; ids only.",
            ("modifier_id", "root_id"),
            hpo_modifiers(obo, knowledge.ontology),
        ),
    }
    dropped = {
        "snomed_diseases.tsv": snomed_dropped,
        "icd10_diseases.tsv": icd10_dropped,
        "snomed_findings.tsv": findings_dropped,
        "hpo_modifiers.tsv": 0,
    }
    return tables, [
        f"{name}: {text.count(chr(10)) - 2} rows, {len(text) // 1024} KB, {dropped[name]} ambiguous codes dropped"
        for name, text in tables.items()
    ]


def _decided(meant: Mapping[str, set[str]], catalogue: Catalogue) -> tuple[list[tuple[str, str]], int]:
    """The codes that mean one disease, or one common disease among orphan ones."""
    rows = []
    for code, diseases in meant.items():
        candidates = diseases
        if len(diseases) > 1:
            candidates = {disease for disease in diseases if not _is_orphan(catalogue, disease)}
        if len(candidates) == 1:
            rows.append((code, min(candidates)))
    return sorted(rows), len(meant) - len(rows)


def _is_orphan(catalogue: Catalogue, disease: str) -> bool:
    position = catalogue.find(disease)
    return position is None or catalogue.diseases[position].orphan


def _name(catalogue: Catalogue, disease: str) -> str:
    position = catalogue.find(disease)
    return "" if position is None else catalogue.diseases[position].name.lower()


def _ancestors(ontology: Ontology, term: str) -> set[str]:
    """A term and everything above it."""
    return {ontology.ids[position] for position in ontology.ancestors(ontology.index[term])}


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except OSError as error:
        raise KnowledgeError(f"{path}: {error.strerror}", hint="give the folder with --mondo") from error


def main() -> int:
    """Write the tables and print the summary."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--mondo", type=Path, required=True, metavar="DIR", help="folder of MONDO's SSSOM files")
    parser.add_argument("--output", type=Path, default=DATA, metavar="DIR", help="where the tables go (%(default)s)")
    options = parser.parse_args()
    return write(lambda: build(options.mondo), options.output)


if __name__ == "__main__":
    sys.exit(main())
