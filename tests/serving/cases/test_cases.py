"""The API of cases, asked over HTTP of a real server that keeps them in SQLite.

Mirrors: hoofbeat.serving.cases.access, hoofbeat.serving.cases.answers, hoofbeat.serving.http.case_remedies,
hoofbeat.serving.cases.routes, hoofbeat.serving.cases.schemas, hoofbeat.serving.cases.site_ids,
hoofbeat.serving.http.paths
"""

import json
import logging
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from time import monotonic, sleep
from typing import Any

import httpx
import pytest
from sqlalchemy import select, text

from hoofbeat.cases.store import CaseStore
from hoofbeat.cases.tables import audit
from hoofbeat.domain.errors import CaseStoreError, ConfigError
from hoofbeat.jobs.keys import AddKeyJob
from hoofbeat.serving import hosted
from hoofbeat.serving.access.doors import Doors
from hoofbeat.serving.cases.access import cases_kept
from hoofbeat.serving.config import ServiceConfig
from hoofbeat.serving.engine import Diagnoser, Engine
from hoofbeat.serving.http.paths import Templates
from served_bundle import asked, served
from small_bundles import small_bundle

Serve = Callable[..., httpx.Client]

CASE: dict[str, Any] = {
    "findings": [
        {"id": "HP:0001945"},
        {"id": "HP:0012735", "onset_years": 34.4},
        {"id": "HP:0001083", "excluded": True},
    ],
    "measurements": [{"code": "8310-5", "value": 39.2, "unit": "Cel"}],
    "age": 34.5,
    "sex": "female",
}
DIAGNOSIS = {"disease": "HBD:0000001", "basis": "imaging"}


@pytest.fixture
def store(tmp_path: Path) -> Iterator[CaseStore]:
    store = CaseStore.open(f"sqlite:///{tmp_path / 'cases.db'}")
    yield store
    store.close()


@pytest.fixture
def client(serve: Serve, two_diseases: Diagnoser, store: CaseStore) -> httpx.Client:
    return serve(two_diseases, cases=store)


def refusal(response: httpx.Response, status: int) -> dict[str, Any]:
    assert response.status_code == status, response.text
    assert response.headers["content-type"] == "application/problem+json"
    body: dict[str, Any] = response.json()
    assert body["detail"]
    return body


def registered(client: httpx.Client, **fields: Any) -> str:
    response = client.post("/v1/cases", json=CASE | fields)
    assert response.status_code == 201, response.text
    return str(response.json()["case_id"])


def test_a_case_is_registered_confirmed_corrected_and_withdrawn(client: httpx.Client) -> None:
    response = client.post("/v1/cases", json=CASE)
    assert response.status_code == 201
    answer = response.json()
    address = response.headers["location"]
    assert address == f"/v1/cases/{answer['case_id']}"
    assert (answer["revision"], answer["status"], answer["diagnosis"]) == (1, "registered", None)
    assert answer["case"] == client.get(address).json()["case"]
    assert [finding["id"] for finding in answer["case"]["findings"]] == ["HP:0001945", "HP:0012735", "HP:0001083"]
    assert response.headers["cache-control"] == "no-store"

    confirmed = client.post(f"{address}/diagnosis", json={"revision": 1, **DIAGNOSIS}).json()
    assert (confirmed["revision"], confirmed["status"]) == (2, "confirmed")
    assert confirmed["diagnosis"] == DIAGNOSIS | {"name": None}
    assert confirmed["case"] == answer["case"]

    body = CASE | {"revision": 2, "age": 43.5, "diagnosis": DIAGNOSIS}
    corrected = client.put(address, json=body).json()
    assert (corrected["revision"], corrected["status"], corrected["case"]["age"]) == (3, "confirmed", 43.5)
    assert client.put(address, json=body | {"revision": 3, "diagnosis": None}).json()["status"] == "registered"

    withdrawn = client.post(f"{address}/withdrawal", json={"revision": 4, "reason": "duplicate"}).json()
    assert (withdrawn["status"], withdrawn["case"], withdrawn["diagnosis"]) == ("withdrawn", None, None)
    history = client.get(address).json()["history"]
    assert [(event["revision"], event["event"]) for event in history] == [
        (1, "registered"), (2, "diagnosis-confirmed"), (3, "corrected"), (4, "corrected"), (5, "withdrawn"),
    ]  # fmt: skip
    assert history[0]["case"]["age"] == 34.5
    assert history[4]["reason"] == "duplicate"
    assert client.put(address, json=body | {"revision": 5}).json()["status"] == "confirmed"


def test_what_the_page_asked_the_differential_may_be_kept_as_it_stands(client: httpx.Client) -> None:
    typed = {"findings": CASE["findings"][:1], "measurements": [], "age": None, "sex": "unknown"}
    assert client.post("/v1/differential", json=typed).status_code == 200
    assert client.post("/v1/cases", json=typed).status_code == 201


def test_the_list_goes_on_page_by_page(client: httpx.Client) -> None:
    ids = [registered(client, age=float(age), findings=CASE["findings"][:1]) for age in range(1, 6)]
    client.post(f"/v1/cases/{ids[0]}/diagnosis", json={"revision": 1, **DIAGNOSIS})
    pages, before = [], ""
    while True:
        page = client.get(f"/v1/cases?limit=2{before}").json()
        pages.append([case["age"] for case in page["cases"]])
        if page["next"] is None:
            break
        before = f"&before={page['next']}"
    assert pages == [[5, 4], [3, 2], [1]]
    line = client.get("/v1/cases?status=confirmed").json()["cases"]
    assert [(case["case_id"], case["findings"], case["measurements"], case["sex"]) for case in line] == [
        (ids[0], 1, 1, "female")
    ]
    assert set(line[0]) == {
        "case_id", "status", "revision", "registered_at", "changed_at", "age", "sex", "findings", "measurements",
    }  # fmt: skip


def test_a_change_on_an_older_revision_is_a_conflict(client: httpx.Client) -> None:
    address = f"/v1/cases/{registered(client)}"
    client.post(f"{address}/diagnosis", json={"revision": 1, **DIAGNOSIS})
    for response in (
        client.post(f"{address}/diagnosis", json={"revision": 1, **DIAGNOSIS}),
        client.put(address, json=CASE | {"revision": 1, "diagnosis": None}),
        client.post(f"{address}/withdrawal", json={"revision": 1, "reason": "duplicate"}),
    ):
        assert "at revision 2" in refusal(response, 409)["detail"]
    assert client.get(address).json()["revision"] == 2


def test_a_withdrawn_consent_hides_what_was_said(client: httpx.Client) -> None:
    case_id = registered(client)
    client.post(f"/v1/cases/{case_id}/diagnosis", json={"revision": 1, **DIAGNOSIS})
    client.post(f"/v1/cases/{case_id}/withdrawal", json={"revision": 2, "reason": "consent-withdrawn"})
    shown = client.get(f"/v1/cases/{case_id}").text
    assert "HP:" not in shown
    assert "HBD:" not in shown
    assert "34.5" not in shown
    response = client.put(f"/v1/cases/{case_id}", json=CASE | {"revision": 3, "diagnosis": None})
    assert "consent" in refusal(response, 409)["detail"]


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"measurements": [{"code": "8310-5", "value": 392, "unit": "Cel"}]}, "measurements[0].unit"),
        ({"measurements": [{"code": "SITE:ana-garcia", "value": 1, "unit": "cm"}]}, "measurements[0].code"),
        ({"findings": [{"id": "SITE:ana-garcia"}]}, "findings[0].id"),
        ({"diagnosis": {"disease": "SITE:ana-garcia", "basis": "clinical"}}, "diagnosis.disease"),
    ],
)
def test_what_cannot_be_or_nobody_knows_is_not_kept(client: httpx.Client, fields: dict[str, Any], field: str) -> None:
    case_id = registered(client, measurements=[{"code": "SITE:arm", "value": 61, "unit": "cm"}])
    asked = CASE | {"revision": 1, "diagnosis": None} | fields
    told = refusal(client.put(f"/v1/cases/{case_id}", json=asked), 422)
    assert [error["field"] for error in told["errors"]] == [field]
    assert told["errors"][0]["hint"]
    assert "garcia" not in json.dumps(told)
    if "diagnosis" not in fields:
        refusal(client.post("/v1/cases", json=CASE | fields), 422)
    else:
        stated = fields["diagnosis"] | {"revision": 1}
        refusal(client.post(f"/v1/cases/{case_id}/diagnosis", json=stated), 422)


def test_cases_of_one_patient_are_linked(client: httpx.Client, store: CaseStore) -> None:
    first = registered(client)
    second = registered(client, same_patient_as=first)
    patients = {store.get(case_id, who="cli").newest.patient_id for case_id in (first, second)}
    assert len(patients) == 1
    assert patients.isdisjoint(client.get(f"/v1/cases/{second}").text.split('"'))
    refusal(client.post("/v1/cases", json=CASE | {"same_patient_as": "f" * 32}), 404)


@pytest.mark.parametrize(
    ("fields", "field", "hint"),
    [
        ({"name": "PLANTED"}, "(unknown field)", "remove"),
        ({"note": "PLANTED"}, "(unknown field)", "remove"),
        ({"birth_date": "1990-01-01"}, "(unknown field)", "remove"),
        ({"patient_id": "PLANTED"}, "(unknown field)", "remove"),
        ({"setting": "emergency"}, "(unknown field)", "remove"),
        ({"revision": 1}, "(unknown field)", "remove"),
        ({"diagnosis": DIAGNOSIS}, "(unknown field)", "remove"),
        ({"gender": "male"}, "gender", "perhaps sex"),
        ({"age": True}, "age", "2.5"),
        ({"age": 131}, "age", "in years"),
        ({"sex": "PLANTED"}, "sex", "one of the values"),
        ({"findings": [], "measurements": []}, "findings", "at least one"),
        ({"findings": [{"id": "PLANTED"}]}, "findings[0].id", "HP:0001250"),
        ({"findings": [{"id": "HP:0001945", "onset_years": "1"}]}, "findings[0].onset_years", "without quotes"),
        ({"findings": [{"id": "HP:0001945", "onset_years": 200}]}, "findings[0].onset_years", "in years"),
        (
            {"findings": [{"id": "HP:0001945", "excluded": True, "onset_years": 1}]},
            "findings[0].onset_years",
            "excluded",
        ),
        ({"findings": [{"id": "HP:0001945", "onset_years": 35.5}]}, "findings", "correct age"),
        ({"findings": [{"id": "HP:0001945"}, {"id": "HP:0001945", "excluded": True}]}, "findings", "keep one"),
        ({"findings": [{"id": "HP:0001945", "onset": 3}]}, "findings[0].(unknown field)", "/docs"),
        ({"measurements": [{"code": "8310-5", "value": 39.2, "unit": "PLANTED"}]}, "measurements[0].unit", "UCUM"),
        ({"same_patient_as": "PLANTED"}, "same_patient_as", "id of the other case"),
    ],
)
def test_what_cannot_be_kept_is_refused_by_its_field(
    client: httpx.Client, store: CaseStore, fields: dict[str, Any], field: str, hint: str
) -> None:
    response = client.post("/v1/cases", json=CASE | fields)
    [error] = refusal(response, 422)["errors"]
    assert error["field"] == field
    assert hint in error["hint"]
    assert "PLANTED" not in response.text
    assert store.events_since() == ()


@pytest.mark.parametrize(
    ("body", "field", "hint"),
    [
        ({"disease": "OMIM:154700", "basis": "genetic"}, "revision", "when it was opened"),
        ({"revision": "1", **DIAGNOSIS}, "revision", "whole number"),
        ({"revision": 1, "basis": "genetic", "disease": "Marfan PLANTED"}, "disease", "never a name"),
        ({"revision": 1, "basis": "genetic", "disease": "PLANTED:Perez"}, "disease", "never a name"),
        ({"revision": 1, "basis": "a feeling", "disease": "OMIM:154700"}, "basis", "what confirmed"),
        ({"revision": 1, **DIAGNOSIS, "name": "PLANTED"}, "(unknown field)", "remove"),
        ({"revision": 1, **DIAGNOSIS, "desease": 1}, "(unknown field)", "perhaps disease"),
    ],
)
def test_a_diagnosis_is_an_id_and_a_basis(client: httpx.Client, body: dict[str, Any], field: str, hint: str) -> None:
    response = client.post(f"/v1/cases/{registered(client)}/diagnosis", json=body)
    [error] = refusal(response, 422)["errors"]
    assert error["field"] == field
    assert hint in error["hint"]
    assert "PLANTED" not in response.text


def test_a_correction_must_say_what_becomes_of_the_diagnosis(client: httpx.Client) -> None:
    response = client.put(f"/v1/cases/{registered(client)}", json=CASE | {"revision": 1})
    [error] = refusal(response, 422)["errors"]
    assert error["field"] == "diagnosis"
    assert "send null" in error["hint"]


@pytest.mark.parametrize(
    ("query", "field"), [("limit=0", "limit"), ("limit=x", "limit"), ("before=x", "before"), ("status=open", "status")]
)
def test_a_list_is_told_what_it_needs(client: httpx.Client, query: str, field: str) -> None:
    [error] = refusal(client.get(f"/v1/cases?{query}"), 422)["errors"]
    assert error["field"] == field


@pytest.mark.parametrize("case_id", ["f" * 32, "%00", "x", "%C3%A9", "a" * 5000])
def test_a_case_that_is_not_there(client: httpx.Client, case_id: str) -> None:
    assert "no such case" in refusal(client.get(f"/v1/cases/{case_id}"), 404)["detail"]
    response = client.post(f"/v1/cases/{case_id}/withdrawal", json={"revision": 1, "reason": "duplicate"})
    assert "no such case" in refusal(response, 404)["detail"]


def test_addresses_with_an_id_are_known_and_take_their_methods(client: httpx.Client) -> None:
    address = f"/v1/cases/{registered(client)}"
    assert client.head(address).status_code == 200
    assert client.delete(address).headers["allow"] == "GET, HEAD, PUT"
    assert client.get(f"{address}/diagnosis").headers["allow"] == "POST"
    assert "slash" in refusal(client.get(f"{address}/"), 404)["detail"]
    assert "no address" in refusal(client.get(f"{address}/nope"), 404)["detail"]
    templates = Templates(["/v1/cases", "/v1/cases/{case_id}", "/a.b"])
    paths = ("/v1/cases", "/v1/cases/17", "/v1/cases/", "/v1/cases/1/2", "/a.b", "/aXb", "/v1/cases/{case_id}")
    assert [templates.of(path) for path in paths] == [
        "/v1/cases", "/v1/cases/{case_id}", None, None, "/a.b", None, "/v1/cases/{case_id}",
    ]  # fmt: skip


def test_a_service_without_a_store_says_how_it_would_keep_cases(serve: Serve, two_diseases: Diagnoser) -> None:
    client = serve(two_diseases)
    for response in (
        client.get("/v1/cases"),
        client.post("/v1/cases", json=CASE),
        client.get(f"/v1/cases/{'f' * 32}"),
    ):
        assert "HOOFBEAT_CASES" in refusal(response, 404)["detail"]
    assert cases_kept("") is None


def test_what_a_plain_install_lacks_is_told_by_its_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(sys.modules, "hoofbeat.cases.store", raising=False)
    monkeypatch.setitem(sys.modules, "sqlalchemy", None)
    with pytest.raises(ConfigError, match=r"hoofbeat\[cases\]"):
        cases_kept("local")


def test_the_api_imports_no_database_where_none_is_kept() -> None:
    ask = "import sys, hoofbeat.serving.app; print({'sqlalchemy', 'alembic'} & set(sys.modules))"
    told = subprocess.run([sys.executable, "-c", ask], capture_output=True, text=True, check=True)
    assert told.stdout == "set()\n"


def test_cases_are_kept_without_a_bundle_too(serve: Serve, store: CaseStore) -> None:
    client = serve(Engine(), cases=store)
    assert client.get("/v1/model").status_code == 503
    registered(client)


def test_the_service_keeps_cases_where_it_is_told_and_has_them_after_a_new_start(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bundle, file = small_bundle(tmp_path / "bundle"), tmp_path / "kept" / "cases.db"
    monkeypatch.setenv("HOOFBEAT_CASES", f"sqlite:///{file}")
    with served(bundle) as address:
        case_id = asked(f"{address}/v1/cases", CASE)["case_id"]
    assert [path.name for path in file.parent.iterdir()] == ["cases.db"], "it was closed: nothing waits in a journal"
    with served(bundle) as address:
        assert asked(f"{address}/v1/cases/{case_id}")["case"]["age"] == 34.5


def test_a_host_that_calls_the_application_has_them_too(tmp_path: Path) -> None:
    settings = {"HOOFBEAT_BUNDLE": str(tmp_path / "none"), "HOOFBEAT_ALLOW_UNSIGNED": "1", "HOOFBEAT_OPEN": "1"}
    kept = hosted.create(settings | {"HOOFBEAT_CASES": f"sqlite:///{tmp_path / 'cases.db'}"}, wait=True).state.cases
    assert kept.listed(who="cli") == ()
    kept.close()
    assert hosted.create(settings, wait=True).state.cases is None


def test_a_database_of_a_newer_version_stops_the_start(store: CaseStore, tmp_path: Path) -> None:
    with store.database.transaction(writing=True) as connection:
        connection.execute(text("UPDATE case_schema SET version_num = '0999'"))
    serve = [sys.executable, "-m", "hoofbeat", "serve", "--allow-unsigned", "--bundle", "none", "--port", "0"]
    command = [*serve, "--cases", f"sqlite:///{store.database.place}"]
    told = subprocess.run(command, capture_output=True, text=True, check=False, cwd=tmp_path)
    assert told.returncode == 1
    assert "newer Hoofbeat" in told.stderr


def test_a_database_that_does_not_answer_is_unavailable_and_its_place_stays_with_the_log(
    serve: Serve, two_diseases: Diagnoser, caplog: pytest.LogCaptureFixture
) -> None:
    class Broken(CaseStore):
        def __init__(self) -> None:
            pass

        def listed(self, **_: Any) -> Any:
            raise CaseStoreError("The database at db.example does not answer")

    client = serve(two_diseases, cases=Broken())
    with caplog.at_level(logging.ERROR, "hoofbeat.serving"):
        response = client.get("/v1/cases")
    assert "try again" in refusal(response, 503)["detail"]
    assert "db.example" not in response.text
    assert "db.example" in caplog.text


@pytest.mark.parametrize("host", ["hospital.example", "evil.example:8000", "10.0.0.7", "127.0.0.1.evil.example"])
def test_under_a_name_that_is_not_this_machines_nobody_is_let_in(client: httpx.Client, host: str) -> None:
    """A page of evil.example whose name is made to mean 127.0.0.1 would read the cases in its reader's browser."""
    case_id = registered(client)
    for response in (
        client.get("/v1/cases", headers={"Host": host}),
        client.get(f"/v1/cases/{case_id}", headers={"Host": host}),
        client.post("/v1/cases", json=CASE, headers={"Host": host}),
    ):
        refusal(response, 401)
        assert case_id not in response.text
    for known in ("localhost", "127.0.0.1:8000", "[::1]:8000"):
        assert client.get("/v1/cases", headers={"Host": known}).status_code == 200


@pytest.mark.parametrize("header", ["Via", "Forwarded", "X-Forwarded-For", "X-Forwarded-Proto", "X-Real-IP"])
def test_a_proxy_lends_nobody_its_address(client: httpx.Client, header: str) -> None:
    refusal(client.get("/v1/cases", headers={header: "127.0.0.1"}), 401)


def test_who_shows_a_key_is_let_in_from_anywhere_and_stands_in_the_trail(
    serve: Serve, two_diseases: Diagnoser, store: CaseStore, tmp_path: Path
) -> None:
    key = AddKeyJob(file=tmp_path / "access.tsv", key_id="ward-7").run()
    elsewhere = {"Host": "hospital.example", "X-Forwarded-For": "203.0.113.9"}
    for opened in (False, True):
        doors = Doors.of(ServiceConfig(keys_file=tmp_path / "access.tsv", open=opened))
        client = serve(two_diseases, cases=store, doors=doors)
        shown = elsewhere | {"Authorization": f"Bearer {key}"}
        assert client.get("/v1/cases", headers=shown).status_code == 200
        response = client.get("/v1/cases", headers=elsewhere)
        assert "Bearer" in refusal(response, 401)["detail"]
        assert "www-authenticate" in response.headers
    with store.database.transaction() as connection:
        assert connection.execute(select(audit.c.who)).scalars().all() == ["ward-7"] * 2


def test_log_and_metrics_name_the_route_and_never_the_case(
    client: httpx.Client, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.INFO, "hoofbeat.serving"):
        case_id = registered(client)
        client.put(f"/v1/cases/{case_id}", json=CASE | {"revision": 1, "diagnosis": None})
        client.get(f"/v1/cases/{case_id}")
        deadline = monotonic() + 20
        while "GET /v1/cases/{case_id} 200" not in caplog.text:  # the line comes after the answer
            assert monotonic() < deadline, caplog.text
            sleep(0.01)
    counted = client.get("/metrics").text
    assert 'method="PUT",route="/v1/cases/{case_id}",status="200"' in counted
    assert case_id not in counted + caplog.text


def test_the_audit_trail_knows_who_and_what(client: httpx.Client, store: CaseStore) -> None:
    case_id = registered(client)
    client.get("/v1/cases")
    client.get(f"/v1/cases/{case_id}")
    with store.database.transaction() as connection:
        rows = connection.execute(select(audit.c.who, audit.c.action, audit.c.case_id).order_by(audit.c.number))
        assert [tuple(row) for row in rows] == [
            ("loopback", "registered", case_id), ("loopback", "listed", None), ("loopback", "read", case_id),
        ]  # fmt: skip


def test_the_operations_are_described_with_examples(client: httpx.Client) -> None:
    document = client.get("/openapi.json").json()
    paths = {path: set(operations) for path, operations in document["paths"].items() if "cases" in path}
    assert paths == {
        "/v1/cases": {"get", "post"},
        "/v1/cases/{case_id}": {"get", "put"},
        "/v1/cases/{case_id}/diagnosis": {"post"},
        "/v1/cases/{case_id}/withdrawal": {"post"},
    }
    schemas = document["components"]["schemas"]
    client.post("/v1/cases", json=schemas["CaseRequest"]["examples"][0]).raise_for_status()
    case_id = registered(client)
    requests = (
        ("post", "/diagnosis", "ConfirmationRequest"),
        ("put", "", "CorrectionRequest"),
        ("post", "/withdrawal", "WithdrawalRequest"),
    )
    for revision, (method, part, schema) in enumerate(requests, start=1):
        example = schemas[schema]["examples"][0] | {"revision": revision}
        client.request(method, f"/v1/cases/{case_id}{part}", json=example).raise_for_status()
