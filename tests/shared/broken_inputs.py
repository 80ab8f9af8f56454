"""Records broken in every way we could think of, each with the words that its reason must hold.

Whatever stands for a patient's value is called PLANTED; no reason may repeat it.
"""

import json
import struct
import zipfile
from copy import deepcopy
from pathlib import Path
from typing import Any, NamedTuple

from fhir_builder import LOINC, bundle, concept, condition, cough, encounter, observation, patient, temperature

Json = dict[str, Any]


class Broken(NamedTuple):
    """One record: how it is broken, its content, and what its reason must say (a regular expression)."""

    how: str
    content: Any
    reason: str


def packet(number: int, **fields: Any) -> Json:
    """A sound phenopacket, with changes; a field that is ``...`` is left out."""
    base = {
        "id": f"PLANTED-{number}",
        "subject": {"id": "PLANTED", "sex": "FEMALE", "timeAtLastEncounter": {"age": {"iso8601duration": "P3Y6M"}}},
        "phenotypicFeatures": [{"type": {"id": "HP:0001250"}}, {"type": {"id": "HP:0001263"}, "excluded": True}],
        "interpretations": [
            {"id": "i", "progressStatus": "SOLVED", "diagnosis": {"disease": {"id": "OMIM:154700", "label": "Marfan"}}}
        ],
        "metaData": {"phenopacketSchemaVersion": "2.0", "externalReferences": [{"id": "PMID:1234567"}]},
    }
    return {name: value for name, value in (base | fields).items() if value is not ...}


def _subject(**fields: Any) -> Json:
    return packet(1)["subject"] | fields


def _aged(age: Any) -> Json:
    return _subject(timeAtLastEncounter={"age": age})


def _text(value: Any) -> bytes:
    return json.dumps(value).encode()


_FEATURES = "phenotypicFeatures"

PACKETS: list[Broken] = [
    Broken("cut short", _text(packet(1))[:-40], "not JSON.*line 1.*export"),
    Broken("empty", b"", "not JSON.*export"),
    Broken("a list of a text", _text(["PLANTED"]), "no JSON object.*one phenopacket a record"),
    Broken("a null", b"null", "no JSON object"),
    Broken("NUL bytes", b'{"id": "PLANTED\0"}', "not JSON.*[Cc]ontrol character"),
    Broken("Latin-1", '{"id": "PLANTED ñ"}'.encode("latin-1"), "byte 16 is not UTF-8 text.*restore"),
    Broken("UTF-16", json.dumps(packet(1)).encode("utf-16"), "not UTF-8 text"),
    Broken("nested without end", b"[" * 100_000, "nested too deeply"),
    Broken("a number without end", b'{"id": ' + b"9" * 5_000 + b"}", "a number too long"),
    Broken("no id", _text(packet(1, id=...)), "^id: missing.*give the phenopacket an id"),
    Broken("a number for an id", _text(packet(1, id=4711)), "^id: missing"),
    Broken("a blank id", _text(packet(1, id=" \t")), "^id: missing"),
    Broken("half a character in the id", b'{"id": "PLANTED\\ud800",' + _text(packet(1, id=...))[1:], "case_id"),
    Broken("half a character in the label", _text(packet(1)).replace(b"Marfan", b"PLANTED\\ud800"), "diagnosis_name"),
    Broken("a list for the subject", _text(packet(1, subject=["PLANTED"])), "^subject: not an object"),
    Broken("a sex of no list", _text(packet(1, subject=_subject(sex="PLANTED"))), "subject.sex: not one of FEMALE"),
    Broken("a truth value for the sex", _text(packet(1, subject=_subject(sex=True))), "subject.sex: not one of"),
    Broken("a list for the sex", _text(packet(1, subject=_subject(sex=["MALE"]))), "subject.sex: not one of"),
    Broken("an age as text", _text(packet(1, subject=_subject(timeAtLastEncounter="PLANTED"))), "timeAtLast.*iso8601"),
    Broken("an age in words", _text(packet(1, subject=_aged({"iso8601duration": "PLANTED"}))), "duration.*P3Y6M"),
    Broken("a negative age", _text(packet(1, subject=_aged({"iso8601duration": "-P3Y"}))), "not an ISO 8601"),
    Broken("a number for an age", _text(packet(1, subject=_aged(3))), "not an ISO 8601"),
    Broken("an age beyond any", _text(packet(1, subject=_aged({"iso8601duration": "P500Y"}))), "beyond 130 years"),
    Broken("an age beyond counting", _text(packet(1, subject=_aged({"iso8601duration": f"P{'9' * 90}Y"}))), "130"),
    Broken("no findings", _text(packet(1, phenotypicFeatures=...)), "no finding is stated.*at least one"),
    Broken("an empty list of findings", _text(packet(1, phenotypicFeatures=[])), "no finding is stated"),
    Broken("null findings", _text(packet(1, phenotypicFeatures=None)), f"{_FEATURES}"),
    Broken("an object for the findings", _text(packet(1, phenotypicFeatures={"type": {}})), f"{_FEATURES}: not a list"),
    Broken("a text for a finding", _text(packet(1, phenotypicFeatures=["PLANTED"])), rf"{_FEATURES}\[0\]: not an obj"),
    Broken("a finding without id", _text(packet(1, phenotypicFeatures=[{"type": {}}])), r"\[0\].type.id: missing"),
    Broken(
        "a finding whose id is a list",
        _text(packet(1, phenotypicFeatures=[{"type": {"id": ["PLANTED"]}}])),
        r"\[0\].type.id: missing.*HPO id",
    ),
    Broken(
        "excluded in words",
        _text(packet(1, phenotypicFeatures=[{"type": {"id": "HP:0001250"}, "excluded": "PLANTED"}])),
        r"\[0\].excluded: not true or false",
    ),
    Broken(
        "findings of another vocabulary",
        _text(packet(1, phenotypicFeatures=[{"type": {"id": "PLANTED:1"}}])),
        "no usable finding.*HPO ids such as",
    ),
    Broken(
        "findings that the ontology lacks",
        _text(packet(1, phenotypicFeatures=[{"type": {"id": "HP:9999998"}}, {"type": {"id": "HP:9999999"}}])),
        "not in the ontology: HP:9999998, HP:9999999.*refresh the knowledge",
    ),
    Broken("a text for the interpretations", _text(packet(1, interpretations="PLANTED")), "^interpretations: not a"),
    Broken("a number for an interpretation", _text(packet(1, interpretations=[7])), r"interpretations\[0\]: not an"),
    Broken("a text for the metadata", _text(packet(1, metaData="PLANTED")), "^metaData: not an object"),
    Broken("a family", _text(packet(1, proband={"id": "PLANTED"})), "family or cohort.*one by one"),
    Broken("a second case of one id", _text(packet(0, subject=_subject(sex="MALE"))), "same id and revision.*own id"),
]


def write_packets(path: Path) -> tuple[list[Broken], int]:
    """Write a zip of broken phenopackets, each before a sound one; also members that cannot be unpacked.

    Returns:
        The broken ones in their order, and the number of sound ones.
    """
    broken = list(PACKETS)
    sound = [packet(0), *(packet(number, subject=_subject(sex="MALE")) for number in range(100, 100 + len(PACKETS)))]
    sound.append(packet(200, phenotypicFeatures=[{"type": {"id": "HP:0001250"}, "excluded": True}]))
    contradictory = [{"type": {"id": "HP:0001250"}}, {"type": {"id": "HP:0001250"}, "excluded": True}]
    sound.append(packet(201, phenotypicFeatures=contradictory))
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("000.json", _text(sound[0]))
        for number, (entry, good) in enumerate(zip(PACKETS, sound[1:], strict=False), start=1):
            archive.writestr(f"PLANTED/{number:03}a.json", entry.content)
            archive.writestr(f"PLANTED/{number:03}b.json", _text(good))
        for number, good in enumerate(sound[1 + len(PACKETS) :], start=900):
            archive.writestr(f"{number}.json", b"\xef\xbb\xbf" + _text(good))
        archive.writestr("PLANTED/bomb.json", b" " * 20_000_001)
        archive.writestr("PLANTED/locked.json", _text(packet(1)))
        archive.writestr("PLANTED/rotten.json", _text(packet(1)), zipfile.ZIP_STORED)
        locked, rotten = archive.getinfo("PLANTED/locked.json"), archive.getinfo("PLANTED/rotten.json")
    content = bytearray(path.read_bytes())
    _lock(content, locked)
    content[rotten.header_offset + 30 + len(rotten.filename) + 5] ^= 0xFF
    path.write_bytes(content)
    broken.append(Broken("larger than any phenopacket", None, "larger than 20 MB"))
    broken.append(Broken("encrypted", None, "cannot be read.*restore"))
    broken.append(Broken("a bit fallen over", None, "cannot be read.*restore"))
    return broken, len(sound)


def _lock(content: bytearray, member: zipfile.ZipInfo) -> None:
    """Set the flag that says the member is encrypted, in both places where a zip keeps it."""
    name = member.filename.encode()
    for signature, flag, length in ((b"PK\x03\x04", 6, 30), (b"PK\x01\x02", 8, 46)):
        at = content.find(signature)
        while content[at + length : at + length + len(name)] != name:
            at = content.find(signature, at + 1)
        (flags,) = struct.unpack_from("<H", content, at + flag)
        struct.pack_into("<H", content, at + flag, flags | 1)


DDXPLUS_HEADER = "AGE,DIFFERENTIAL_DIAGNOSIS,SEX,PATHOLOGY,EVIDENCES,INITIAL_EVIDENCE"


def ddx_row(age: str = "40", sex: str = "F", evidences: str = "['E_91', 'E_201']", pathology: str = "Anemia") -> str:
    return f'{age},[],{sex},{pathology},"{evidences}",E_91'


DDXPLUS: list[Broken] = [
    Broken("an age in words", ddx_row(age="PLANTED"), "AGE: not a number.*in years"),
    Broken("no age", ddx_row(age=""), "AGE: not a number"),
    Broken("a negative age", ddx_row(age="-4"), "AGE: not between 0 and 130"),
    Broken("an age that is no number", ddx_row(age="NaN"), "AGE: not between 0 and 130"),
    Broken("an endless age", ddx_row(age="inf"), "AGE: not between"),
    Broken("an age beyond any", ddx_row(age="1e9"), "AGE: not between"),
    Broken("a sex of no list", ddx_row(sex="PLANTED"), "SEX: neither F nor M.*correct"),
    Broken("no sex", ddx_row(sex=""), "SEX: neither F nor M"),
    Broken("age and sex swapped", ddx_row(age="F", sex="40"), "AGE: not a number"),
    Broken("evidences in words", ddx_row(evidences="PLANTED"), "EVIDENCES: not a list of evidences"),
    Broken("no evidences", ddx_row(evidences=""), "EVIDENCES: not a list"),
    Broken("an empty list of evidences", ddx_row(evidences="[]"), "EVIDENCES: none of the 0"),
    Broken("an unknown evidence", ddx_row(evidences="['E_9999']"), "EVIDENCES: E_9999 is not in the crosswalk"),
    Broken("an evidence of another form", ddx_row(evidences="['PLANTED']"), "not of the form E_54_@_V_161"),
    Broken("a list that is not closed", ddx_row(evidences="['E_91', 'E_2"), "EVIDENCES: not a list.*cut short"),
    Broken("numbers for evidences", ddx_row(evidences="[91, 201]"), "EVIDENCES: not a list"),
    Broken("columns too few", "40,[],F,PLANTED", "has 4 columns instead of 6.*cut short"),
    Broken("columns too many", ddx_row() + ",PLANTED", "has 7 columns instead of 6"),
    Broken("another delimiter", ddx_row().replace(",", ";"), "columns? instead of 6"),
    Broken("a stray quote", '40,[],F,"PLANTED,"[\'E_91\']",E_91', "not a row of CSV.*copy it again|columns instead"),
    Broken("a NUL byte", ddx_row(age="4\0"), "AGE: not a number|not a row of CSV"),
    Broken("Latin-1", ddx_row(pathology="PLANTED ñ").encode("latin-1"), "not UTF-8 text.*restore"),
]


def write_ddxplus(path: Path) -> tuple[list[Broken], int]:
    """Write a CSV of broken rows, each before a sound one; the last row breaks off."""
    lines = [DDXPLUS_HEADER.encode()]
    for number, entry in enumerate(DDXPLUS):
        lines.append(entry.content if isinstance(entry.content, bytes) else entry.content.encode())
        lines.append(ddx_row(age=str(number)).encode())
    path.write_bytes(b"\xef\xbb\xbf" + b"\r\n".join(lines) + b"\r\n" + ddx_row(age="77")[:20].encode())
    last = Broken("broken off", None, "columns instead of 6|not a row of CSV")
    return [*DDXPLUS, last], len(DDXPLUS)


FHIR: list[Broken] = [
    Broken("cut short", json.dumps(bundle(patient(), encounter(), cough()))[:-60], "not JSON|cannot be read|cut"),
    Broken("a date of birth in the future", [patient(birthDate="2999-01-01"), encounter(), cough()], "birth|age"),
    Broken("a date of birth in words", [patient(birthDate="PLANTED"), encounter(), cough()], "birthDate"),
    Broken("a 30th of February", [patient(birthDate="1980-02-30"), encounter(), cough()], "birthDate"),
    Broken("a gender of no list", [patient(gender="PLANTED"), encounter(), cough()], "gender"),
    Broken("a status of no list", [patient(), encounter(status="PLANTED"), cough()], "status"),
    Broken("no status", [patient(), {k: v for k, v in encounter().items() if k != "status"}, cough()], "status"),
    Broken("no patient", [encounter(), cough()], "patient.*not delivered.*deliver"),
    Broken("no encounter", [patient(), cough()], "encounter.*not delivered.*deliver"),
    Broken("cancelled", [patient(), encounter(status="cancelled"), cough()], "did not take place"),
    Broken("nothing said", [patient(), encounter()], "nothing usable.*HPO, SNOMED CT or ICD-10"),
    Broken(
        "only a diagnosis", [patient(), encounter(), condition(concept("http://www.omim.org", "154700"))], "besides"
    ),
    Broken(
        "a value in words",
        [patient(), encounter(), observation(concept(LOINC, "8310-5"), valueQuantity={"value": "PLANTED"})],
        "valueQuantity.value",
    ),
    Broken(
        "an endless value",
        json.dumps(bundle(patient(), encounter(), temperature())).replace("39.2", "Infinity"),
        "value|number|JSON",
    ),
    Broken(
        "an unknown element",
        [patient(plantedd="PLANTED"), encounter(), cough()],
        "element that FHIR R4 has not",
    ),
    Broken("a list for the name of a code", [patient(), encounter(), cough() | {"code": ["PLANTED"]}], "code"),
    Broken("another's condition", [patient(), encounter(), cough(subject={"reference": "Patient/p2"})], "another pat"),
]


def write_fhir(folder: Path) -> tuple[list[Broken], int]:
    """Write a folder of bundles, one for each broken record, each before a sound one."""
    folder.mkdir()
    for number, entry in enumerate(FHIR):
        text = entry.content if isinstance(entry.content, str) else json.dumps(bundle(*deepcopy(entry.content)))
        # Patients and encounters of their own, so that only one thing is wrong.
        (folder / f"{number:03}a.json").write_text(_renumbered(text, f"b{number}"), encoding="utf-8")
        sound = json.dumps(bundle(patient(), encounter(), cough(), temperature()))
        (folder / f"{number:03}b.json").write_text(_renumbered(sound, f"s{number}"), encoding="utf-8")
    return FHIR, len(FHIR)


def _renumbered(text: str, suffix: str) -> str:
    for id_ in ("p1", "e1"):
        text = text.replace(f'/{id_}"', f'/{id_}-{suffix}"').replace(f'"{id_}"', f'"{id_}-{suffix}"')
    return text


MAPPING = """
decimal: ","
dates: ["%d/%m/%Y"]
columns:
  historia: id
  nacimiento: birth_date
  visita: visit_date
  sexo: sex
  tos: {kind: finding, id: "HP:0012735"}
  fiebre: {kind: finding, id: "HP:0001945"}
  temperatura: {kind: measurement, loinc: 8310-5, unit: Cel}
  diagnostico: {kind: diagnosis, values: {neumonia: "HBD:0000040"}}
  notas: text
"""
TABLE_HEADER = "historia;nacimiento;visita;sexo;tos;fiebre;temperatura;diagnostico;notas"


def table_row(number: int, **cells: str) -> str:
    base = {
        "historia": f"H{number}", "nacimiento": "01/03/1980", "visita": "02/05/2020", "sexo": "F", "tos": "sí",
        "fiebre": "no", "temperatura": "38,5", "diagnostico": "neumonia", "notas": "",
    }  # fmt: skip
    return ";".join((base | cells).values())


TABLE: list[Broken] = [
    Broken("no id", table_row(1, historia=""), "column historia: empty"),
    Broken("a date in words", table_row(2, nacimiento="PLANTED"), "column nacimiento: a value.*dat"),
    Broken("a 31st of February", table_row(3, nacimiento="31/02/1980"), "column nacimiento"),
    Broken("months and days swapped", table_row(4, visita="05/28/2020"), "column visita"),
    Broken("a visit before the birth", table_row(5, nacimiento="01/03/2021"), "before the birth.*correct"),
    Broken("older than anyone", table_row(6, nacimiento="01/03/1680"), "age.*130"),
    Broken("a sex of no list", table_row(7, sexo="PLANTED"), "column sexo: a value that the mapping does not know"),
    Broken("a finding in words", table_row(8, tos="PLANTED"), "column tos: a value.*missing"),
    Broken("a number in words", table_row(9, temperatura="PLANTED"), "column temperatura.*number in Cel"),
    Broken("an endless number", table_row(10, temperatura="1e999"), "column temperatura|measurement"),
    Broken("an unknown diagnosis", table_row(11, diagnostico="PLANTED"), "column diagnostico"),
    Broken("nothing said", table_row(12, tos="", fiebre="", temperatura=""), "no column states a finding"),
    Broken("cells too few", "H13;01/03/1980;PLANTED", "has 3 cells, the header 9"),
    Broken("cells too many", table_row(14) + ";PLANTED", "has 10 cells, the header 9"),
    Broken("another delimiter", table_row(15).replace(";", "\t"), "has 1 cells?, the header 9"),
    Broken("a quote that is not closed", table_row(16, notas='"PLANTED'), "quote in the row is not closed"),
    Broken("bytes that are no text", table_row(17, notas="PLANTED").encode() + b"\xff\xfe", "bytes that are no text"),
]


def write_table(folder: Path) -> tuple[list[Broken], int]:
    """Write a table of broken rows, each before a sound one, and its mapping beside it."""
    folder.mkdir()
    lines = [TABLE_HEADER.encode()]
    for number, entry in enumerate(TABLE):
        lines.append(entry.content if isinstance(entry.content, bytes) else entry.content.encode())
        lines.append(table_row(100 + number).encode())
    (folder / "table.csv").write_bytes(b"\n".join(lines) + b"\n")
    (folder / "mapping.yaml").write_text(MAPPING, encoding="utf-8")
    return TABLE, len(TABLE)
