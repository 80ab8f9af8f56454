"""The client against a real service: every address of the API, every kind of refusal, and types that hold.

Mirrors: hoofbeat.client.answers.cases, hoofbeat.client.answers.common, hoofbeat.client.answers.notes,
    hoofbeat.client.answers.ranking, hoofbeat.client.answers.search, hoofbeat.client.asking, hoofbeat.client.catalogue,
    hoofbeat.client.connection, hoofbeat.client.kept, hoofbeat.client.notes, hoofbeat.client.ranking,
    hoofbeat.client.records
"""

import hashlib
import http.server
import re
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any, get_origin, get_type_hints

import pytest

from free_ports import free_port
from hoofbeat.client import Client, answers
from hoofbeat.domain.errors import (
    CaseConflictError,
    CaseUnknownError,
    ConfigError,
    HoofbeatError,
    ServiceAccessError,
    ServiceBusyError,
    ServiceRefusedError,
    ServiceSilentError,
)
from hoofbeat.jobs.keys import AddKeyJob
from served_bundle import asked, served
from small_bundles import KNOWN, WORDS, small_bundle

FEVER = ("8310-5", 39.2, "Cel")

#: Type → the schema that the OpenAPI document has of it.
SCHEMAS = {
    "ToldBatchLine": "BatchLine",
    "ToldCase": "KeptCaseAnswer",
    "ToldCaseLine": "CaseLine",
    "ToldCaution": "Caution",
    "ToldContribution": "Contribution",
    "ToldDiagnosis": "ConfirmedDiagnosis",
    "ToldDifferential": "Differential",
    "ToldDisease": "RankedDisease",
    "ToldDiseaseMatch": "DiseaseHitAnswer",
    "ToldDiseasePage": "DiseasePage",
    "ToldExplanation": "ExplainedDiseases",
    "ToldExtraction": "ExtractionAnswer",
    "ToldFinding": "ExpectedFinding",
    "ToldJudgement": "MeasuredAnswer",
    "ToldLink": "DiseaseLink",
    "ToldMatch": "FindingAnswer",
    "ToldMeasurement": "MeasurementAnswer",
    "ToldModel": "ModelAnswer",
    "ToldModelFile": "ModelFileAnswer",
    "ToldModelFiles": "ModelFilesAnswer",
    "ToldName": "NamedDisease",
    "ToldNextFinding": "NextFinding",
    "ToldNextStep": "NextStep",
    "ToldNextSteps": "NextSteps",
    "ToldNoteDifferential": "NoteDifferential",
    "ToldProfileFinding": "ProfileFinding",
    "ToldRead": "ExtractedFinding",
    "ToldReadAge": "ReadAge",
    "ToldReadMeasurement": "ExtractedMeasurement",
    "ToldReadSex": "ReadSex",
    "ToldReferral": "Referral",
    "ToldRevision": "CaseRevision",
    "ToldService": "ServiceAnswer",
    "ToldShift": "Shift",
    "ToldStatement": "StatedCase",
    "ToldSubtype": "Subtype",
    "ToldTyped": "TypedMeasurementAnswer",
    "GivenFinding": "CaseFinding",
    "GivenMeasurement": "AskedMeasurement",
}
#: What stands in an answer for those who came before, and is said by another field too.
_ALSO = {"name", "name_es", "text", "text_es", "case_id"}


@pytest.fixture(scope="module")
def bundle(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return small_bundle(tmp_path_factory.mktemp("client") / "bundle")


@pytest.fixture(scope="module")
def address(bundle: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A service that keeps cases."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("HOOFBEAT_CASES", f"sqlite:///{tmp_path_factory.mktemp('cases') / 'cases.db'}")
        with served(bundle) as running:
            yield running


@pytest.fixture
def client(address: str) -> Client:
    return Client(address)


def test_every_address_of_the_api_has_its_method(address: str, client: Client) -> None:
    """Counted by the service itself."""
    ranked = client.differential([KNOWN, {"id": "HP:0001250", "excluded": True}], [FEVER], age=16, sex="male", top=3)
    assert ranked["differential"][0]["rank"] == 1
    assert client.find(WORDS)[0]["id"] == KNOWN
    assert "8310-5" in {each["code"] for each in client.measurements()}
    assert client.model()["version"] == ranked["bundle"]
    with pytest.raises(ServiceRefusedError, match="no model card"):
        client.model_card()
    with pytest.raises(ServiceRefusedError, match="no model card"):
        client.model_card_page("es")

    first = ranked["differential"][0]["disease_id"]
    explained = client.explain([first], [KNOWN, {"id": "HP:0001250", "excluded": True}], [FEVER], age=16, sex="male")
    assert [line["rank"] for line in explained["diseases"]] == [1]
    assert len(client.next_findings([KNOWN], limit=2)["findings"]) <= 2
    good, bad = client.differentials([{"findings": [{"id": KNOWN}]}, {"findings": [{"id": "HP:9999999"}]}])
    assert good["differential"] is not None
    assert bad["problem"] is not None
    assert (bad["line"], bad["problem"]["status"]) == (2, 422)
    (judged,) = client.judge([FEVER], age=16)
    assert judged["known"]
    assert client.find_disease(first)[0]["id"] == client.disease(first)["id"] == first
    assert first in {link["id"] for link in client.disease(first)["links"]}

    note = "A 16-year-old girl with a temperature of 39.2 °C."  # the small model's findings are no words of a note
    read = client.extract(note)
    assert read["age"] is not None
    assert (read["age"]["years"], read["measurements"][0]["code"]) == (16, FEVER[0])
    with pytest.raises(ServiceRefusedError, match="None of the findings"):
        client.differential_of_text(note, top=3)
    packet = client.phenopacket([KNOWN], age=16, sex="female", diagnosis=(first, "genetic"))
    assert client.differential_of_phenopacket(packet, top=2, explain=False)["differential"][0]["disease_id"] == first
    record = client.fhir([KNOWN], age=16, sex="female")
    assert client.differential_of_fhir(record, top=1)["differential"][0]["rank"] == 1

    assert "/v1/differential" in client.service()["addresses"]
    part = min(client.model_files()["files"], key=lambda each: each["bytes"])
    assert hashlib.sha256(client.model_file(part["name"])).hexdigest() == part["sha256"]

    kept = client.register([{"id": KNOWN, "onset_years": 12}], [FEVER], age=16, sex="male")
    again = client.register([KNOWN], same_patient_as=kept["case_id"])
    assert [line["case_id"] for line in client.cases()] == [again["case_id"], kept["case_id"]]
    confirmed = client.confirm(kept["case_id"], 1, "OMIM:154700", "genetic")
    assert [line["case_id"] for line in client.cases(status="confirmed")] == [kept["case_id"]]
    corrected = client.correct(kept["case_id"], 2, [KNOWN], age=17, diagnosis=("OMIM:154700", "genetic"))
    assert (confirmed["status"], corrected["status"]) == ("confirmed", "confirmed")
    assert client.withdraw(again["case_id"], 1, "duplicate")["status"] == "withdrawn"
    told = client.case(kept["case_id"])
    assert [event["event"] for event in told["history"]] == ["registered", "diagnosis-confirmed", "corrected"]
    assert told["case"] is not None
    assert told["case"]["age"] == 17

    counted = client._connection.ask("GET", "/metrics").decode()
    reached = set(re.findall(r'hoofbeat_requests_total{method="(\w+)",route="(/v1/[^"]*)"', counted))
    described = client.ask("GET", "/openapi.json")["paths"]
    offered = {(method.upper(), path) for path, each in described.items() for method in each if path.startswith("/v1/")}
    assert offered - reached == set(), "write a method for it, or name it where docs/client.md tells of `ask`"


def test_many_cases_are_listed_page_by_page(client: Client) -> None:
    before = len(list(client.cases()))
    for _ in range(3):
        client.register([KNOWN])
    assert len(list(client.cases())) == before + 3


@pytest.mark.parametrize("name", SCHEMAS)
def test_the_types_are_those_of_the_openapi_document(address: str, name: str) -> None:
    schema = asked(f"{address}/openapi.json")["components"]["schemas"]
    properties = set(schema[SCHEMAS[name]]["properties"])
    stated = set(get_type_hints(getattr(answers, name)))
    assert stated <= properties
    assert properties - stated <= _ALSO


def test_every_type_is_held_against_its_schema() -> None:
    types = {name for name, each in vars(answers).items() if hasattr(each, "__required_keys__")}
    assert types == set(SCHEMAS)
    assert get_origin(answers.Names) is dict


def test_a_refusal_names_the_field_and_the_remedy_and_not_the_value(client: Client) -> None:
    with pytest.raises(ServiceRefusedError) as told:
        client.differential([KNOWN], age=777)
    error = told.value
    assert (error.status, [field for field, _, _ in error.fields]) == (422, ["age"])
    assert "age: " in error.what
    assert "six months are 0.5" in error.hint
    assert "777" not in str(error)
    with pytest.raises(ServiceRefusedError, match="None of the findings"):
        client.differential(["HP:9999999"])
    with pytest.raises(ServiceRefusedError) as unknown:
        client.ask("GET", "/v1/nothing")
    assert unknown.value.status == 404


def test_cases_that_are_not_there_or_have_changed(client: Client) -> None:
    with pytest.raises(CaseUnknownError):
        client.case("../../metrics")
    kept = client.register([KNOWN])
    client.confirm(kept["case_id"], 1, "OMIM:154700", "genetic")
    with pytest.raises(CaseConflictError, match="revision 2"):
        client.withdraw(kept["case_id"], 1, "duplicate")


def test_keys_and_rates(bundle: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    key = AddKeyJob(file=tmp_path / "access.tsv", key_id="program").run()
    monkeypatch.setenv("HOOFBEAT_KEYS_FILE", str(tmp_path / "access.tsv"))
    monkeypatch.setenv("HOOFBEAT_RATE", "2")
    with served(bundle) as address:
        with pytest.raises(ServiceAccessError, match="not good") as told:
            Client(address, key=key[:-1] + "0" if key[-1] != "0" else key[:-1] + "1").model()
        assert key not in str(told.value)
        known = Client(address, key=key)
        known.model()
        known.model()
        with pytest.raises(ServiceBusyError) as busy:
            known.model()
    assert (busy.value.status, busy.value.after) == (429, 30)


def test_what_does_not_answer_is_told_without_the_question() -> None:
    silent = Client(f"http://127.0.0.1:{free_port()}", timeout=5)
    with pytest.raises(ServiceSilentError) as told:
        silent.find("fiebre de ana")
    assert "fiebre" not in str(told.value)
    assert told.value.status is None


def test_a_key_goes_nowhere_else(monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither in the clear, nor to where an answer points."""
    for plain in ("http://hoofbeat.hospital.example", "http://192.0.2.7:8000"):
        with pytest.raises(ConfigError, match="in the clear"):
            Client(plain, key="hfb_x")
        Client(plain)
        Client(plain, key="hfb_x", plain_http=True)
    for none in ("hoofbeat.hospital.example", "ftp://x", "https://", "https://user:secret@host", "file:///etc/passwd"):
        with pytest.raises(ConfigError) as told:
            Client(none)
        assert "secret" not in str(told.value)

    seen: list[str] = []

    class Away(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            seen.append(self.path)
            self.send_response(302 if self.path == "/v1/model" else 200)
            self.send_header("Location", "/elsewhere")
            self.end_headers()

        def log_message(self, *_: Any) -> None:
            pass

    with http.server.HTTPServer(("127.0.0.1", 0), Away) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        with pytest.raises(ServiceRefusedError, match="status 302"):
            Client(f"http://127.0.0.1:{server.server_port}", key="hfb_x").model()
        with pytest.raises(ServiceSilentError, match="no JSON"):
            Client(f"http://127.0.0.1:{server.server_port}").ask("GET", "/other")
        server.shutdown()
        thread.join(20)
    assert seen == ["/v1/model", "/other"]


def test_it_costs_nothing_but_the_standard_library() -> None:
    ask = "import sys; before = set(sys.modules); import hoofbeat.client; print(*set(sys.modules) - before)"
    told = subprocess.run([sys.executable, "-c", ask], capture_output=True, text=True, check=True).stdout
    assert {name.partition(".")[0] for name in told.split()} - set(sys.stdlib_module_names) == {"hoofbeat"}


def test_all_its_errors_are_of_the_house() -> None:
    for kind in (ServiceAccessError, ServiceBusyError, ServiceRefusedError, ServiceSilentError):
        assert issubclass(kind, HoofbeatError)
