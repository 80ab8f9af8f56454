"""POST /v1/differentials: lines in, lines out, each by itself and while the others still come.

Mirrors: hoofbeat.serving.http.lines, hoofbeat.serving.http.middleware
"""

import asyncio
import json
import logging
import socket
import threading
from collections.abc import Callable, Iterator
from time import monotonic, process_time, sleep
from typing import Any

import httpx
import pytest

from hoofbeat.domain.case import Case
from hoofbeat.domain.differential import Differential
from hoofbeat.monitoring.metrics import ServingMetrics
from hoofbeat.serving.api import batch
from hoofbeat.serving.engine import Diagnoser, Engine
from hoofbeat.serving.http.lines import NDJSON, LinesAnswer
from hoofbeat.serving.settings import ServingSettings
from told_answers import untraced

PATH = "/v1/differentials"
GOOD = {"findings": [{"id": "HP:0001166"}], "top": 1, "explain": False}
LINES = {"content-type": NDJSON}


def sent(*lines: object) -> str:
    return "\n".join(line if isinstance(line, str) else json.dumps(line) for line in lines)


def asked(client: httpx.Client, content: Any, **headers: str) -> list[dict[str, Any]]:
    response = client.post(PATH, content=content, headers=LINES | headers)
    assert response.status_code == 200, response.text
    assert response.headers["content-type"] == NDJSON
    assert response.headers["cache-control"] == "no-store"
    return [json.loads(line) for line in response.text.splitlines()]


def test_each_line_is_answered_as_by_itself(client: httpx.Client) -> None:
    cases = [GOOD, {"findings": [{"id": "HP:0001945"}], "age": 34.5, "setting": "emergency"}]
    alone = [client.post("/v1/differential", json=case).json() for case in cases]
    together = asked(client, sent(*cases))
    assert [one["line"] for one in together] == [1, 2]
    assert [untraced(one["differential"]) for one in together] == [untraced(answer) for answer in alone]


def test_a_bad_line_has_its_problem_and_the_others_go_on(client: httpx.Client) -> None:
    answers = asked(
        client,
        sent(
            GOOD, "PLANTED", "", {"findings": [{"id": "PLANTED"}]}, '{"top": 1, "top": 2}', {"findings": []}, GOOD,
            {"findings": [{"id": "HP:9999999"}]}, '["PLANTED"]', "\ufeff" + json.dumps(GOOD), {"PLANTED": 1} | GOOD,
        ) + "\r\n",
    )  # fmt: skip
    assert [one["line"] for one in answers] == [1, 2, 4, 5, 6, 7, 8, 9, 10, 11]
    assert ["differential" in one for one in answers] == [one["line"] in (1, 7, 10) for one in answers]
    problems = {one["line"]: one["problem"] for one in answers if "problem" in one}
    assert {one["status"] for one in problems.values()} == {422}
    assert "PLANTED" not in json.dumps(problems)
    fields = {line: [error["field"] for error in one["errors"]] for line, one in problems.items()}
    assert fields == {
        2: ["body"], 4: ["findings[0].id"], 5: ["top"], 6: ["findings"], 8: [], 9: ["body"], 11: ["(unknown field)"]
    }  # fmt: skip
    assert all(error["hint"] for one in problems.values() for error in one["errors"])


@pytest.mark.parametrize("content", [b"", b"\n", b" \r\n\t\n", b"\xef\xbb\xbf\n"])
def test_a_body_without_a_line_is_refused(client: httpx.Client, content: bytes) -> None:
    response = client.post(PATH, content=content, headers=LINES)
    assert (response.status_code, response.headers["content-type"]) == (422, "application/problem+json")


def test_lines_are_sent_as_lines(client: httpx.Client) -> None:
    for headers in ({"content-type": "application/json"}, LINES | {"content-encoding": "gzip"}, {}):
        response = client.post(PATH, content=sent(GOOD), headers=headers)
        assert response.status_code == 415
        assert response.headers["content-type"] == "application/problem+json"
    assert client.get(PATH).status_code == 405
    assert asked(client, sent(GOOD), **{"content-type": f"{NDJSON}; charset=utf-8"})


def test_answers_come_while_lines_are_still_sent(client: httpx.Client) -> None:
    """Each line is sent when the answer to the one before is there: a service that reads all first would hang."""
    seen: list[dict[str, Any]] = []
    came = threading.Semaphore(0)

    def lines() -> Iterator[bytes]:
        for _ in range(5):
            yield (json.dumps(GOOD) + "\n").encode()
            assert came.acquire(timeout=20), "no answer came before the next line was sent"

    # httpx sends the whole body first, so the two directions are driven by hand.
    url = client.base_url
    with socket.create_connection((url.host, url.port or 80), timeout=20) as connection:
        head = [f"POST {PATH} HTTP/1.1", f"Host: {url.netloc.decode()}", f"Content-Type: {NDJSON}"]
        connection.sendall("\r\n".join([*head, "Transfer-Encoding: chunked", "", ""]).encode())
        stream = connection.makefile("rb")

        def answers() -> None:
            for raw in stream:
                if raw.startswith(b'{"line"'):
                    seen.append(json.loads(raw))
                    came.release()

        threading.Thread(target=answers, daemon=True).start()
        for line in lines():
            connection.sendall(f"{len(line):x}\r\n".encode() + line + b"\r\n")
        connection.sendall(b"0\r\n\r\n")
        assert [one["line"] for one in seen] == [1, 2, 3, 4, 5]


def test_a_client_that_sends_everything_before_it_reads_anything_is_answered(client: httpx.Client) -> None:
    lines = 3000
    answers = asked(client, sent(*[GOOD] * lines))
    assert [one["line"] for one in answers] == list(range(1, lines + 1))


def test_lines_may_come_in_any_pieces(client: httpx.Client) -> None:
    whole = sent(GOOD, {"findings": [{"id": "Ñ"}]}, GOOD).encode()
    pieces = [whole[at : at + 7] for at in range(0, len(whole), 7)]
    told = [
        [untraced(one["differential"]) if "differential" in one else one for one in asked(client, body)]
        for body in (iter(pieces), whole)
    ]
    assert told[0] == told[1]


def test_no_more_bytes_are_read_than_the_limit(serve: Callable[..., httpx.Client], two_diseases: Diagnoser) -> None:
    client = serve(two_diseases, settings=ServingSettings(max_body_bytes=1024, max_batch_bytes=2048))
    many = sent(*[GOOD] * 40)
    refused = client.post(PATH, content=many, headers=LINES)
    assert refused.status_code == 413
    assert refused.json()["detail"] == "The body is larger than 2 KB → send the rest as a further request."
    # Without a stated length it shows while answers are sent.
    *answers, last = asked(client, (f"{line}\n".encode() for line in many.splitlines()))
    assert answers
    assert all("differential" in one for one in answers)
    assert (last["line"], last["problem"]["status"]) == (len(answers) + 1, 413)
    [long, short] = asked(client, sent(GOOD | {"age": " " * 1500}, GOOD))
    assert (long["problem"]["status"], "differential" in short) == (413, True)


def test_no_more_lines_are_answered_than_the_limit(client: httpx.Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(batch, "MAX_LINES", 3)
    answers = asked(client, sent(*[GOOD] * 5))
    assert [one["line"] for one in answers] == [1, 2, 3, 4]
    assert answers[3]["problem"]["detail"].startswith("No more than 3 lines or 16,384 KB are read")


def test_blank_lines_count_as_lines_that_are_read(client: httpx.Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(batch, "MAX_LINES", 4)
    answers = asked(client, sent("", GOOD, "", GOOD) + "\n")
    assert [one["line"] for one in answers] == [2, 4]
    [good, ended] = asked(client, sent(GOOD, "", "", "", "", GOOD))
    assert ("differential" in good, ended["line"], ended["problem"]["status"]) == (True, 5, 413)


def test_a_long_line_is_looked_at_once_and_not_kept(client: httpx.Client) -> None:
    """Pieces of 1 KB: were the line begun anew with each, four megabytes would be eight gigabytes of copies."""
    seen: list[int] = []

    def noting(_: int, content: bytes) -> bytes:
        seen.append(len(content))
        return b"{}"

    pieces = [{"type": "http.request", "body": b"x" * 1024, "more_body": True}] * 4096
    pieces.append({"type": "http.request", "body": b"\nshort", "more_body": False})

    async def receive() -> dict[str, Any]:
        return pieces.pop(0) if pieces else await asyncio.sleep(60, {"type": "http.disconnect"})

    async def send(_: Any) -> None:
        pass

    answer = LinesAnswer(noting, lambda _: b"{}", max_bytes=1 << 23, max_lines=10, max_line=1000)
    begun = process_time()
    asyncio.run(answer({"type": "http"}, receive, send))
    assert process_time() - begun < 1.0
    assert seen == [1001, 5]


def test_a_defect_costs_one_line_and_its_message_nothing(
    serve: Callable[..., httpx.Client], two_diseases: Any, caplog: pytest.LogCaptureFixture
) -> None:
    plain = two_diseases.differential

    def breaks(case: Case, **options: Any) -> Differential:
        if case.age == 47.25:
            raise RuntimeError("PLANTED")
        return plain(case, **options)  # type: ignore[no-any-return]

    two_diseases.differential = breaks
    with caplog.at_level(logging.INFO):
        first, second, third = asked(serve(two_diseases), sent(GOOD, GOOD | {"age": 47.25}, GOOD))
    assert (second["problem"]["status"], "differential" in first, "differential" in third) == (500, True, True)
    assert "defect: RuntimeError at " in caplog.text
    assert "PLANTED" not in caplog.text + json.dumps(second)


def test_without_a_bundle_nothing_is_begun(serve: Callable[..., httpx.Client]) -> None:
    response = serve(Engine()).post(PATH, content=sent(GOOD), headers=LINES)
    assert (response.status_code, response.headers["content-type"]) == (503, "application/problem+json")


def test_every_answer_is_counted(serve: Callable[..., httpx.Client], two_diseases: Diagnoser) -> None:
    metrics = ServingMetrics()
    client = serve(two_diseases, metrics=metrics)
    asked(client, sent(GOOD, "PLANTED", GOOD))
    assert "hoofbeat_differentials_total 2.0" in client.get("/metrics").text


def test_who_goes_away_is_not_answered_on(serve: Callable[..., httpx.Client], two_diseases: Any) -> None:
    plain, counted = two_diseases.differential, []

    def slowly(case: Case, **options: Any) -> Differential:
        counted.append(1)
        sleep(0.01)
        return plain(case, **options)  # type: ignore[no-any-return]

    two_diseases.differential = slowly
    client = serve(two_diseases)
    with client.stream("POST", PATH, content=sent(*[GOOD] * 2000), headers=LINES) as response:
        next(response.iter_raw())
    deadline, last = monotonic() + 20, -1
    while len(counted) != last and monotonic() < deadline:
        last = len(counted)
        sleep(0.5)
    assert len(counted) < 2000


def test_who_waits_for_slow_lines_sees_each_of_them(serve: Callable[..., httpx.Client], two_diseases: Any) -> None:
    """Quick ones come together; a line that takes long keeps nobody from the answers before it."""
    plain = two_diseases.differential

    def slowly(case: Case, **options: Any) -> Differential:
        sleep(0.2)
        return plain(case, **options)  # type: ignore[no-any-return]

    two_diseases.differential = slowly
    client = serve(two_diseases)
    with client.stream("POST", PATH, content=sent(*[GOOD] * 4), headers=LINES) as response:
        pieces = [piece.count(b"\n") for piece in response.iter_raw()]
    assert pieces == [1, 1, 1, 1]
