"""The diagnosis: ids in any spelling, and what is no label because it is suspected, ruled out or open.

Mirrors: hoofbeat.sources.mapping.drafting.status, hoofbeat.sources.mapping.evidence,
hoofbeat.sources.table.readers.statuses
"""

from collections.abc import Callable

import pytest

from drafted_tables import Read

ReadTable = Callable[..., Read]

PNEUMONIA, ANEMIA = "HBD:0000040", "HBD:0000007"


def labels(found: Read, count: int) -> list[str | None]:
    return [case.diagnosis for case in found.cases[:count]]


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        (["Orphanet:558", "ORPHANET:778"], ["ORPHA:558", "ORPHA:778"]),
        (["MIM:154700", "omim #312750"], ["OMIM:154700", "OMIM:312750"]),
        (["ORPHA558", "ORDO:778"], ["ORPHA:558", "ORPHA:778"]),
        (["Marfan syndrome (OMIM:154700)", "Rett syndrome (OMIM:312750)"], ["OMIM:154700", "OMIM:312750"]),
        (["OMIM:154700 - Marfan syndrome", "OMIM:312750 - Rett"], ["OMIM:154700", "OMIM:312750"]),
        (["OMIM:154700; ORPHA:558", "OMIM:312750"], ["OMIM:154700", "OMIM:312750"]),
        (["OMIM:154700"], ["OMIM:154700"]),
    ],
)
def test_ids_in_any_spelling(read: ReadTable, cells: list[str], expected: list[str]) -> None:
    found = read({"tos": ["si", "no"], "diagnosis": cells})
    assert labels(found, len(expected)) == expected
    assert found.unsure("diagnosis") is None


def test_ids_that_differ_in_every_row_are_labels_and_no_ids_of_cases(read: ReadTable) -> None:
    found = read({"tos": ["si", "no"], "omim": [f"OMIM:{100_050 + row}" for row in range(24)]})
    assert labels(found, 2) == ["OMIM:100050", "OMIM:100051"]
    assert found.cases[0].case_id == "c0"


def test_publications_are_no_diseases_and_stay_together(read: ReadTable) -> None:
    found = read({"PMID": ["PMID:1", "PMID:1", "PMID:2"], "tos": ["si", "no"], "disease_id": ["OMIM:154700"]})
    assert labels(found, 1) == ["OMIM:154700"]
    assert [case.group for case in found.cases[:3]] == ["PMID:1", "PMID:1", "PMID:2"]


@pytest.mark.parametrize(
    ("name", "values", "confirmed"),
    [
        ("diagnosis_status", ["Confirmed", "Suspected", "Ruled out", "Probable"], [1, 0, 0, 0]),
        ("Condición Dx", ["DEF", "PRE"], [1, 0]),
        ("estado_caso", ["Confirmado", "Sospechoso", "Descartado"], [1, 0, 0]),
        ("clasificacion_final", ["confirmado_laboratorio", "sospechoso", "descartado"], [1, 0, 0]),
        ("Tipo de diagnóstico", ["Presuntivo", "Definitivo", "Repetitivo"], [0, 1, 1]),
        ("tipo_dx", ["P", "D", "R"], [0, 1, 1]),
        ("tipo_diagnostico_principal", ["01", "02", "03"], [0, 1, 1]),
        ("dx_confirmado", ["SI", "NO"], [1, 0]),
        ("tip_cas_", [1, 2, 3, 4, 5], [0, 0, 1, 1, 1]),
        ("tipo_caso", [1, 3], [0, 1]),
        ("clasificacion", ["1", "2", "4"], [0, 0, 1]),
        ("Clasificación del caso", ["1. Sospechoso", "3. Confirmado por laboratorio"], [0, 1]),
        ("Tipo de diagnóstico", ["Presunción", "Definitivo", "presuncion"], [0, 1, 0]),
        ("Case Review Status", ["Solved", "Unsolved", "Being discussed, nothing yet"], [1, 0, 0]),
        ("Sospecha", ["Descartada", "Confirmada", "En estudio"], [0, 1, 0]),
        ("tipo_diagnostico", [1, 1], [1, 1]),
        ("Confirmado", ["S", "N"], [1, 0]),
        ("CLASIFICACION_FINAL", [3, 7, 6, 1], [1, 0, 0, 1]),
        ("Clasif. caso", ["C", "D", "S"], [1, 0, 0]),
        ("Conf_Dx", [1, 0], [1, 0]),
        ("Caso descartado", ["No", "Sí"], [1, 0]),
        ("Sospecha", ["No", "Sí"], [1, 0]),
        ("Certeza", ["Cierto", "Dudoso", "Descartado"], [1, 0, 0]),
        ("Dx confirmado por", ["Laboratorio", "No confirmado", "Clínica"], [1, 0, 1]),
        ("Estado molecular", ["Molecular confirmado", "Sospecha clínica"], [1, 0]),
        ("estado_dx", ["Activo", "Resuelto", "Inactivo"], [1, 0, 0]),
        ("clinicalStatus", ["active", "resolved", "remission"], [1, 0, 0]),
        ("Tipo 1", ["D", "P"], [1, 0]),
        ("Family status", ["Solved - known gene for phenotype", "Reviewed, no clear candidate"], [1, 0]),
    ],
)
def test_a_status_column_takes_the_label_from_what_is_not_confirmed(
    read: ReadTable, name: str, values: list[object], confirmed: list[int]
) -> None:
    found = read({"tos": ["si", "no"], "diagnóstico": ["Neumonía", "Anemia"], name: values})
    expected = [
        diagnosis if sure else None for diagnosis, sure in zip([PNEUMONIA, ANEMIA] * 3, confirmed, strict=False)
    ]
    assert labels(found, len(values)) == expected
    assert all("the diagnosis is not confirmed: no label" in c.notes for c in found.cases if c.diagnosis is None)
    assert found.unsure(name) is not None


@pytest.mark.parametrize(
    "cell",
    [
        "Descartada neumonía", "Sospecha de neumonía", "Neumonía vs. anemia", "¿Neumonía?", "A/D neumonía",
        "Neumonía probable", "Antecedente de neumonía", "r/o pneumonia", "Neumonía (a descartar)", "en estudio",
        "possible pneumonia", "Pb. neumonía", "Normal", "Sano", "Sin patología",
    ],
)  # fmt: skip
def test_a_cell_that_calls_itself_unsettled_is_no_label(read: ReadTable, cell: str) -> None:
    found = read({"tos": ["si", "no"], "diagnóstico": ["Neumonía", cell, "Anemia"]})
    assert labels(found, 3) == [PNEUMONIA, None, ANEMIA]
    assert "a diagnosis that is not settled: no label" in found.cases[1].notes[0]
    assert "suspected, ruled out or open" in str(found.unsure("diagnóstico"))


def test_a_second_status_is_no_feature(read: ReadTable) -> None:
    found = read(
        {
            "tos": ["si", "no"],
            "diagnóstico": ["Neumonía", "Anemia"],
            "verificationStatus": ["confirmed", "refuted"],
            "clinicalStatus": ["active", "resolved", "active"],
        }
    )
    assert labels(found, 2) == [PNEUMONIA, None]
    assert found.unsure("clinicalStatus") is not None
    assert not any(id_.startswith("SITE:") for case in found.cases for id_ in (*case.observed, *case.excluded))


def test_codes_of_diagnoses_under_any_name_are_no_feature(read: ReadTable) -> None:
    found = read({"tos": ["si", "no"], "diagnóstico": ["Neumonía", "Anemia"], "cbmte": ["A970", "A971", "A972"]})
    assert found.entry("cbmte") == "ignore"
    assert "ICD-10" in str(found.unsure("cbmte"))


def test_the_first_of_several_coded_diagnoses_is_the_label(read: ReadTable) -> None:
    columns = {"tos": ["si", "no", "no"], "D2": ["I10", "E785"], "D1": ["J189", "D649"], "POA1": ["S", "N", "S"]}
    found = read(columns)
    assert labels(found, 2) == [PNEUMONIA, ANEMIA]
    assert found.entry("D2") == "ignore"


def test_few_labels_are_the_diagnosis_where_all_are_diseases(read: ReadTable) -> None:
    found = read({"tos": ["si", "no"], "evento": ["Neumonía", "Anemia"], "clasif": ["Confirmado", "Descartado"]})
    assert labels(found, 2) == [PNEUMONIA, None]
    assert found.unsure("evento") is not None


def test_codes_of_a_case_are_said_with_both_readings(read: ReadTable) -> None:
    found = read({"tos": ["si", "no"], "diagnóstico": ["Neumonía", "Anemia"], "tip_cas_": [1, 3, 5]})
    assert "1 suspected, 2 probable, 3, 4, 5 confirmed" in str(found.unsure("tip_cas_"))
    assert "or otherwise?" in str(found.unsure("tip_cas_"))


def test_the_result_of_a_test_is_no_status_of_the_diagnosis(read: ReadTable) -> None:
    found = read({"tos": ["si", "no"], "diagnóstico": ["Neumonía", "Anemia"], "status": ["Negative", "Positive"]})
    assert labels(found, 2) == [PNEUMONIA, ANEMIA]


def test_the_status_of_a_patient_is_none_of_the_diagnosis(read: ReadTable) -> None:
    found = read({"tos": ["si", "no"], "diagnóstico": ["Neumonía", "Anemia"], "estado": ["vivo", "fallecido", "vivo"]})
    assert labels(found, 2) == [PNEUMONIA, ANEMIA]
