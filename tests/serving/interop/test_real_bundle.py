"""What other programs ask, of a bundle that the pipeline has made.

Mirrors: hoofbeat.serving.interop.routes, hoofbeat.serving.hooks.routes, hoofbeat.serving.api.batch,
hoofbeat.serving.interop.named
"""

import json
from collections.abc import Callable
from pathlib import Path

import httpx
import pytest

from hoofbeat.bundle.runtime.bundle import Bundle
from hoofbeat.serving.hooks.schemas import EXAMPLE
from hoofbeat.serving.interop.examples import BUNDLE, PHENOPACKET
from hoofbeat.sources.fhir.asked.patient import patient_now
from hoofbeat.sources.phenopacket.reading import case_of
from told_answers import untraced

SYNTHEA = Path(__file__).parents[2] / "sources/fhir/data/synthea/bundle.json"
MARFAN = [{"id": "HP:0001166"}, {"id": "HP:0001083"}, {"id": "HP:0002616"}]


@pytest.fixture
def real(serve: Callable[..., httpx.Client], demo_bundle: Path) -> httpx.Client:
    return serve(Bundle.load(demo_bundle))


def test_records_find_marfan_syndrome_first(real: httpx.Client) -> None:
    for path, record in (("phenopacket", PHENOPACKET), ("fhir", BUNDLE)):
        answer = real.post(f"/v1/differential/{path}", json=record, params={"top": 3}).json()
        assert answer["differential"][0]["disease_id"] == "OMIM:154700", path


def test_a_generated_record_of_many_years_is_answered(real: httpx.Client) -> None:
    response = real.post(
        "/v1/differential/fhir", content=SYNTHEA.read_bytes(), headers={"content-type": "application/json"}
    )
    assert response.status_code == 200, response.text
    assert len(response.json()["differential"]) == 10
    assert any("encounters: the latest is the case" in one for one in response.json()["warnings"])


def test_a_record_system_is_shown_a_card_in_either_language(real: httpx.Client) -> None:
    for language, summary, finding in (
        ("es", "Primera del diferencial: Síndrome de Marfan (", "Aracnodactilia"),
        ("en", "First of the differential: Marfan syndrome (", "Arachnodactyly"),
    ):
        response = real.post("/cds-services/hoofbeat-differential", json=EXAMPLE, headers={"accept-language": language})
        [card] = response.json()["cards"]
        assert card["summary"].startswith(summary)
        assert finding in card["detail"]


def test_many_cases_are_answered_as_one_by_one(real: httpx.Client) -> None:
    case = {"findings": MARFAN, "age": 16, "top": 2, "explain": False}
    alone = real.post("/v1/differential", json=case).json()
    response = real.post(
        "/v1/differentials", content=f"{json.dumps(case)}\n" * 3, headers={"content-type": "application/x-ndjson"}
    )
    told = [untraced(json.loads(line)["differential"]) for line in response.text.splitlines()]
    assert told == [untraced(alone)] * 3


def test_a_case_goes_out_under_the_names_of_the_bundle_and_comes_back(real: httpx.Client) -> None:
    case = {
        "findings": [*MARFAN, {"id": "HP:0001250", "excluded": True}, {"id": "HB:0000079"}],
        "age": 16.5,
        "diseases": ["HBD:0000040", "ORPHA:558"],
        "diagnosis": {"disease": "OMIM:154700", "basis": "genetic"},
    }
    packet = real.post("/v1/export/phenopacket", json=case).json()
    bundle = real.post("/v1/export/fhir", json=case).json()
    assert packet["diseases"] == [{"term": {"id": "OMIM:154700", "label": "Marfan syndrome"}}]
    suspected = [one["diagnosis"]["disease"]["id"] for one in packet["interpretations"][1:]]
    assert suspected == ["HBD:0000040"], "ORPHA:558 is what was confirmed, under another id"
    back, again = case_of(json.dumps(packet)), patient_now([("", bundle)]).case
    assert back.findings == again.findings
    assert (back.diagnosis, again.diagnosis) == ("OMIM:154700", "OMIM:154700")
