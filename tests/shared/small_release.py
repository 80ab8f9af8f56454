"""A release of a few terms and diseases in the publishers' formats, to be read, published and compared."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from hoofbeat.knowledge.annotations import HPOA_COLUMNS

#: Term id → name and parents.
TERMS: dict[str, tuple[str, tuple[str, ...]]] = {
    "HP:0000118": ("Phenotypic abnormality", ()),
    "HP:0000707": ("Abnormality of the nervous system", ("HP:0000118",)),
    "HP:0001250": ("Seizure", ("HP:0000707",)),
    "HP:0001263": ("Global developmental delay", ("HP:0000707",)),
    "HP:0000256": ("Macrocephaly", ("HP:0000118",)),
}

Row = Mapping[str, str]

ROWS: tuple[Row, ...] = (
    {"database_id": "OMIM:154700", "disease_name": "Marfan syndrome", "hpo_id": "HP:0000256", "frequency": "3/7"},
    {"database_id": "OMIM:154700", "disease_name": "Marfan syndrome", "hpo_id": "HP:0001250"},
    {"database_id": "ORPHA:58", "disease_name": "Alexander disease", "hpo_id": "HP:0001250", "frequency": "HP:0040283"},
    {"database_id": "ORPHA:61", "disease_name": "Alpha-mannosidosis", "hpo_id": "HP:0001263"},
)


def write_release(
    folder: Path,
    *,
    date: str = "2026-02-03",
    terms: Mapping[str, tuple[str, tuple[str, ...]]] = TERMS,
    replaced: Mapping[str, str] = {},
    obsolete: Sequence[str] = (),
    rows: Sequence[Row] = ROWS,
) -> Path:
    """Write ``hp.obo`` and ``phenotype.hpoa``; ``replaced`` maps an obsolete term to its heir."""
    folder.mkdir(parents=True, exist_ok=True)
    lines = ["format-version: 1.2", f"data-version: hp/releases/{date}", ""]
    for term, (name, parents) in terms.items():
        lines += ["[Term]", f"id: {term}", f"name: {name}", *(f"is_a: {parent} ! parent" for parent in parents), ""]
    for term in (*replaced, *obsolete):
        heir = [f"replaced_by: {replaced[term]}"] if term in replaced else []
        lines += ["[Term]", f"id: {term}", "name: obsolete", "is_obsolete: true", *heir, ""]
    (folder / "hp.obo").write_text("\n".join(lines), encoding="utf-8")
    default = dict.fromkeys(HPOA_COLUMNS, "") | {"reference": "PMID:1", "evidence": "PCS", "aspect": "P"}
    table = ["\t".join((default | dict(row))[column] for column in HPOA_COLUMNS) for row in rows]
    header = [f"#version: {date}", "\t".join(HPOA_COLUMNS)]
    (folder / "phenotype.hpoa").write_text("\n".join([*header, *table]) + "\n", encoding="utf-8")
    return folder
