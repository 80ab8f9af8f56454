"""The labels of a diagnosis column, the codes beside them, and the diseases of the catalogue that they become.

Mirrors: hoofbeat.sources.mapping.codes, hoofbeat.sources.mapping.labels, hoofbeat.sources.table.readers.labels
"""

import csv
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from hoofbeat.bundle.export.writer import lexicon_of
from hoofbeat.bundle.runtime.lexicon import Lexicon, LexiconEntry
from hoofbeat.bundle.runtime.words import fold
from hoofbeat.domain.languages import ProseLanguage, Wording
from hoofbeat.knowledge import tables
from hoofbeat.knowledge.catalogue import build_catalogue
from hoofbeat.knowledge.release import Knowledge
from hoofbeat.knowledge.vocabulary.disease_names import DiseaseNames
from hoofbeat.sources.mapping import TableLayout, read_mapping
from hoofbeat.sources.mapping.codes import Beside
from hoofbeat.sources.mapping.diagnoses import choice
from hoofbeat.sources.mapping.drafting.names import asked_finding
from hoofbeat.sources.mapping.labels import code_meaning, read_label
from hoofbeat.sources.mapping.meanings import Meanings
from hoofbeat.sources.mapping.profile import profile
from hoofbeat.sources.mapping.render import render
from hoofbeat.sources.mapping.suggest import Drafted, suggest
from hoofbeat.sources.mapping.suggestion import UNSURE

RARE = {
    "OMIM:219700": "Cystic fibrosis",
    "ORPHA:355": "Gaucher disease",
    "OMIM:230800": "Gaucher disease, type I",
    "ORPHA:99828": "Dengue fever",
    "OMIM:157300": "Migraine with or without aura, susceptibility to, 1",
    "OMIM:222100": "Diabetes mellitus, insulin-dependent-1",
    "OMIM:125853": "Diabetes mellitus, noninsulin-dependent",
    "OMIM:154700": "Marfan syndrome",
    "ORPHA:881": "Turner syndrome",
    "OMIM:181500": "Schizophrenia",
    "OMIM:176270": "Prader-Willi syndrome",
    "OMIM:101600": "Pfeiffer syndrome",
    "OMIM:147060": "Hyper-IgE syndrome 1, autosomal dominant, with recurrent infections",
}
DISEASES = build_catalogue(RARE).diseases
LEXICON = Lexicon(
    [
        LexiconEntry(row.id, Wording(en=row.name_es, es=row.name_es), {"es": row.synonyms_es})
        for row in tables.lexicon_es()
    ]
)
#: Made once: what it learns of its names, it keeps.
MEANINGS = Meanings(LEXICON, DISEASES, "es")
LABELS = Path(__file__).with_name("hospital_labels.tsv")

Draft = Callable[..., Drafted]


@pytest.fixture
def draft(tmp_path: Path) -> Draft:
    """Draft the mapping of a table with these columns, in which every row comes eight times."""

    def draft(**columns: list[str]) -> Drafted:
        path = tmp_path / "t.csv"
        rows = list(zip(*columns.values(), strict=True)) * 8
        with path.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file, delimiter=";").writerows([[name.replace("__", "-") for name in columns], *rows])
        return suggest(profile(path, TableLayout(delimiter=";")), MEANINGS)

    return draft


def meant(drafted: Drafted, column: str = "Diagnóstico") -> Any:
    entry = drafted.columns[column].entry
    assert isinstance(entry, dict), entry
    return entry["values"]


def test_labels_become_the_catalogues_own_diseases_by_name_and_by_the_code_beside(draft: Draft) -> None:
    drafted = draft(
        Diagnóstico=[
            "Fibrosis quística",
            "Enfermedad de Gaucher",
            "NAC",
            "Síndrome de Job",
            "Calentura quebrantada",
            "Mal de ojo",
        ],
        CIE__10=["E84.0", "E75.2", "J18.9", "Z99.9", "A97.0", "X99"],
    )
    assert meant(drafted) == {
        "Enfermedad de Gaucher": "ORPHA:355",
        "Fibrosis quística": "OMIM:219700",
        "Calentura quebrantada": "ORPHA:99828",  # only its code says so
        "Mal de ojo": "site",
        "Síndrome de Job": "OMIM:147060",
        "NAC": "HBD:0000040",
    }
    notes = drafted.columns["Diagnóstico"].notes
    assert {label: note.why for label, note in notes.items()} == {
        "Síndrome de Job": "stands near",
        "NAC": "by code",
        "Calentura quebrantada": "by code",
    }
    assert [note.confidence < UNSURE for note in notes.values()].count(True) == 1
    assert drafted.columns["CIE-10"].why == "diagnosis code"


@pytest.mark.parametrize(
    ("name", "codes"),
    [
        ("cod_dx", ["E84.9", "A90"]),
        ("dx_codigo", ["E849", "A90X"]),
        ("CIE10", ["e84", "a90"]),
        ("codigo", ["E84.1", "A91"]),
        ("OMIM", ["219700", ""]),
        ("ORPHA", ["586", "99828"]),
        ("orphacode", ["ORPHA:586", "Orphanet_99828"]),
        ("diagnosis_id", ["OMIM:219700", "MONDO:0005502"]),
    ],
)
def test_a_column_of_codes_is_known_by_its_name_and_its_values(draft: Draft, name: str, codes: list[str]) -> None:
    drafted = draft(Diagnóstico=["Mucoviscidosis del páncreas", "Calentura quebrantada"], **{name: codes})
    wanted = ["OMIM:219700", "ORPHA:99828"] if all(codes) else ["OMIM:219700", "site"]
    assert [meant(drafted)[label] for label in ("Mucoviscidosis del páncreas", "Calentura quebrantada")] == wanted
    assert drafted.columns[name].entry == "ignore"


@pytest.mark.parametrize("name", ["CIE10", "dx", "OMIM"])
def test_codes_without_labels_are_the_diagnosis(draft: Draft, name: str) -> None:
    codes = ["219700", "154700"] if name == "OMIM" else ["E84.0", "Q87.4"]
    assert sorted(meant(draft(**{name: codes}), name).values()) == ["OMIM:154700", "OMIM:219700"]


def test_a_label_is_no_code_only_because_it_looks_so(draft: Draft) -> None:
    families = [f"F{number}" for number in range(10, 40)]
    drafted = draft(family_id=families, afectado=["sí", "no"] * 15)
    assert all(not isinstance(s.entry, dict) or s.entry["kind"] != "diagnosis" for s in drafted.columns.values())
    beside = draft(familia=families, Diagnóstico=["Marfan", "Mal de ojo"] * 15)
    assert meant(beside) == {"Marfan": "OMIM:154700", "Mal de ojo": "site"}
    assert code_meaning("F20") == "OMIM:181500"  # and a code, where codes stand


def test_a_code_that_names_several_diseases_picks_none_of_them(draft: Draft) -> None:
    drafted = draft(
        Diagnóstico=["Síndrome de Marfan", "Síndrome de Turner", "Síndrome raro"],
        cod_dx=["Q87.4", "Q87.4", "Q87.4"],
    )
    assert meant(drafted) == {
        "Síndrome de Marfan": "OMIM:154700",
        "Síndrome de Turner": "ORPHA:881",  # what the words surely name stays
        "Síndrome raro": "site",
    }
    whys = {label: note.why for label, note in drafted.columns["Diagnóstico"].notes.items()}
    assert whys == {"Síndrome de Turner": "code differs", "Síndrome raro": "code of several"}
    assert drafted.columns["Diagnóstico"].confidence < UNSURE


def test_a_label_with_several_codes_is_decided_by_nearly_all_of_them_or_by_nobody(draft: Draft) -> None:
    drafted = draft(
        Diagnóstico=["Azúcar descontrolada", "Azúcar descontrolada", *["Pulmonía fea"] * 10, "Marfan"],
        cod_dx=["E10.9", "E11.9", *["J18.9"] * 9, "E84", "X99"],
    )
    assert meant(drafted) == {"Azúcar descontrolada": "site", "Pulmonía fea": "HBD:0000040", "Marfan": "OMIM:154700"}
    note = drafted.columns["Diagnóstico"].notes["Azúcar descontrolada"]
    assert note.why == "several"
    assert "OMIM:222100" in note.details["candidates"]
    assert "OMIM:125853" in note.details["candidates"]


@pytest.mark.parametrize(
    ("text", "coded", "disease"),
    [
        ("E84 Fibrosis quística", "OMIM:219700", "OMIM:219700"),
        ("Fibrosis quística (E84.0)", "OMIM:219700", "OMIM:219700"),
        ("J18.9 - Neumonía", "HBD:0000040", "HBD:0000040"),
        ("J189 NEUMONIA", "HBD:0000040", "HBD:0000040"),
        ("CIE10: G43 Migraña", None, "HBD:0001828"),
        ("CIE-10 E84.9: mucoviscidosis", "OMIM:219700", "OMIM:219700"),
        ("Síndrome de Marfan [OMIM:154700]", "OMIM:154700", "OMIM:154700"),
        ("Marfan ORPHA:558", "ORPHA:558", "OMIM:154700"),
        ("Síndrome de Turner - Q96", "ORPHA:881", "ORPHA:881"),
        ("Gripe A (H1N1)", None, "HBD:0000039"),
        ("Neumonía grave derecha", None, "HBD:0000040"),
        ("Neumonía, no especificada", None, "HBD:0000040"),
        ("Fibrosis quística con íleo meconial", None, "OMIM:219700"),
    ],
)
def test_a_code_may_stand_in_the_cell_of_the_label(text: str, coded: str | None, disease: str) -> None:
    label = read_label(text, DiseaseNames(DISEASES))
    assert (label.coded, label.naming.candidates[0].id, label.doubtful) == (coded, disease, False)


@pytest.mark.parametrize(
    "text",
    [
        "Probable dengue",
        "Dengue?",
        "¿Dengue?",
        "Dengue descartado",
        "Sospecha de dengue",
        "Descartar dengue",
        "DC dengue",
        "Antecedente de dengue",
        "Dengue resuelto",
        "suspected dengue fever",
        "Rule out dengue fever",
        "Dengue vs gripe",
        "Dengue negativo",
        "Dengue (-)",
        "Dengue s/confirmar",
        "s/ dengue",
        "Contacto de dengue",
        "Dengue tratado",
        "Hijo de madre con dengue",
        "Portador de dengue",
        "s/p dengue",
        "Exposure to dengue",
        "Post-dengue",
        "r/o dengue",
        "Antecedente de contacto con dengue",
    ],
)
@pytest.mark.parametrize("code", [(), ("ORPHA:99828",)])  # no code beside makes a diagnosis of it
def test_what_is_only_suspected_ruled_out_or_past_is_no_diagnosis(text: str, code: tuple[str, ...]) -> None:
    names = DiseaseNames(DISEASES)
    value, note = choice(read_label(text, names), Beside(code), names)
    assert value == "ignore"
    assert note is not None
    assert note.confidence < UNSURE
    assert "ORPHA:99828" in note.details["candidates"]


def test_several_diagnoses_in_a_cell_are_told_and_none_is_taken() -> None:
    names = DiseaseNames(DISEASES)
    value, note = choice(read_label("Neumonía + fibrosis quística", names), Beside(), names)
    assert note is not None
    assert (value, note.why) == ("site", "several")
    assert "HBD:0000040" in note.details["candidates"]
    assert "OMIM:219700" in note.details["candidates"]


@pytest.mark.parametrize(("lang", "says"), [("en", "resembles"), ("es", "se parece a")])
def test_the_draft_names_the_candidate_and_reads_back(
    draft: Draft, tmp_path: Path, lang: ProseLanguage, says: str
) -> None:
    drafted = draft(Diagnóstico=["Fibrosis quistca", "Dengue"])
    text = render(drafted, 16, lang)
    head, *lines = text[text.index("  Diagnóstico:") :].splitlines()
    assert "CHECK" in head
    assert "OMIM:219700 (Fibrosis quística)" in head
    line = next(line for line in lines if "quistca" in line)
    assert "site  # CHECK" in line
    assert f"{says} OMIM:219700" in line
    assert next(line for line in lines if "Dengue" in line).strip() == "Dengue: ORPHA:99828"
    (tmp_path / "m.yaml").write_text(text, encoding="utf-8")
    column = read_mapping(tmp_path / "m.yaml").columns["Diagnóstico"]
    assert column.kind == "diagnosis"
    assert column.values == {"Fibrosis quistca": "site", "Dengue": "ORPHA:99828"}


def test_of_the_diagnosis_columns_the_final_one_in_words_is_taken(draft: Draft) -> None:
    drafted = draft(
        diagnostico_ingreso=["Neumonía", "Anemia", "Gripe"],
        diagnostico_egreso=["Dengue", "Gripe", "Neumonía"],
        cie10_egreso=["A90", "J11", "J18"],
    )
    assert meant(drafted, "diagnostico_egreso")["Dengue"] == "ORPHA:99828"
    assert drafted.columns["diagnostico_ingreso"].why == "other diagnosis"
    assert drafted.columns["cie10_egreso"].why == "diagnosis code"


@pytest.mark.parametrize("name", ["DIAG_FINAL", "Impresión diagnóstica", "diags", "DXS", "Diagnósticos"])
def test_the_diagnosis_column_is_known_by_its_name_and_a_status_beside_is_none(draft: Draft, name: str) -> None:
    status = ["Definitivo", "Descartado", "Confirmado", "Presuntivo"]
    drafted = draft(dx_estado=status, **{name: ["Dengue", "Gripe", "Neumonía", "Mal de ojo"]})
    assert meant(drafted, name)["Dengue"] == "ORPHA:99828"
    beside = drafted.columns["dx_estado"].entry
    assert not isinstance(beside, dict) or beside["kind"] == "diagnosis_status"
    alone = draft(diagnostico=status)
    assert all(not isinstance(s.entry, dict) or s.entry["kind"] != "diagnosis" for s in alone.columns.values())


@pytest.fixture(scope="module")
def of_all_findings(embedded_knowledge: Knowledge) -> Meanings:
    return Meanings(lexicon_of(embedded_knowledge.ontology), (), "es")


@pytest.mark.parametrize("name", ["RESULTADO", "Edema MMII", "P2Y", "Cama"])
def test_no_finding_is_near_that_shares_no_word(of_all_findings: Meanings, name: str) -> None:
    hit, near = of_all_findings.finding(name)
    assert hit is None
    words = set(fold(name).split())
    assert near is None or words & set(fold(" ".join((*near.names.values(), near.matched))).split())


def test_a_denial_with_underscores_is_one() -> None:
    asked = asked_finding("no_fiebre", MEANINGS)
    assert asked.hit is not None
    assert (asked.hit.id, asked.absent, asked.sure) == ("HP:0001945", True, False)


def test_hospital_labels_meet_the_catalogue_or_are_marked(embedded_knowledge: Knowledge) -> None:
    names = DiseaseNames(embedded_knowledge.catalogue.diseases)
    lines = [line for line in LABELS.read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
    right = marked = doubtful = 0
    wrong: list[str] = []
    unmarked: list[str] = []
    for row in csv.DictReader(lines, delimiter="\t"):
        value, note = choice(read_label(row["label"], names), Beside(), names)
        looked_at = note is not None and note.confidence < UNSURE
        told = f"{value}, {note.details.get('candidates', '') if note else ''}"
        expected = "ignore" if row["doubtful"] else row["disease_id"] or "site"
        if value == expected and not looked_at:
            right += 1
        elif looked_at and row["disease_id"] in told and (value == "ignore") == bool(row["doubtful"]):
            marked += 1
            doubtful += bool(row["doubtful"])
        else:
            (wrong if looked_at else unmarked).append(row["label"])
    total = right + marked + len(wrong) + len(unmarked)
    assert total > 250
    assert unmarked == []
    assert len(wrong) <= 0.01 * total
    assert right > 0.7 * (total - doubtful)  # of what is doubtful, each line is to be looked at
