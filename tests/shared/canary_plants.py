"""Records of invented patients in every format, with a direct identifier in every place that could hold one.

The identifiers are canaries: words and numbers that stand nowhere else, so that any trace of them is a leak.
"""

import csv
import json
from pathlib import Path
from typing import Any

GIVEN, FAMILY = "Marisolina", "Quetzalbird"
NAME = f"{GIVEN} {FAMILY}"
EMAIL = "m.quetzalbird@ornitorrinco.example"
PHONE = "+34 677 310 984"
DNI = "87654321X"
RECORD_NUMBER = "NHC-5530917"
STREET = "Calle Ornitorrinco 4471"
#: The day of birth, in every form it is written in; the visit was on another.
BORN = "1987-03-25"
BORN_FORMS = (BORN, "25/03/1987", "25-03-1987", "25.03.1987", "19870325", "25 de marzo de 1987", "March 25, 1987")
VISITED = "2021-11-18"
VISITED_FORMS = (VISITED, "18/11/2021")

#: What must be found nowhere, in any case of its letters.
CANARIES = (
    *(GIVEN, FAMILY, "ornitorrinco", "677 310 984", "677310984", DNI, "5530917"),
    *BORN_FORMS,
    *VISITED_FORMS,
)
#: Everything at once, as a careless note has it.
NOTE = f"{NAME}, {DNI}, {EMAIL}, {PHONE}, {STREET}, {RECORD_NUMBER}, " + ", ".join((*BORN_FORMS, *VISITED_FORMS))
#: Source files are named after their patients, too.
STEM = f"{FAMILY}_{GIVEN}_{DNI}_{BORN}"

Json = dict[str, Any]


def plant(folder: Path) -> Path:
    """Write all sources and the file that lists them; half of the records are sound, half are broken by a canary."""
    folder.mkdir(parents=True)
    formats = {
        "phenopackets": _phenopackets(folder / f"packets {STEM}"),
        "ddxplus": _ddxplus(folder / f"release_{STEM}_patients.csv"),
        "jsonl": _jsonl(folder / f"{STEM}.jsonl"),
        "fhir": _fhir(folder / f"fhir {STEM}"),
        "table": _table(folder / f"{STEM}.csv"),
    }
    entries = [f"  - {{name: {format_}, format: {format_}, path: '{path}'" for format_, path in formats.items()]
    entries[-1] += f", mapping: '{_mapping(folder / 'mapping.yaml')}'"
    listing = folder / "sources.yaml"
    listing.write_text("sources:\n" + "".join(f"{entry}}}\n" for entry in entries), encoding="utf-8")
    return listing


def plant_export(file: Path) -> Path:
    """Write a sound table, the identifiers in columns whose names say nothing."""
    header = ["c1", "c2", "c3", "c4", "c5", "c6", "c7", "cefalea", "temperatura", "diagnostico"]
    rows = [
        [str(n), f"{NAME}", f"{n}{EMAIL}", PHONE, DNI, "25/03/1987", NOTE, "si" if n % 3 else "no", f"37,{n % 10}"]
        for n in range(40)
    ]
    with file.open("w", newline="", encoding="utf-8") as stream:
        writer = csv.writer(stream, delimiter=";")
        writer.writerows([header, *([*row, ("Anemia", "Bronquitis")[n % 2]] for n, row in enumerate(rows))])
    return file


def _phenopackets(folder: Path) -> Path:
    folder.mkdir()
    age = {"age": {"iso8601duration": "P34Y"}}
    subject = {
        "id": NAME,
        "alternateIds": [DNI, RECORD_NUMBER],
        "dateOfBirth": f"{BORN}T00:00:00Z",
        "timeAtLastEncounter": age,
        "sex": "FEMALE",
        "vitalStatus": {"status": "DECEASED", "timeOfDeath": {"timestamp": f"{VISITED}T00:00:00Z"}},
    }
    packet = {
        "id": f"{RECORD_NUMBER} {NAME}",
        "subject": subject,
        "phenotypicFeatures": [
            {"type": {"id": "HP:0001166", "label": NOTE}, "description": NOTE},
            {"type": {"id": "HP:0001083", "label": "x"}, "onset": {"timestamp": f"{BORN}T00:00:00Z"}},
            {"type": {"id": "HP:0002616", "label": "x"}, "evidence": [{"reference": {"description": NOTE}}]},
            {"type": {"id": NAME, "label": NAME}},
        ],
        "measurements": [
            {
                "assay": {"id": "LOINC:8310-5", "label": NAME},
                "value": {"quantity": {"unit": {"id": "UCUM:Cel", "label": NAME}, "value": 39.2}},
                "timeObserved": {"timestamp": f"{VISITED}T08:00:00Z"},
            }
        ],
        "interpretations": [
            {
                "id": NAME,
                "progressStatus": "SOLVED",
                "summary": NOTE,
                "diagnosis": {"disease": {"id": "OMIM:154700", "label": "Marfan syndrome"}},
            }
        ],
        "biosamples": [{"id": RECORD_NUMBER, "description": NOTE}],
        "files": [{"uri": f"file://{STEM}.vcf", "individualToFileIdentifiers": {NAME: DNI}}],
        "metaData": {
            "createdBy": EMAIL,
            "submittedBy": NAME,
            "created": f"{VISITED}T08:00:00Z",
            "phenopacketSchemaVersion": "2.0",
            "externalReferences": [{"id": "PMID:1234567", "description": NOTE}, {"id": f"mailto:{EMAIL}"}],
        },
    }
    first = {
        **packet,
        "id": f"v1 {NAME}",
        "subject": {
            "id": NAME,
            "dateOfBirth": f"{BORN}T00:00:00Z",
            "ageAtCollection": {"age": "P34Y"},
            "sex": "FEMALE",
        },
        "phenotypicFeatures": [{"type": {"id": "HP:0001166", "label": NAME}, "negated": False, "description": NOTE}],
        "htsFiles": [{"uri": f"file://{STEM}.vcf", "description": NOTE}],
        "metaData": {**packet["metaData"], "phenopacketSchemaVersion": "1.0.0"},  # type: ignore[dict-item]
    }
    broken: list[Json | str] = [
        {**packet, "id": f"a {NAME}", "subject": {**subject, "sex": NAME}},
        {
            **packet,
            "id": f"b {NAME}",
            "subject": {**subject, "timeAtLastEncounter": {"age": {"iso8601duration": BORN}}},
        },
        {**packet, "id": f"c {NAME}", "phenotypicFeatures": [{"type": {"id": NAME}, "excluded": NOTE}]},
        {**packet, "id": f"d {NAME}", "phenotypicFeatures": NOTE},
        {**packet, "id": f"e {NAME}", "metaData": {**packet["metaData"], "phenopacketSchemaVersion": NOTE}},  # type: ignore[dict-item]
        {**packet, "id": [NOTE]},
        f'{{"id": "{NOTE}", ',
        NOTE,
    ]
    for number, content in enumerate([packet, first, *broken]):
        text = content if isinstance(content, str) else json.dumps(content)
        (folder / f"{STEM} {number}.json").write_text(text, encoding="utf-8")
    return folder


def _ddxplus(file: Path) -> Path:
    header = ["AGE", "DIFFERENTIAL_DIAGNOSIS", "SEX", "PATHOLOGY", "EVIDENCES", "INITIAL_EVIDENCE", "NOMBRE", "NACIDO"]
    good = ["34", f"[['{NAME}', 0.9]]", "F", "Anemia", "['E_9', 'E_54_@_V_161']", NAME, NAME, BORN]
    rows = [
        good,
        [NOTE, *good[1:]],
        [*good[:2], NAME, *good[3:]],
        [*good[:4], f"['{NAME}']", *good[5:]],
        [*good[:4], NOTE, *good[5:]],
        [NOTE],
    ]
    with file.open("w", newline="", encoding="utf-8") as stream:
        csv.writer(stream).writerows([header, *rows])
    return file


def _jsonl(file: Path) -> Path:
    case = {
        "case_id": f"{RECORD_NUMBER} {NAME}",
        "patient_id": DNI,
        "age": 34,
        "sex": "female",
        "findings": [{"id": "HP:0001166"}, {"id": "HP:0001083"}],
        "measurements": [
            {"code": "8310-5", "value": 39.2, "unit": "Cel"},
            {"code": "718-7", "value": 9, "unit": FAMILY},
            {"code": FAMILY, "value": 9, "unit": "kg"},
        ],
        "diagnosis": "OMIM:154700",
        "diagnosis_name": "Marfan syndrome",
        "group": f"family {NAME}",
        "notes": [NOTE],
    }
    lines = [
        json.dumps(case),
        json.dumps({**case, "case_id": f"b {NAME}", "name": NAME}),
        json.dumps({**case, "case_id": f"c {NAME}", "age": NOTE}),
        json.dumps({**case, "case_id": f"d {NAME}", "sex": NAME}),
        json.dumps({**case, "case_id": f"e {NAME}", "findings": [{"id": NAME}]}),
        json.dumps({**case, "case_id": f"f {NAME}", NOTE: 1, FAMILY: 1}),
        json.dumps({**case, "case_id": f"g {NAME}", "revision": NAME}),
        f'{{"case_id": "{NOTE}"',
        NOTE,
    ]
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return file


def _fhir(folder: Path) -> Path:
    folder.mkdir()
    patient = {
        "resourceType": "Patient",
        "id": f"p-{FAMILY}",
        "text": {"status": "generated", "div": f"<div xmlns='http://www.w3.org/1999/xhtml'>{NOTE}</div>"},
        "identifier": [{"system": "urn:oid:2.16.724", "value": DNI}, {"value": RECORD_NUMBER}],
        "name": [{"family": FAMILY, "given": [GIVEN], "text": NAME}],
        "telecom": [{"system": "email", "value": EMAIL}, {"system": "phone", "value": PHONE}],
        "address": [{"line": [STREET], "city": FAMILY}],
        "contact": [{"name": {"text": NAME}}],
        "gender": "female",
        "birthDate": BORN,
    }
    reference = {"reference": f"Patient/p-{FAMILY}", "display": NAME}
    encounter = {
        "resourceType": "Encounter",
        "id": f"e-{FAMILY}",
        "status": "finished",
        "class": {"system": "http://terminology.hl7.org/CodeSystem/v3-ActCode", "code": "EMER"},
        "subject": reference,
        "period": {"start": f"{VISITED}T08:00:00-05:00", "end": f"{VISITED}T18:00:00-05:00"},
        "participant": [{"individual": {"display": NAME}}],
    }
    visit = {"reference": f"Encounter/e-{FAMILY}"}
    condition = {
        "resourceType": "Condition",
        "id": f"c-{FAMILY}",
        "code": {"coding": [{"system": "http://snomed.info/sct", "code": "49727002", "display": NAME}], "text": NOTE},
        "verificationStatus": {
            "coding": [{"system": "http://terminology.hl7.org/CodeSystem/condition-ver-status", "code": "confirmed"}]
        },
        "subject": reference,
        "encounter": visit,
        "recordedDate": VISITED,
        "note": [{"text": NOTE, "authorString": NAME}],
    }
    observation = {
        "resourceType": "Observation",
        "id": f"o-{FAMILY}",
        "status": "final",
        "code": {"coding": [{"system": "http://loinc.org", "code": "8310-5", "display": NAME}], "text": NOTE},
        "subject": reference,
        "encounter": visit,
        "effectiveDateTime": f"{VISITED}T09:00:00-05:00",
        "valueQuantity": {"value": 39.2, "unit": NAME, "system": "http://unitsofmeasure.org", "code": "Cel"},
        "note": [{"text": NOTE}],
    }
    sound = [patient, encounter, condition, observation]
    broken = [
        [{**patient, "gender": NAME}, encounter, condition],
        [{**patient, "birthDate": NOTE}, encounter, condition],
        [{**patient, FAMILY: NOTE}, encounter, condition],
        [patient, {**encounter, "status": NAME}, condition],
        [patient, encounter, {**condition, "verificationStatus": NOTE}],
        [patient, encounter, {**observation, "valueQuantity": {"value": NAME, "code": "Cel"}}],
        [patient, encounter, {**condition, "code": {"coding": [{"system": NAME, "code": NAME}], "text": NOTE}}],
    ]
    for number, resources in enumerate([sound, *broken]):
        renamed = json.loads(json.dumps(resources).replace(f"-{FAMILY}", f"-{number}-{FAMILY}"))
        bundle = {"resourceType": "Bundle", "type": "collection", "entry": [{"resource": one} for one in renamed]}
        (folder / f"{STEM} {number}.json").write_text(json.dumps(bundle), encoding="utf-8")
    return folder


def _table(file: Path) -> Path:
    header = ["historia", "paciente", "nombre", "correo", "telefono", "nacido", "visita", "sexo", "nota"]
    header += ["cefalea", "temperatura", "hallazgos", "diagnostico"]
    good = [
        RECORD_NUMBER,
        DNI,
        NAME,
        EMAIL,
        PHONE,
        "25/03/1987",
        "18/11/2021",
        "F",
        NOTE,
        "si",
        "39,2",
        "tos",
        "Anemia",
    ]

    def row(number: int, **changes: str) -> list[str]:
        changed = [changes.get(name, value) for name, value in zip(header, good, strict=True)]
        return [f"{number}-{changed[0]}", *changed[1:]]

    rows = [row(1), row(2, cefalea="no"), row(3, sexo=NAME), row(4, cefalea=NAME), row(5, temperatura=NOTE)]
    rows += [row(6, nacido=NOTE), row(7, hallazgos=NAME), [NOTE]]
    with file.open("w", newline="", encoding="utf-8") as stream:
        csv.writer(stream, delimiter=";").writerows([header, *rows])
    return file


def _mapping(file: Path) -> Path:
    file.write_text(
        """\
version: 1
decimal: ","
dates: "%d/%m/%Y"
columns:
  historia: {kind: id}
  paciente: {kind: patient}
  nombre: ignore
  correo: ignore
  telefono: ignore
  nacido: {kind: birth_date}
  visita: {kind: visit_date}
  sexo: {kind: sex}
  nota: {kind: text}
  cefalea: {kind: finding, id: "HP:0002315"}
  temperatura: {kind: measurement, loinc: 8310-5, unit: Cel}
  hallazgos: {kind: finding, values: {tos: "HP:0012735"}}
  diagnostico: {kind: diagnosis, values: {Anemia: "DDXPLUS:Anemia"}}
""",
        encoding="utf-8",
    )
    return file
