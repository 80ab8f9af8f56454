"""Whatever stands where an element is read: an answer or a refusal, never a defect, and no value repeated.

Mirrors: hoofbeat.serving.interop.routes, hoofbeat.serving.hooks.routes
"""

import json

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fhir_builder import Json, patient
from hoofbeat.serving.hooks.schemas import EXAMPLE
from hoofbeat.serving.interop.examples import PHENOPACKET
from wrong_values import FULL, WRONG, changed, places

FHIR = "/v1/differential/fhir"
PACKET = "/v1/differential/phenopacket"
HOOK = "/cds-services/hoofbeat-differential"


def post(client: httpx.Client, path: str, record: object) -> None:
    """Send a record; the answer must be one that the documentation lists, and a refusal must repeat nothing."""
    content = json.dumps(record)
    response = client.post(path, content=content, headers={"content-type": "application/json"})
    assert response.status_code in (200, 412, 422), f"{response.status_code}: {content[:2000]}"
    if response.status_code != 200:
        assert response.headers["content-type"] == "application/problem+json"
        assert "Plantada" not in response.text
        assert "marisol" not in response.text


USUAL = settings(max_examples=100, suppress_health_check=[HealthCheck.function_scoped_fixture], database=None)


@USUAL
@given(data=st.data())
def test_fhir_with_several_wrong_elements(client: httpx.Client, data: st.DataObject) -> None:
    record: Json = FULL
    for _ in range(data.draw(st.integers(1, 4))):
        record = changed(record, data.draw(st.sampled_from(list(places(record)))), data.draw(WRONG))
    post(client, FHIR, record)


@USUAL
@given(data=st.data())
def test_phenopackets_with_wrong_fields(client: httpx.Client, data: st.DataObject) -> None:
    record: Json = PHENOPACKET | {
        "interpretations": [{"id": "i", "progressStatus": "SOLVED", "diagnosis": {"disease": {"id": "OMIM:154700"}}}],
        "diseases": [{"term": {"id": "OMIM:154700", "label": "Marfan"}, "excluded": False}],
        "biosamples": [{"phenotypicFeatures": []}],
    }
    for _ in range(data.draw(st.integers(1, 4))):
        record = changed(record, data.draw(st.sampled_from(list(places(record)))), data.draw(WRONG))
    post(client, PACKET, record)


@USUAL
@given(data=st.data())
def test_calls_of_record_systems_with_wrong_fields(client: httpx.Client, data: st.DataObject) -> None:
    record: Json = EXAMPLE | {"prefetch": {"patient": patient(), "conditions": FULL, "observations": None}}
    for _ in range(data.draw(st.integers(1, 3))):
        record = changed(record, data.draw(st.sampled_from(list(places(record)))), data.draw(WRONG))
    post(client, HOOK, record)


@USUAL
@given(
    body=st.recursive(WRONG, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=9), inner))
)
@pytest.mark.parametrize("path", [FHIR, PACKET, HOOK, "/v1/export/fhir", "/v1/export/phenopacket"])
def test_nonsense_is_refused(client: httpx.Client, path: str, body: object) -> None:
    post(client, path, body)
