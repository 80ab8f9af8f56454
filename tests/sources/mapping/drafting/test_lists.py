"""Columns that list findings: HPO ids in any writing, names, and what is said to be absent."""

from collections.abc import Callable
from itertools import combinations

import pytest

from drafted_tables import Read

ReadTable = Callable[..., Read]

IDS = ["HP:0001166", "HP:0001083", "HP:0001250", "HP:0000252", "HP:0001263", "HP:0002616", "HP:0001252"]
PAIRS = list(combinations(IDS, 2))


def absent_and_present(found: Read, row: int) -> tuple[set[str], set[str]]:
    return set(found.cases[row].excluded), set(found.cases[row].observed)


@pytest.mark.parametrize("sign", [";", "|", ",", "\n", " ", "; "])
def test_lists_of_ids_that_all_differ(read: ReadTable, sign: str) -> None:
    columns = {"hpo_present": [sign.join(pair) for pair in PAIRS], "hpo_absent": [IDS[row % 7] for row in range(1, 22)]}
    found = read(columns, rows=21)
    assert absent_and_present(found, 0) == ({"HP:0001083"} - set(PAIRS[0]), set(PAIRS[0]))
    assert absent_and_present(found, 2) == ({IDS[3]} - set(PAIRS[2]), set(PAIRS[2]))
    assert (found.unsure("hpo_present"), found.unsure("hpo_absent")) == (None, None)


@pytest.mark.parametrize(
    "form",
    [
        "{0} (Seizure)",
        "Seizure ({0})",
        "{0} - Seizure",
        "{0}",
        "hpo:{1}",
        "HP_{1}",
        "http://purl.obolibrary.org/obo/HP_{1}",
    ],
)
def test_ids_with_names_beside_them(read: ReadTable, form: str) -> None:
    cells = ["; ".join(form.format(id_, id_[3:]) for id_ in pair) for pair in PAIRS]
    found = read({"HPO Terms (present)": cells, "diagnosis": ["OMIM:154700", "OMIM:312750"]}, rows=21)
    assert [set(case.observed) for case in found.cases[:3]] == [set(pair) for pair in PAIRS[:3]]


@pytest.mark.parametrize(
    "name",
    [
        "hpo_absent",
        "HPO negados",
        "hpo_excluded",
        "Fenotipos ausentes",
        "HPO descartados",
        "no_hpo",
        "negative HPO terms",
        "HPO -",
        "HPO (-)",
        "Sin",
    ],
)
def test_a_column_of_what_is_absent(read: ReadTable, name: str) -> None:
    found = read({"hpo": ["HP:0001166", "HP:0001083"], name: ["HP:0001250 (Seizure); HP:0001252", "HP:0001263"]})
    assert absent_and_present(found, 0) == ({"HP:0001250", "HP:0001252"}, {"HP:0001166"})


def test_a_negation_in_a_list_of_what_is_absent_is_doubted(read: ReadTable) -> None:
    found = read({"hpo_absent": ["NOT HP:0001250", "HP:0001252"], "hpo": ["HP:0001166", "HP:0001083"]})
    assert "absent, or present after all" in str(found.unsure("hpo_absent"))


def test_relatives_ids_are_left_out(read: ReadTable) -> None:
    found = read({"hpo": ["HP:0001166", "HP:0001083"], "mother_hpo": ["HP:0001250", "HP:0001252"]})
    assert found.entry("mother_hpo") == "ignore"


def test_names_of_symptoms_with_denials_among_them(read: ReadTable) -> None:
    cells = [
        "fiebre; tos",
        "cefalea; niega fiebre",
        "niega fiebre y tos",
        "no refiere",
        "tos; mal de ojo",
        "sin fiebre; tos",
    ]
    found = read({"síntomas": cells, "Vómitos": ["si", "no"]}, lang="es")
    told = [(set(case.observed), set(case.excluded)) for case in found.cases[:6]]
    fever, cough, headache = {"HP:0001945"}, {"HP:0012735"}, {"HP:0002315"}
    vomiting = {"HP:0002013"}
    assert told == [
        (fever | cough | vomiting, set()),
        (headache, fever | vomiting),
        (vomiting, fever | cough),
        (set(), vomiting),
        (cough | vomiting, set()),
        (cough, fever | vomiting),
    ]
    assert "los demás se omiten" in str(found.unsure("síntomas"))


def test_a_denial_behind_a_second_sign_is_kept(read: ReadTable) -> None:
    cells = ["fiebre, cefalea; niega tos", "tos, fiebre", "cefalea; niega fiebre, tos", "fiebre, mal de ojo; niega tos"]
    found = read({"síntomas": cells, "Vómitos": ["si"]}, lang="es")
    fever, cough, headache, vomiting = "HP:0001945", "HP:0012735", "HP:0002315", "HP:0002013"
    assert [absent_and_present(found, row) for row in range(4)] == [
        ({cough}, {fever, headache, vomiting}),
        (set(), {cough, fever, vomiting}),
        ({fever, cough}, {headache, vomiting}),
        ({cough}, {fever, vomiting}),
    ]


@pytest.mark.parametrize(
    "cells",
    [
        ["fiebre (+), cefalea (-)", "fiebre (-)", "cefalea (+)"],
        ["fiebre: sí; cefalea: no", "fiebre: no", "cefalea: sí"],
        ["fiebre presente, cefalea ausente", "fiebre negada", "cefalea +"],
        ["fiebre +, cefalea -", "afebril", "cefalea"],
    ],
)
def test_what_stands_behind_a_symptom_says_whether_it_is_there(read: ReadTable, cells: list[str]) -> None:
    found = read({"síntomas": cells, "Vómitos": ["si"]}, lang="es")
    fever, headache, vomiting = "HP:0001945", "HP:0002315", "HP:0002013"
    assert [absent_and_present(found, row) for row in range(3)] == [
        ({headache}, {fever, vomiting}),
        ({fever}, {vomiting}),
        (set(), {headache, vomiting}),
    ]


def test_named_findings_of_a_column_of_what_is_absent(read: ReadTable) -> None:
    found = read({"signos_ausentes": ["fiebre, tos", "cefalea", "tos, cefalea"], "Vómitos": ["si", "no"]})
    assert set(found.cases[0].excluded) == {"HP:0001945", "HP:0012735"}
    assert "absent by the name of the column, or present" in str(found.unsure("signos_ausentes"))


def test_a_name_that_begins_like_a_denial_is_a_finding(read: ReadTable) -> None:
    found = read({"síntomas": ["no camina", "fiebre", "no habla; fiebre"], "Tos": ["si"]})
    assert "HP:0002540" in found.cases[0].observed


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("excluded", ["true", "false"]),
        ("negated", ["Yes", "No"]),
        ("hpo_status", ["absent", "present"]),
        ("phenotype status", ["excluded", "observed"]),
        ("Observed", ["no", "yes"]),
    ],
)
def test_a_column_beside_a_single_id_says_whether_it_is_present(read: ReadTable, name: str, values: list[str]) -> None:
    found = read({"hpo_id": ["HP:0001250", "HP:0001252"], name: values, "diagnosis": ["OMIM:154700"]})
    assert absent_and_present(found, 0) == ({"HP:0001250"}, set())
    assert absent_and_present(found, 1) == (set(), {"HP:0001252"})
    assert "or a finding of its own" in str(found.unsure(name))
