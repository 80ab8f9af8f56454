"""Every differential that leaves the service has an id of its own, however it was asked for; a kept case keeps it."""

import json
import logging
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import pytest

from hoofbeat.cases.store import CaseStore
from hoofbeat.domain.case import Case, Finding
from hoofbeat.domain.prediction import read_prediction_id, short_of
from hoofbeat.serving.api.predictions import identified
from hoofbeat.serving.engine import Diagnoser
from hoofbeat.serving.interop.examples import BUNDLE, PHENOPACKET

CASE = {"findings": [{"id": "HP:0001166"}], "age": 16}
WAYS: dict[str, Callable[[httpx.Client], Any]] = {
    "case": lambda client: client.post("/v1/differential", json=CASE).json(),
    "note": lambda client: client.post("/v1/differential/text", json={"text": "long slender fingers"}).json()[
        "differential"
    ],
    "phenopacket": lambda client: client.post("/v1/differential/phenopacket", json=PHENOPACKET).json(),
    "fhir": lambda client: client.post("/v1/differential/fhir", json=BUNDLE).json(),
    "lines": lambda client: json.loads(
        client.post(
            "/v1/differentials", content=json.dumps(CASE), headers={"Content-Type": "application/x-ndjson"}
        ).text
    )["differential"],
}


@pytest.mark.parametrize("way", WAYS)
def test_each_answer_names_its_bundle_and_itself(
    client: httpx.Client, way: str, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG):
        answers = [WAYS[way](client) for _ in range(2)]
    ids = [answer["prediction_id"] for answer in answers]
    assert [read_prediction_id(one).short for one in ids] == [short_of(answer["bundle"]) for answer in answers]
    assert ids[0] != ids[1]
    assert not any(one in caplog.text for one in ids), "the service keeps none of them"


def test_a_registered_case_keeps_the_id_that_was_looked_at(
    serve: Callable[..., httpx.Client], two_diseases: Diagnoser, tmp_path: Path
) -> None:
    store = CaseStore.open(f"sqlite:///{tmp_path / 'cases.db'}")
    client = serve(two_diseases, cases=store)
    told = WAYS["case"](client)["prediction_id"]
    kept = client.post("/v1/cases", json=CASE | {"prediction_id": told}).json()
    assert client.get(f"/v1/cases/{kept['case_id']}").json()["history"][0]["prediction_id"] == told
    assert client.post("/v1/cases", json=CASE).json()["history"][0]["prediction_id"] is None
    refused = client.post("/v1/cases", json=CASE | {"prediction_id": "PLANTED"})
    assert refused.status_code == 422
    assert refused.json()["errors"][0]["field"] == "prediction_id"
    assert "PLANTED" not in refused.text
    store.close()


def test_the_case_s_own_id_does_not_leave(two_diseases: Diagnoser) -> None:
    answer = two_diseases.differential(Case(case_id="ours", findings=(Finding(id="HP:0001166"),)))
    told = identified(answer, warnings=("set aside",))
    assert (answer.case_id, told.case_id, told.warnings) == ("ours", None, ("set aside",))
