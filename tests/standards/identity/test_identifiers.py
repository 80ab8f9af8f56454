"""Direct identifiers are found in every common form, and no disease or finding is taken for one.

Mirrors: hoofbeat.standards.identity.identifier_shapes, hoofbeat.standards.identity.names,
hoofbeat.standards.identity.national_ids
"""

import csv
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from hoofbeat.knowledge import tables
from hoofbeat.standards.identity.identifier_shapes import is_snomed_concept
from hoofbeat.standards.identity.identifiers import KINDS, find_identifiers, kind_of

if TYPE_CHECKING:
    from hoofbeat.knowledge.release import Knowledge

# All invented; the national numbers have right check digits, as published examples have.
FOUND = {
    "email": ["ana.perez@hospital.example", "Contact: a_b+c@mail.example.org today"],
    "url": ["https://portal.example/p/17", "see www.example.org", "s3://bucket/key"],
    "ip-address": ["10.2.33.4", "from 192.168.1.20:8080", "2001:db8::8a2e:370:7334"],
    "national-id": [
        "12345678Z",  # DNI
        "12.345.678-Z",
        "X1234567L",  # NIE
        "12.345.678-5",  # RUT
        "12345678-5",
        "529.982.247-25",  # CPF
        "52998224725",
        "BADD110313HCMLNS09",  # CURP
        "30.123.456",  # DNI, Argentina
        "1.020.345.678",  # cédula, Colombia
        "CC 1020345678",
        "DNI: 30123456",
        "C.I. V-12345678",
        "cédula n° 0912345678",
        "pasaporte AB-1234567",
        "219-09-9999",  # SSN
        "943 476 5919",  # NHS number
        "1.234.567-2",  # CI, Uruguay
    ],
    "date": [
        "2021-03-12",
        "2021-03-12T10:15:00Z",
        "2021/3/12",
        "12/03/2021",
        "12/03/21",
        "12-03-2021",
        "12.03.2021",
        "3/25/1987",
        "20210312",
        "20210312143000",
        "12 March 2021",
        "12th of March, 2021",
        "March 12, 2021",
        "12 de marzo de 2021",
        "12-mar-2021",
        "12MAR2021",
        "12-ene-21",
        "marzo de 2021",
        "Sept 2021",
        "03/2021",
        "seen on 1.2.2021 again",
    ],
    "record-number": [
        "MRN 0045821",
        "NHC: 123456",
        "historia clínica n° 88231",
        "HC-99812",
        "4001234567890",
        "8812345",
    ],
    "phone": [
        "+34 600 123 456",
        "+52 (55) 1234-5678",
        "+14155550123",
        "(555) 123-4567",
        "555-123-4567",
        "600 123 456",
        "600 12 34 56",
        "11 4321-8765",
        "tel: 4321 8765",
        "móvil 3001234567",
    ],
    "address": [
        "Calle Mayor 12, 3º B",
        "C/ de la Paz, 7",
        "Avda. Libertador 1250",
        "Carrera 7 # 45-10",
        "Jr. Puno 345",
        "12 Elm Street",
        "4200 N. Lake Shore Drive",
        "C.P. 28013",
        "PO Box 553",
    ],
    "name": [
        "María García",
        "MARIA GARCIA LOPEZ",
        "García López, María",
        "GARCIA LUIS",
        "Pérez Gómez Ana",
        "José Luis Rodríguez",
        "Juan de la Cruz",
        "John Q. Smith",
        "paciente Ana Martínez, acompañada",
    ],
}

HARMLESS = [
    "",
    "Down syndrome",
    "Guillain-Barré",
    "Guillain-Barré syndrome",
    "Parkinson disease",
    "Enfermedad de Parkinson",
    "Síndrome de Stevens-Johnson",
    "Silver-Russell syndrome",
    "Cornelia de Lange syndrome 1",
    "Martin-Bell syndrome",
    "Scott syndrome",
    "Charcot-Marie-Tooth disease type 2A",
    "PMID:123",
    "PMID:31234567",
    "OMIM:154700",
    "HP:0001250",
    "SNOMED 22298006",
    "http code",
    "46,XY sex reversal 1",
    "Chromosome 15q11.2 deletion",
    "1-9 / 1 000 000",
    "120/80",
    "37.5",
    "250000",
    "555.1234",
    "-0,25",
    "<5.5 %",
    "3-4 finger syndactyly",
    "EC 2.7.1.1 deficiency",
    "P3Y6M",
    "E11.9",
    "8310-5",
    "10*3/uL",
    "case-0123456789abcdef",
    "22298006",
    "Rosa",
    "may improve with rest",
    "SITE:breath-sounds.wheeze",
    "yes",
    "Sí",
]


@pytest.mark.parametrize(("kind", "text"), [(kind, text) for kind, texts in FOUND.items() for text in texts])
def test_every_form_is_found(kind: str, text: str) -> None:
    assert kind_of(text) == kind


@pytest.mark.parametrize("text", HARMLESS)
def test_what_names_nobody_is_let_pass(text: str) -> None:
    assert kind_of(text) is None


def test_every_kind_is_tried() -> None:
    assert set(FOUND) == set(KINDS)


@pytest.mark.parametrize("text", ["12345678A", "12.345.678-6", "529.982.247-26", "BADD110313ACMLNS09"])
def test_a_wrong_check_digit_is_no_national_id(text: str) -> None:
    assert kind_of(text) != "national-id"


def test_a_column_is_counted_by_kind() -> None:
    values = ["a@b.example", "a@b.example", "cough", "", "12/03/2021", " "]
    assert find_identifiers(values) == {"email": 2, "date": 1}


def test_rare_names_are_known_by_their_company() -> None:
    column = ["María García", "Juan Pérez", "Xochitl Quispealaya", "Aitana Etxeberria Goñi"]
    assert kind_of(column[2]) is None
    assert find_identifiers(column) == {"name": 4}


def test_labels_are_not_drawn_in_by_one_eponym() -> None:
    labels = [f"{word} Pain" for word in ("Chest", "Back", "Knee", "Hip", "Neck", "Jaw", "Foot", "Hand")]
    assert find_identifiers([*labels, "James Wilson"]) == {"name": 1}


def test_columns_of_given_names_or_surnames_alone() -> None:
    assert find_identifiers(["Ana", "Luis", "Itziar", "Carmen"]) == {"name": 3}
    assert find_identifiers(["Rosa", "Azul", "Verde", "Amarillo", "Gris"]) == {}


@pytest.mark.parametrize("code", ["22298006", "73211009", "38341003"])
def test_snomed_concepts_are_told_from_other_numbers(code: str) -> None:
    """Myocardial infarction, diabetes mellitus, hypertensive disorder."""
    assert is_snomed_concept(code)
    assert not is_snomed_concept(str(int(code) + 1))


def test_no_name_of_the_knowledge_is_an_identifier(embedded_knowledge: "Knowledge") -> None:
    names = [name for term in embedded_knowledge.ontology.terms for name in (term.name, *term.synonyms)]
    names += [disease.name for disease in embedded_knowledge.catalogue.diseases]
    names += [name for entry in tables.lexicon_es() for name in (entry.name_es, *entry.synonyms_es)]
    names += [name for disease in tables.common_diseases() for name in (disease.name, disease.name_es, disease.ddxplus)]
    assert len(names) > 50_000
    assert find_identifiers(names) == {}


@pytest.mark.real_data
def test_no_spanish_name_of_a_finding_is_an_identifier(real_data_dir: Path) -> None:
    with (real_data_dir / "hpo-translations/hp-es.babelon.tsv").open(encoding="utf-8") as file:
        rows = csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
        names = [row["translation_value"] or "" for row in rows]
    assert len(names) > 10_000
    assert find_identifiers(names) == {}
