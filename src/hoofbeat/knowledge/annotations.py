"""Which finding each disease shows, how often, and who published it: rows of ``phenotype.hpoa``.

Format: HPO annotation file (HPOA), twelve tab-separated columns, known by their names; what others add beside them is
passed over. Every row keeps its frequency as published, sex, onset and references, so that a publication can be taken
out again (see ``profiles``).
"""

import re
from collections.abc import Callable
from itertools import takewhile
from pathlib import Path

import pandas as pd

from hoofbeat.domain.errors import KnowledgeError

HPOA_COLUMNS = (
    "database_id",
    "disease_name",
    "qualifier",
    "hpo_id",
    "reference",
    "evidence",
    "onset",
    "frequency",
    "sex",
    "modifier",
    "aspect",
    "biocuration",
)

#: Columns of the annotation table, whatever the publisher.
COLUMNS = (
    "disease_id",  # as published: OMIM:…, ORPHA:…, DECIPHER:…, HBD:…
    "finding_id",  # current id; for aspects other than P an HPO term outside the findings (inheritance, course)
    "aspect",  # P finding, I inheritance, C clinical course, H past history, M modifier
    "negated",  # NOT rows: the disease does not show the finding
    "observed",  # patients with the finding (NaN without counts)
    "examined",  # patients looked at (NaN without counts)
    "frequency_class",  # HPO frequency term (HP:0040281 …), "" if none
    "diagnostic",  # "", or what it is to the diagnosis: CRITERION, PATHOGNOMONIC, EXCLUSION (Orphanet's product 4)
    "sex",  # "", MALE, FEMALE
    "onset",  # HPO onset term, ""
    "reference",  # ";"-separated PMIDs or database ids
    "evidence",  # IEA inferred, PCS published study, TAS traceable statement; BROADER
)

#: Names of the HPO frequency classes, and the middle of the interval that each stands for.
HPO_CLASSES = {
    "Obligate": 1.0,
    "Very frequent": 0.895,
    "Frequent": 0.545,
    "Occasional": 0.17,
    "Very rare": 0.025,
    "Excluded": 0.0,
}

#: Evidence of a statement on a disease that its broader entry makes: derived, never published of the disease itself.
BROADER = "of the broader entry"

#: What a finding may be to the diagnosis, in Orphanet's words: part of a published set of criteria; enough by itself to
#: affirm the disease; never there in the disease, so that it excludes it. A negated statement may be a criterion too.
CRITERION, PATHOGNOMONIC, EXCLUSION = "criterion", "pathognomonic", "exclusion"

#: OMIM's titles as a few rows still carry them: status sign and number before, synonyms behind.
_OMIM_TITLE = re.compile(r"[#%*+^]?\d{6} ([^;]+)")


def read_hpoa(path: Path, resolve: Callable[[str], str | None]) -> tuple[pd.DataFrame, dict[str, str]]:
    """Read ``phenotype.hpoa`` into the annotation table.

    Args:
        path: the file.
        resolve: maps a finding id to its current id, ``None`` if the ontology lacks it.

    Returns:
        The table (columns ``COLUMNS``) and disease id → name as published.

    Raises:
        KnowledgeError: the file is missing or cut short, or lacks a column of HPOA.
    """
    if not path.is_file():
        raise KnowledgeError(f"No annotations at {path}", hint="give the phenotype.hpoa of an HPO release")
    try:
        raw = read_rows(path)
    except ValueError as error:  # pandas' own errors of parsing descend from it, and so does one of decoding
        raise KnowledgeError(
            f"{path} is no table ({type(error).__name__})", hint="it may be cut short: download it again"
        ) from error
    if missing := [name for name in HPOA_COLUMNS if name not in raw.columns]:
        raise KnowledgeError(
            f"{path} lacks the column{'s' * (len(missing) > 1)} {', '.join(missing)} of HPOA",
            hint="give the phenotype.hpoa of a release of 2023 or later",
        )
    if not isinstance(raw.index, pd.RangeIndex):  # pandas took the surplus for an index, and every column is another's
        raise KnowledgeError(f"{path} has rows with more cells than its header names columns", hint="download it again")
    is_finding = raw["aspect"] == "P"
    heirs = {any_id: resolve(any_id) for any_id in raw["hpo_id"].unique()}
    current = raw["hpo_id"].where(~is_finding, raw["hpo_id"].map(heirs))
    observed, examined = _counts(raw["frequency"])
    table = pd.DataFrame(
        {
            "disease_id": raw["database_id"],
            "finding_id": current,
            "aspect": raw["aspect"],
            "negated": raw["qualifier"] == "NOT",
            "observed": observed,
            "examined": examined,
            "frequency_class": raw["frequency"].where(raw["frequency"].str.startswith("HP:"), ""),
            "diagnostic": "",
            "sex": raw["sex"].str.upper(),
            "onset": raw["onset"],
            "reference": raw["reference"],
            "evidence": raw["evidence"],
        }
    )
    names = dict(zip(raw["database_id"], raw["disease_name"], strict=True))
    named = {any_id: title[1] if (title := _OMIM_TITLE.match(name)) else name for any_id, name in names.items()}
    return table[table["finding_id"].notna()].reset_index(drop=True), named


def read_rows(path: Path, columns: list[str] | None = None) -> pd.DataFrame:
    """The rows of ``phenotype.hpoa`` as text, all columns or those named.

    Only the lines before the header are comments: a name further down may hold a ``#``.

    Raises:
        ValueError: it is no table, or lacks a column that was named.
    """
    with path.open(encoding="utf-8") as file:
        comments = sum(1 for _ in takewhile(lambda line: line.startswith("#"), file))
    return pd.read_csv(
        path, sep="\t", skiprows=comments, dtype=str, usecols=columns, keep_default_na=False, na_filter=False
    )


#: A published percentage without its denominator counts as this many patients.
PERCENT_PATIENTS = 10.0


def _counts(frequency: pd.Series) -> tuple[pd.Series, pd.Series]:
    """Patients with the finding and patients examined, from ``3/7`` or ``43%`` (NaN for anything else)."""
    distinct = frequency.drop_duplicates()  # a few hundred, written a quarter of a million times
    fraction = distinct.str.extract(r"^(\d+)/(\d+)$").astype(float)
    percent = distinct.str.extract(r"^([\d.]+)%$")[0].astype(float) / 100
    observed = fraction[0].fillna(percent * PERCENT_PATIENTS)
    examined = fraction[1].fillna(percent * 0 + PERCENT_PATIENTS)
    usable = examined > 0
    counts = pd.DataFrame({"observed": observed.where(usable).clip(upper=examined), "examined": examined.where(usable)})
    every = counts.set_index(distinct).loc[frequency].set_index(frequency.index)
    return every["observed"], every["examined"]


def version_of(path: Path) -> str:
    """Release date in the header of ``phenotype.hpoa`` (``2026-06-06``), ``unknown`` if it has none."""
    with path.open(encoding="utf-8") as file:
        for line in file:
            if line.startswith("#version:"):
                return line.split(":", 1)[1].strip()
            if not line.startswith("#"):
                break
    return "unknown"
