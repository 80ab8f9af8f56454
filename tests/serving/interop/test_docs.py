"""What docs/interop.md prints is answered as it stands.

Mirrors: docs/interop.md
"""

import json
import re
from pathlib import Path

import httpx
import pytest

from hoofbeat.serving.interop.examples import BUNDLE
from hoofbeat.serving.settings import ServingSettings

PAGE = (Path(__file__).parents[3] / "docs/interop.md").read_text(encoding="utf-8")
CALLS = re.findall(
    r"curl -sN? localhost:8000(\S+)(?: -H 'Content-Type: (\S+)')(?: -H '.*?')*(.*?)(?=\ncurl|\n```)", PAGE, re.DOTALL
)


@pytest.mark.parametrize(("path", "kind", "rest"), CALLS, ids=[path for path, _, _ in CALLS])
def test_every_call_is_answered(client: httpx.Client, path: str, kind: str, rest: str) -> None:
    body = re.search(r" -d '(.*)'", rest, re.DOTALL)
    content = body[1] if body else json.dumps(BUNDLE) if "fhir" in path else '{"findings": [{"id": "HP:0001166"}]}\n'
    response = client.post(path, content=content, headers={"Content-Type": kind, "Accept-Language": "es"})
    assert response.status_code == 200, response.text
    assert response.json().get("cards") != []


def test_every_address_of_the_page_is_called_or_listed(client: httpx.Client) -> None:
    assert {path.partition("?")[0] for path, _, _ in CALLS} == {
        "/v1/differential/phenopacket",
        "/v1/differential/fhir",
        "/cds-services/hoofbeat-differential",
        "/v1/differentials",
        "/v1/export/fhir",
    }
    named = set(re.findall(r"`(?:GET|POST) (/[\w/{}-]+)`", PAGE)) | {"/v1/export/phenopacket"}
    known = client.get("/openapi.json").json()["paths"]
    assert named <= {path.replace("{service_id}", "{id}") for path in known}


def test_the_limits_are_those_of_the_settings() -> None:
    limits = ServingSettings()
    assert f"`HOOFBEAT_MAX_RECORD_BYTES`, {limits.max_record_bytes >> 20} MB" in PAGE
    assert f"`HOOFBEAT_MAX_BATCH_BYTES` ({limits.max_batch_bytes >> 20} MB)" in PAGE
