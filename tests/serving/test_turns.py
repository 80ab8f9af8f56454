"""Cases are ranked in turns, and who would be given up in the middle is sent away before the work begins."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from time import sleep
from typing import Any

import httpx
import pytest

from hoofbeat.domain.case import Case
from hoofbeat.domain.differential import Differential
from hoofbeat.domain.errors import InputError
from hoofbeat.serving import turns
from hoofbeat.serving.settings import ServingSettings

FEVER = {"findings": [{"id": "HP:0001945"}]}
ADDRESSES: dict[str, dict[str, Any]] = {
    "/v1/differential": FEVER,
    "/v1/next-findings": FEVER,
    "/v1/explanation": FEVER | {"diseases": ["OMIM:154700"]},
    "/v1/differential/text": {"text": "fever"},
    "/v1/differential/phenopacket": {"id": "x", "phenotypicFeatures": [{"type": {"id": "HP:0001945"}}]},
}


def test_no_more_are_ranked_at_once_than_there_are_turns(
    serve: Callable[..., httpx.Client], two_diseases: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(turns.Turns.__init__, "__defaults__", (2,))
    plain, under_way, most = two_diseases.differential, [0], [0]
    lock = threading.Lock()

    def slowly(case: Case, **options: Any) -> Differential:
        with lock:
            under_way[0] += 1
            most[0] = max(most[0], under_way[0])
        sleep(0.05)
        with lock:
            under_way[0] -= 1
        return plain(case, **options)  # type: ignore[no-any-return]

    two_diseases.differential = slowly
    client = serve(two_diseases)
    with ThreadPoolExecutor(15) as crowd:
        asked = [crowd.submit(client.post, path, json=body) for path, body in ADDRESSES.items() for _ in range(3)]
        assert {each.result().status_code for each in asked} == {200}
    assert most == [2]


def test_what_the_bundle_refuses_is_told_without_the_codes_of_a_site(
    serve: Callable[..., httpx.Client], two_diseases: Any
) -> None:
    """Such a code is the caller's own text, and a measurement's note has it."""

    def refusing(case: Case, **_: Any) -> Differential:
        raise InputError(
            f"The measurements lead to none: {case.measurements[0].code}: kept as given", hint="give HPO ids"
        )

    two_diseases.differential = refusing
    client = serve(two_diseases)
    asked = {"measurements": [{"code": "SITE:ana-garcia", "value": 1, "unit": "cm"}]}
    for path in ("/v1/differential", "/v1/next-findings"):
        told = client.post(path, json=asked)
        assert told.status_code == 422
        assert told.json()["detail"] == "The measurements lead to none: SITE:…: kept as given → give HPO ids"


def test_who_waits_for_too_long_is_sent_away_and_nothing_is_done_for_nobody(
    serve: Callable[..., httpx.Client], two_diseases: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(turns.Turns.__init__, "__defaults__", (1,))
    plain, asked, go_on = two_diseases.differential, [], threading.Event()

    def waiting(case: Case, **options: Any) -> Differential:
        asked.append(case)
        go_on.wait(20)
        return plain(case, **options)  # type: ignore[no-any-return]

    two_diseases.differential = waiting
    client = serve(two_diseases, settings=ServingSettings(request_seconds=1))
    with ThreadPoolExecutor(4) as crowd:
        answers = [each.result() for each in [crowd.submit(client.post, "/v1/differential", json=FEVER) for _ in "abc"]]
        assert sorted(answer.status_code for answer in answers) == [503, 503, 504]
        refused = next(answer for answer in answers if answer.status_code == 503)
        assert (refused.headers["retry-after"], len(asked)) == ("5", 1)
        assert refused.headers["content-type"] == "application/problem+json"
        go_on.set()
    sleep(0.2)
    assert client.post("/v1/differential", json=FEVER).status_code == 200
