"""Spanish names of HPO terms out of the HPO translations, where the user has them.

Formats of the HPO internationalisation effort (HPO licence): ``hp-es.babelon.tsv`` (Babelon: one row a translated
value) and ``hp-es.synonyms.tsv`` (a ROBOT template: header, a row of instructions, one row a synonym). They are read
from the user's own copy and are not shipped.
"""

import csv
from collections import Counter
from collections.abc import Collection, Iterator
from pathlib import Path

from hoofbeat.bundle.runtime.words import fold
from hoofbeat.domain.errors import KnowledgeError

#: Finding id → Spanish name and synonyms.
Spanish = dict[str, tuple[str, tuple[str, ...]]]


def read_spanish(names: Path | None, synonyms: Path | None, known: Collection[str]) -> Spanish:
    """Read labels that the translators call official, and synonyms, of the findings in ``known``.

    A label that stands for two findings (44 of hp-es of 2025 do) names neither, and is left out with its finding: who
    picked it would not know which of the two he had picked.

    Raises:
        KnowledgeError: a file lacks the columns of its format.
    """
    labels: dict[str, str] = {}
    if names is not None:
        wanted = {"subject_id", "predicate_id", "translation_value", "translation_status"}
        for row in _rows(names, wanted):
            official = row["predicate_id"] == "rdfs:label" and row["translation_status"] == "OFFICIAL"
            if official and row["subject_id"] in known and row["translation_value"]:
                labels[row["subject_id"]] = row["translation_value"].strip()
    others: dict[str, list[str]] = {}
    if synonyms is not None:
        for row in _rows(synonyms, {"subject_id", "translation_value"}):
            if row["subject_id"] in known and row["translation_value"]:
                others.setdefault(row["subject_id"], []).append(row["translation_value"].strip())
    bearers = Counter(map(fold, labels.values()))
    return {
        finding: (label, tuple(dict.fromkeys(others.get(finding, ()))))
        for finding, label in labels.items()
        if bearers[fold(label)] == 1
    }


def _rows(path: Path, wanted: set[str]) -> Iterator[dict[str, str]]:
    try:
        with path.open(encoding="utf-8", newline="") as stream:
            rows = csv.DictReader(stream, delimiter="\t", quoting=csv.QUOTE_NONE)
            missing = sorted(wanted - set(rows.fieldnames or ()))
            if missing:
                raise KnowledgeError(
                    f"{path.name} has no column {', '.join(missing)}", hint="give the file as published"
                )
            for row in rows:
                yield {column: row[column] or "" for column in wanted}
    except (UnicodeDecodeError, csv.Error) as error:
        raise KnowledgeError(
            f"{path.name} cannot be read ({type(error).__name__})", hint="download it again"
        ) from error
