"""A hospital's words, through the drafted mapping as it is, into gold under the ids of the catalogue.

Mirrors: hoofbeat.jobs.mapping, hoofbeat.jobs.ingest
"""

import csv
from pathlib import Path

from hoofbeat.jobs.ingest import IngestJob
from hoofbeat.jobs.mapping import SuggestMappingJob
from hoofbeat.knowledge.release import Knowledge
from hoofbeat.lake.gold import read_cohort
from hoofbeat.sources import SourceConfig

#: Label, code, and the disease that both mean; the catalogue has none for the last.
LABELS = [
    ("Fibrosis quística", "E84.0", "OMIM:219700"),
    ("FQ", "E84.9", "OMIM:219700"),
    ("Enfermedad de Gaucher", "E75.2", "ORPHA:355"),
    ("Neumonía adquirida en la comunidad", "J18.9", "HBD:0000040"),
    ("NAC", "J18.9", "HBD:0000040"),
    ("Dengue con signos de alarma", "A97.1", "HBD:0001143"),
    ("Síndrome de Marfan", "Q87.4", "OMIM:154700"),
    ("Infección de vías urinarias", "N39.0", "HBD:0001076"),
    ("Mal de ojo", "X99", "SITE:mal-de-ojo"),
]


def test_a_disease_is_learnt_once_under_the_catalogues_id(tmp_path: Path, embedded_knowledge: Knowledge) -> None:
    table, mapping = tmp_path / "consultas.csv", tmp_path / "mapping.yaml"
    rows = [
        (
            f"c{number}",
            20 + number % 50,
            "FM"[number % 2],
            *("Sí" if number % k else "No" for k in (2, 3, 5)),
            *label[:2],
        )
        for number, label in enumerate(LABELS * 10)
    ]
    with table.open("w", encoding="utf-8", newline="") as file:
        header = ("folio", "edad", "sexo", "Fiebre", "Fonofobia", "Odinofagia", "Diagnóstico", "CIE-10")
        csv.writer(file, delimiter=";").writerows([header, *rows])
    mapping.write_text(SuggestMappingJob(file=table, lang="es").run(), encoding="utf-8")
    source = SourceConfig(name="hospital", format="table", path=table, mapping=mapping)
    catalogue, ontology = embedded_knowledge.catalogue, embedded_knowledge.ontology
    resolve = lambda any_id: ontology.resolve(any_id) or any_id  # noqa: E731
    IngestJob(output=tmp_path / "run", sources=(source,)).run(
        resolve, lambda any_id: catalogue.canonical(any_id) or any_id
    )
    cases = read_cohort(tmp_path / "run/lake").cases
    assert len(cases) == len(rows)
    assert {case.diagnosis for case in cases} == {disease for _, _, disease in LABELS}
    assert {finding.id for case in cases for finding in case.findings} == {"HP:0001945", "HP:0002183", "HP:0032043"}
