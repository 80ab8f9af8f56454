"""GET /v1/service: what there is to ask here, so that nothing is shown that would be refused."""

from collections.abc import Callable
from pathlib import Path

import httpx

from hoofbeat import __version__
from hoofbeat.cases.store import CaseStore
from hoofbeat.serving.engine import Diagnoser, Engine


def test_every_address_that_does_something_here(client: httpx.Client) -> None:
    answer = client.get("/v1/service").json()
    assert answer["version"] == __version__
    described = {path for path in client.get("/openapi.json").json()["paths"] if path.startswith("/v1/")}
    assert set(answer["addresses"]) == {path for path in described if not path.startswith("/v1/cases")}
    assert {"/v1/differential", "/v1/service"} <= set(answer["addresses"])


def test_cases_are_offered_where_they_are_kept(
    serve: Callable[..., httpx.Client], two_diseases: Diagnoser, tmp_path: Path
) -> None:
    store = CaseStore.open(f"sqlite:///{tmp_path}/cases.db")
    client = serve(two_diseases, cases=store)
    assert "/v1/cases/{case_id}/diagnosis" in client.get("/v1/service").json()["addresses"]
    store.close()


def test_it_answers_without_a_bundle(serve: Callable[..., httpx.Client]) -> None:
    assert serve(Engine()).get("/v1/service").status_code == 200
