"""Build ``standards/data/outcomes.tsv``: what a value above or below its reference means in HPO.

    python scripts/build_standards.py --loinc2hpo ../shared/data/loinc2hpo/loinc2hpo-annotations.tsv

Rows of our own (source ``Hoofbeat``, in the table itself) come first and stay; one without a finding is a decision
against what loinc2hpo says. loinc2hpo adds the rest for our analytes: what lies above its reference (H), below it (L),
or is present (POS). Obsolete terms are replaced where HPO names a successor and left out where it does not. Normal
outcomes are left out: within the reference says less than ``excluded``.
"""

import argparse
import csv
import sys
from pathlib import Path

from hoofbeat.domain.errors import HoofbeatError, InputError
from hoofbeat.knowledge.embedded import embedded_file
from hoofbeat.standards.analytes import analytes

TABLE = Path(__file__).parents[1] / "src/hoofbeat/standards/data/outcomes.tsv"
HEADER = """\
# Outcomes of measurements as HPO terms (Gargano et al., Nucleic Acids Research 2024; HPO licence).
# By scripts/build_standards.py; ids only, restricted to the analytes of analytes.tsv.
# source loinc2hpo: Zhang XA et al. npj Digit Med 2019;2:32, github.com/monarch-initiative/loinc2hpoAnnotation
# (The Jackson Laboratory; free of charge with acknowledgement; LOINC copyright Regenstrief Institute, Inc.).
# source Hoofbeat: by hand (Apache-2.0); these take precedence, and one without a finding says that none is concluded.
"""
COLUMNS = ("code", "outcome", "finding_id", "source", "note")
Key = tuple[str, str]


def own_rows() -> dict[Key, tuple[str, ...]]:
    """The rows written by hand, as the table holds them now."""
    lines = TABLE.read_text(encoding="utf-8").splitlines()
    rows = [tuple(line.split("\t")) for line in lines if line and not line.startswith("#")]
    return {(row[0], row[1]): row for row in rows[1:] if row[3] == "Hoofbeat"}


def current_terms() -> dict[str, str]:
    """Takes an HPO id to the current one; obsolete ones without successor are missing."""
    text = embedded_file("ontology").read_text(encoding="utf-8")
    current: dict[str, str] = {}
    for block in text.split("\n\n"):
        fields = [line.partition(": ")[::2] for line in block.splitlines()]
        id_ = next((value for key, value in fields if key == "id"), "")
        obsolete = ("is_obsolete", "true") in fields
        successor = next((value for key, value in fields if key == "replaced_by"), None)
        if successor or not obsolete:
            current[id_] = successor or id_
            current.update((value, id_) for key, value in fields if key == "alt_id")
    return current


def loinc2hpo_rows(file: Path) -> dict[Key, tuple[str, ...]]:
    """The rows of loinc2hpo for our analytes."""
    wanted, current = analytes(), current_terms()
    rows: dict[Key, tuple[str, ...]] = {}
    try:
        with file.open(encoding="utf-8") as stream:
            for row in csv.DictReader(stream, delimiter="\t"):
                code, outcome, term = row["loincId"], row["outcome"], current.get(row["hpoTermId"])
                if code in wanted and outcome in ("H", "L", "POS") and term is not None:
                    rows[code, outcome] = (code, outcome, term, "loinc2hpo", "")
    except (OSError, KeyError) as error:
        raise InputError(f"{file} cannot be read as loinc2hpo annotations", hint="give its TSV file") from error
    return rows


def main() -> None:
    """Write the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--loinc2hpo", type=Path, required=True, help="loinc2hpo-annotations.tsv")
    try:
        rows = loinc2hpo_rows(parser.parse_args().loinc2hpo) | own_rows()
    except HoofbeatError as error:
        sys.exit(str(error))
    order = {code: place for place, code in enumerate(analytes())}
    lines = ["\t".join(rows[key]) for key in sorted(rows, key=lambda key: (order[key[0]], key[1]))]
    TABLE.write_text(HEADER + "\n".join(("\t".join(COLUMNS), *lines)) + "\n", encoding="utf-8")
    print(f"{len(rows)} outcomes of {len({code for code, _ in rows})} analytes")


if __name__ == "__main__":
    main()
