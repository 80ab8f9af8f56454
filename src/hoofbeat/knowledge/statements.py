"""Statements that are not in ``phenotype.hpoa``, in the columns of its annotation table."""

from collections.abc import Callable, Mapping
from typing import Any

import pandas as pd

from hoofbeat.knowledge import tables
from hoofbeat.knowledge.annotations import BROADER, COLUMNS
from hoofbeat.knowledge.catalogue import Catalogue
from hoofbeat.knowledge.orphadata.products import Orphadata

#: A simulator's million patients are not evidence of a million: they weigh as much as a large published series.
SIMULATED_PATIENTS = 100.0

#: What a statement has unless it says otherwise.
_DEFAULT = {
    "aspect": "P", "negated": False, "observed": float("nan"), "examined": float("nan"), "frequency_class": "",
    "diagnostic": "", "sex": "", "onset": "", "evidence": "TAS",
}  # fmt: skip


def common_statements() -> pd.DataFrame:
    """Profiles of the common diseases: counts of simulated patients."""
    rows = tables.common_profiles()
    patients = [min(row.n_patients, SIMULATED_PATIENTS) for row in rows]
    return _table(
        {
            "disease_id": [row.disease_id for row in rows],
            "finding_id": [row.finding_id for row in rows],
            "observed": [row.frequency * n for row, n in zip(rows, patients, strict=True)],
            "examined": patients,
            "reference": [row.reference for row in rows],
            "evidence": "PCS",
        }
    )


def orphanet_findings(orphadata: Orphadata, resolve: Callable[[str], str | None]) -> pd.DataFrame:
    """Product 4, as HPO itself takes it over: an excluded finding (0 %) becomes a negated statement.

    ``reference`` names Orphanet's entry and the publications it rests on, so that they can be taken out again.
    A term that is no finding (a clinical course, a mode of inheritance) is left out.
    """
    rows = [(row, resolve(row.finding_id)) for row in orphadata.phenotypes]
    kept = [(row, finding) for row, finding in rows if finding is not None]
    return _table(
        {
            "disease_id": [row.disease_id for row, _ in kept],
            "finding_id": [finding for _, finding in kept],
            "negated": [row.excluded for row, _ in kept],
            "frequency_class": [row.frequency_class for row, _ in kept],
            "diagnostic": [row.diagnostic for row, _ in kept],
            "reference": [row.reference for row, _ in kept],
        }
    )


def orphanet_history(orphadata: Orphadata, catalogue: Catalogue) -> pd.DataFrame:
    """Inheritance (aspect I) and age of onset (aspect C) of product 9, of the diseases the catalogue lists."""
    stated = [("I", orphadata.inheritance), ("C", orphadata.onset)]
    rows = [
        (disease_id, term, aspect)
        for aspect, terms in stated
        for disease_id in terms
        if catalogue.find(disease_id) is not None
        for term in terms[disease_id]
    ]
    return _table(
        {
            "disease_id": [disease_id for disease_id, _, _ in rows],
            "finding_id": [term for _, term, _ in rows],
            "aspect": [aspect for _, _, aspect in rows],
            "reference": [disease_id for disease_id, _, _ in rows],
        }
    )


def broader_findings(published: pd.DataFrame, catalogue: Catalogue) -> pd.DataFrame:
    """What Orphanet states of a group, said of each disease that it is the broader entry of.

    "Noonan syndrome" has a long profile, "Noonan syndrome 3" a few lines: whoever has the one is expected to show the
    other. References stay, so that a publication is taken out of both.

    Args:
        published: the statements of all publishers.
        catalogue: an entry that is the disease itself hands nothing down.
    """
    findings = published[(published["aspect"] == "P") & ~published["negated"]]
    parts = pd.DataFrame(tables.broader(), columns=["narrow", "disease_id"])
    narrow, broad = (parts[column].map(catalogue.find) for column in ("narrow", "disease_id"))
    parts = parts[narrow.notna() & (narrow != broad)]
    handed_down = parts.merge(findings, on="disease_id")
    return handed_down.assign(disease_id=handed_down["narrow"], evidence=BROADER)[list(COLUMNS)]


def _table(columns: Mapping[str, Any]) -> pd.DataFrame:
    table = pd.DataFrame(dict(_DEFAULT) | dict(columns), columns=list(COLUMNS))
    numbers = {"observed": float, "examined": float, "negated": bool}
    # Text even where there is no row: an empty column of no type would make the whole table slow and large.
    return table.astype({name: numbers.get(name, "str") for name in COLUMNS})
