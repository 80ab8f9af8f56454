"""The audit trail: who asked what when, refusals too, and never a word of a patient, whatever was sent where."""

import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from time import monotonic, sleep
from typing import Any

import httpx
import pytest

from canary_plants import CANARIES, DNI, EMAIL, NAME, NOTE
from canary_search import canaries_in
from hoofbeat.cases.store import CaseStore
from hoofbeat.domain.errors import ConfigError
from hoofbeat.jobs.keys import AddKeyJob
from hoofbeat.serving.access.doors import Doors
from hoofbeat.serving.access.roles import Role
from hoofbeat.serving.config import ServiceConfig
from hoofbeat.serving.engine import Diagnoser
from hoofbeat.serving.http.audit import AuditFile
from hoofbeat.serving.settings import ServingSettings

Serve = Callable[..., httpx.Client]
ELSEWHERE = {"X-Forwarded-For": "203.0.113.9"}
CASE: dict[str, Any] = {"findings": [{"id": "HP:0001945"}], "age": 34.5, "sex": "female"}


@pytest.fixture
def trail(tmp_path: Path) -> Path:
    return tmp_path / "audit.jsonl"


@pytest.fixture
def keys(tmp_path: Path) -> dict[str, dict[str, str]]:
    """Headers that show a key of each role, from elsewhere."""
    file = tmp_path / "access.tsv"
    made = {role.value: AddKeyJob(file=file, key_id=f"the-{role}", role=role).run() for role in Role}
    return {role: ELSEWHERE | {"Authorization": f"Bearer {key}"} for role, key in made.items()}


@pytest.fixture
def client(
    serve: Serve, two_diseases: Diagnoser, trail: Path, tmp_path: Path, keys: dict[str, Any]
) -> Iterator[httpx.Client]:
    store = CaseStore.open(f"sqlite:///{tmp_path / 'cases.db'}")
    doors = Doors.of(ServiceConfig(keys_file=tmp_path / "access.tsv"))
    yield serve(two_diseases, ServingSettings(audit=trail), cases=store, doors=doors)
    store.close()


def lines(trail: Path, count: int) -> list[dict[str, Any]]:
    """So many lines; the last is written after its answer."""
    deadline = monotonic() + 20
    while (text := trail.read_text()).count("\n") < count:
        assert monotonic() < deadline, text
        sleep(0.01)
    return [json.loads(line) for line in text.splitlines()]


def test_who_asked_what_when_and_what_came_of_it(client: httpx.Client, keys: dict[str, Any], trail: Path) -> None:
    client.post("/v1/differential", json=CASE, headers=keys["physician"])
    case_id = client.post("/v1/cases", json=CASE, headers=keys["physician"]).json()["case_id"]
    client.get(f"/v1/cases/{case_id}", headers=keys["engineer"])
    client.get(f"/v1/cases/{case_id}")
    client.get("/v1/model", headers=ELSEWHERE)
    client.get("/metrics", headers=keys["engineer"])
    found = lines(trail, 6)
    told = [
        (line["who"], line["roles"], line["method"], line["route"], line["status"], line.get("case")) for line in found
    ]
    assert told == [
        ("the-physician", ["physician"], "POST", "/v1/differential", 200, None),
        ("the-physician", ["physician"], "POST", "/v1/cases", 201, case_id),
        ("the-engineer", ["engineer"], "GET", "/v1/cases/{case_id}", 403, case_id),
        ("loopback", [], "GET", "/v1/cases/{case_id}", 200, case_id),
        ("nobody", [], "GET", "/v1/model", 401, None),
        ("the-engineer", ["engineer"], "GET", "/metrics", 200, None),
    ]
    for line in found:
        assert abs(datetime.now(UTC) - datetime.fromisoformat(line["at"])) < timedelta(minutes=5)
        assert set(line) <= {"at", "who", "roles", "method", "route", "status", "case"}
    assert trail.stat().st_mode & 0o777 == 0o600


def test_what_is_for_all_is_nobody_s_business(client: httpx.Client, trail: Path) -> None:
    for path in ("/", "/app.js", "/healthz", "/readyz", "/docs", "/v1/nothing"):
        client.get(path)
    client.get("/v1/model")
    assert [line["route"] for line in lines(trail, 1)] == ["/v1/model"]


def test_nothing_that_was_sent_gets_in(client: httpx.Client, keys: dict[str, Any], trail: Path) -> None:
    """Planted wherever a request has room: body, query, path, headers, method, key."""
    asked = [
        ("POST", "/v1/differential", {"json": CASE | {"name": NAME, "note": NOTE}}),
        ("POST", "/v1/differential", {"content": f'{{"age": "{DNI} {EMAIL}'.encode()}),
        ("GET", "/v1/findings", {"params": {"q": f"{NAME} {DNI}", "lang": EMAIL}}),
        ("GET", f"/v1/cases/{NAME}", {}),
        ("PUT", f"/v1/cases/{DNI}", {"json": {"revision": NOTE}}),
        ("GET", "/v1/cases", {"params": {"status": NAME, DNI: EMAIL}}),
        ("GET", "/v1/model", {"headers": {"User-Agent": NAME.encode(), "X-Note": NOTE.encode(), "Referer": EMAIL}}),
        ("GET", "/v1/model", {"headers": ELSEWHERE | {"Authorization": f"Bearer hfb_{DNI}"}}),
    ]
    for method, path, how in asked:
        client.request(method, path, **({"headers": keys["physician"]} | how))
    assert len(lines(trail, len(asked))) == len(asked)
    assert canaries_in(trail.read_bytes()) == []
    assert len(CANARIES) > 3


def test_an_unusual_method_is_no_word_for_the_trail(client: httpx.Client, trail: Path) -> None:
    client.request("PEREZ", "/v1/model")
    client.get("/v1/model")
    assert {line["method"] for line in lines(trail, 1)} == {"GET"}
    assert "PEREZ" not in trail.read_text()


def test_a_file_that_grows_is_set_aside(trail: Path) -> None:
    written = AuditFile(trail, size=1000, kept=2)
    for number in range(100):
        written.note(number=number, what="x" * 50)
    files = sorted(path.name for path in trail.parent.glob("audit*"))
    assert files == ["audit.jsonl", "audit.jsonl.1", "audit.jsonl.2"]
    assert all(
        path.stat().st_size <= 1000 and path.stat().st_mode & 0o777 == 0o600 for path in trail.parent.glob("audit*")
    )
    numbers = [
        json.loads(line)["number"]
        for name in reversed(files)
        for line in (trail.parent / name).read_text().splitlines()
    ]
    assert numbers == list(range(numbers[0], 100)), "the newest, in order, none lost between two files"


def test_a_place_that_cannot_be_written_stops_the_start(tmp_path: Path) -> None:
    for place in (tmp_path / "none" / "audit.jsonl", tmp_path):
        with pytest.raises(ConfigError, match="HOOFBEAT_AUDIT"):
            AuditFile(place)


def test_a_full_disk_is_told_and_the_answer_goes_on(
    serve: Serve, two_diseases: Diagnoser, caplog: pytest.LogCaptureFixture
) -> None:
    full = Path("/dev/full")
    if not full.exists():
        pytest.skip("no /dev/full, which refuses what is written")
    client = serve(two_diseases, ServingSettings(audit=full))
    assert client.get("/v1/model").status_code == 200
    deadline = monotonic() + 20
    while "a line is lost" not in caplog.text:
        assert monotonic() < deadline
        sleep(0.01)
    assert "Traceback" not in caplog.text
