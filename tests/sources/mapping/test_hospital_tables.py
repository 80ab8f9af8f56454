"""Whole tables as hospitals and their tools export them, invented and made small: drafted, and read as drafted.

Mirrors: hoofbeat.sources.mapping.suggest, hoofbeat.sources.table.source
"""

from collections.abc import Callable, Mapping, Sequence

import pytest

from drafted_tables import Read
from hoofbeat.domain.case import Case

ReadTable = Callable[..., Read]
Columns = Mapping[str, Sequence[object]]

INFLUENZA, PNEUMONIA, ANEMIA = "HBD:0000039", "HBD:0000040", "HBD:0000007"
FEVER, COUGH, HEADACHE, VOMITING, SEIZURE = "HP:0001945", "HP:0012735", "HP:0002315", "HP:0002013", "HP:0001250"
ROWS = 24


def numbers(first: int = 0, form: str = "{}") -> list[str]:
    return [form.format(first + row) for row in range(ROWS)]


def told(case: Case) -> tuple[object, ...]:
    age = None if case.age is None else round(case.age, 2)
    return age, case.sex.value, set(case.observed), set(case.excluded), case.diagnosis


PERU: Columns = {
    "N°": numbers(1), "Sexo": ["M", "F"], "Edad": [8, 41, 15], "Tipo Edad": ["M", "A", "D"], "Fiebre": ["SI", "NO"],
    "Tos": ["NO", "SI", "SI"], "Dx": ["Neumonía", "Anemia"], "Tipo Dx": ["D", "P"],
}  # fmt: skip
COLOMBIA: Columns = {
    "consecutivo": numbers(500), "sexo": ["F", "M"], "edad": [9, 64], "unidad_medida_edad": [2, 1], "fiebre": [1, 0],
    "cefalea": [0, 1], "diagnóstico_principal": ["Influenza", "Neumonía"], "tipo_diagnostico_principal": [2, 1],
}  # fmt: skip
ARGENTINA: Columns = {
    "id_evento_caso": numbers(9000), "sexo": ["F", "M", "NR"], "edad": [3, 38, 70],
    "edad_años_meses": ["Meses", "Años", "Años"],
    "fiebre": ["SI", "NO"], "clasificacion_resumen": ["Confirmado", "Sospechoso", "Descartado"],
    "diagnóstico": ["Influenza"],
}  # fmt: skip
ECUADOR: Columns = {
    "HC": numbers(70100), "SEXO_PAC": ["Hombre", "Mujer"], "Edad (años)": [41, 7], "¿Presenta fiebre?": ["X", "X"],
    "Vómitos": ["SI", "NO"], "Diagnóstico": ["Influenza", "Sospecha de neumonía"],
    "Condición Dx": ["DEFINITIVO", "PRESUNTIVO"],
}  # fmt: skip
MEXICO: Columns = {
    "FOLIO": numbers(3, "MX-{:04}"), "SEXO (1=MUJER, 2=HOMBRE)": [1, 2], "EDAD": [34, 80], "FIEBRE": [1, 2],
    "CEFALEA": [2, 1], "TOS": [1, 9], "DIAGNÓSTICO": ["INFLUENZA", "NEUMONÍA"],
}  # fmt: skip
BRAZIL: Columns = {
    "prontuário": numbers(40), "sexo": ["Masculino", "Feminino"], "idade": [25, 61],
    "Cefaleia (sim/não)": ["Sim", "Não"],
    "Tos": ["Sim", "Ignorado"], "Vómitos": ["não", "sim"], "diagnóstico": ["Anemia", "Influenza"],
}  # fmt: skip
KOBO: Columns = {
    "_uuid": numbers(1, "u{:06x}"), "datos/sexo": ["hombre", "mujer"], "datos/edad_anos": [25, 61],
    "sintomas/fiebre": ["True", "False"], "sintomas/tos": ["False", "True"], "familia/asma": ["True", "False"],
    "clasificacion_final": ["confirmado_laboratorio", "descartado"], "diagnóstico": ["Influenza", "Neumonía"],
}  # fmt: skip
REDCAP: Columns = {
    "Record ID": numbers(1), "Sexo biológico": ["Varón", "Mujer"], "Edad (meses)": [18, 6],
    "Síntomas (opción=Fiebre)": ["Checked", "Unchecked"], "Síntomas (opción=Tos)": ["Unchecked", "Checked"],
    "Antecedentes (opción=Asma)": ["Checked", "Unchecked"], "Complete?": ["Complete"],
    "Diagnóstico": ["Anemia", "Influenza"],
}  # fmt: skip
SEQR: Columns = {
    "Family ID": ["F1", "F1", "F2", "F3"], "Individual ID": numbers(1, "I{}"), "Paternal ID": numbers(1, "D{}"),
    "Sex": ["Male", "Female"], "Affected": ["Affected", "Unaffected"],
    "HPO Terms (present)": ["HP:0001250 (Seizure)", "HP:0012735 (Cough)"],
    "HPO Terms (absent)": ["HP:0001945 (Fever); HP:0002315 (Headache)", ""],
    "MONDO ID": ["MONDO:0007947", "MONDO:0010726"],
}  # fmt: skip
PYPHETOOLS: Columns = {
    "PMID": ["PMID:11", "PMID:12"], "individual_id": numbers(1, "A{}"), "disease_id": ["OMIM:154700"],
    "sex": ["M", "F"],
    "age_at_last_encounter": ["P4Y6M", "P9M"], "Seizure": ["P4Y", "excluded"], "Fever": ["na", "observed"],
}  # fmt: skip
PLUS_MINUS: Columns = {
    "patient": numbers(1, "P{}"), "sex": ["f", "m"], "age": ["2y 6m", "11 months"], "Seizure": ["+", "-"],
    "Fever": ["-", "+"],
    "Cough": ["+/-", "+"], "diagnosis": ["OMIM:154700 (Marfan syndrome)", "ORPHA:778"],
}  # fmt: skip
NARRATIVE: Columns = {
    "Ingreso N°": numbers(1), "Género": ["D", "V"], "Edad cumplida": ["2 años 6 meses", "41 años"],
    "Síntomas": ["fiebre, tos", "cefalea, niega fiebre"], "Signos negativos": ["vómitos", "tos"],
    "Dx de ingreso": ["Anemia", "Influenza"], "Dx de egreso": ["Neumonía", "Neumonía vs influenza"],
}  # fmt: skip
OPENMRS: Columns = {
    "encounter": numbers(1, "E{}"), "Gender": ["M", "F"], "Birth date": ["13/03/38", "02/11/19"],
    "Visit date": ["13/03/21", "02/11/21"],
    "Signs: Fever": ["T", "F"], "Signs: Cough": ["F", "T"], "Final diagnosis": ["Pneumonia", "Pneumonia ruled out"],
}  # fmt: skip


@pytest.mark.parametrize(
    ("columns", "above", "expected"),
    [
        (
            PERU, "HOSPITAL REGIONAL;;;;;;;\nAtenciones 2023;;;;;;;\n\n",
            [(0.67, "male", {FEVER}, {COUGH}, PNEUMONIA), (41, "female", {COUGH}, {FEVER}, None)],
        ),
        (COLOMBIA, "", [(0.75, "female", {FEVER}, {HEADACHE}, INFLUENZA), (64, "male", {HEADACHE}, {FEVER}, None)]),
        (
            ARGENTINA, "",
            [
                (0.25, "female", {FEVER}, set(), INFLUENZA), (38, "male", set(), {FEVER}, None),
                (70, "unknown", {FEVER}, set(), None),
            ],
        ),
        (ECUADOR, "", [(41, "male", {FEVER, VOMITING}, set(), INFLUENZA), (7, "female", {FEVER}, {VOMITING}, None)]),
        (
            MEXICO, "",
            [(34, "female", {FEVER, COUGH}, {HEADACHE}, INFLUENZA), (80, "male", {HEADACHE}, {FEVER}, PNEUMONIA)],
        ),
        (
            BRAZIL, "Hospital Municipal\n",
            [
                (25, "male", {COUGH, HEADACHE}, {VOMITING}, ANEMIA),
                (61, "female", {VOMITING}, {HEADACHE}, INFLUENZA),
            ],
        ),
        (
            KOBO, "",
            [
                (25, "male", {FEVER, "SITE:familia-asma"}, {COUGH}, INFLUENZA),
                (61, "female", {COUGH}, {FEVER, "SITE:familia-asma"}, None),
            ],
        ),
        (
            REDCAP, "",
            [
                (1.5, "male", {FEVER, "SITE:antecedentes-opcion-eq-asma"}, {COUGH}, ANEMIA),
                (0.5, "female", {COUGH}, {FEVER, "SITE:antecedentes-opcion-eq-asma"}, INFLUENZA),
            ],
        ),
        (
            SEQR, "",
            [
                (None, "male", {SEIZURE}, {FEVER, HEADACHE}, "MONDO:0007947"),
                (None, "female", {COUGH}, set(), "MONDO:0010726"),
            ],
        ),
        (
            PYPHETOOLS, "",
            [(4.5, "male", {SEIZURE}, set(), "OMIM:154700"), (0.75, "female", {FEVER}, {SEIZURE}, "OMIM:154700")],
        ),
        (
            PLUS_MINUS, "",
            [
                (2.5, "female", {SEIZURE}, {FEVER}, "OMIM:154700"),
                (0.92, "male", {FEVER, COUGH}, {SEIZURE}, "ORPHA:778"),
            ],
        ),
        (
            NARRATIVE, "",
            [
                (2.5, "female", {FEVER, COUGH}, {VOMITING}, PNEUMONIA),
                (41, "male", {HEADACHE}, {FEVER, COUGH}, None),
            ],
        ),
        (OPENMRS, "", [(83, "male", {FEVER}, {COUGH}, PNEUMONIA), (2, "female", {COUGH}, {FEVER}, None)]),
    ],
    ids=[
        "peru", "colombia", "argentina", "ecuador", "mexico", "brazil", "kobo", "redcap", "seqr", "pyphetools",
        "plus-minus",
        "narrative", "openmrs",
    ],
)  # fmt: skip
def test_a_table_is_read_as_drafted(
    read: ReadTable, columns: Columns, above: str, expected: list[tuple[object, ...]]
) -> None:
    found = read(columns, rows=ROWS, lang="es", ids=False, above=above)
    assert not found.refused
    assert [told(case) for case in found.cases[: len(expected)]] == expected
    assert len({case.case_id for case in found.cases}) == ROWS
