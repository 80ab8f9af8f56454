"""Schemathesis asks a real service what its OpenAPI document allows, and much that it does not: 5,000 calls and more.

Mirrors: hoofbeat.serving.http.described, hoofbeat.serving.app
"""

import re
import subprocess
import sys
from pathlib import Path
from urllib.request import urlopen

import pytest

from served_bundle import served
from small_bundles import small_bundle

pytestmark = pytest.mark.slow

CALLS = 5_000
LINES = "/v1/differentials"  # lines of JSON it cannot write
#: An address that reads nothing of a request tells nothing more when it is asked a hundred times. What cannot be used
#: may be refused as too large (413) or as of another kind (415) too.
CONFIG = """
[generation]
max-examples = 130
[phases.stateful]
generation.max-examples = 5
[checks.negative_data_rejection]
expected-statuses = ["400", "401", "403", "404", "406", "413", "415", "422", "428"]
[[operations]]
include-path = [
  "/healthz", "/readyz", "/metrics", "/v1/model", "/v1/model/files", "/v1/service", "/v1/model-card", "/cds-services",
]
generation.max-examples = 5
"""
#: What it holds every answer against. Left out is alone that whatever fits the schema be accepted: a finding that this
#: model does not know, or one that began after the encounter, is refused with a reason.
CHECKS = (
    "not_a_server_error", "status_code_conformance", "content_type_conformance", "response_headers_conformance",
    "response_schema_conformance", "negative_data_rejection", "missing_required_header", "unsupported_method",
    "allow_header_conformance", "use_after_free", "ensure_resource_availability", "ignored_auth",
)  # fmt: skip


def test_what_is_answered_is_what_is_documented(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOOFBEAT_CASES", f"sqlite:///{tmp_path / 'cases.db'}")
    schemathesis = Path(sys.executable).with_name("schemathesis")
    options = ("--checks", ",".join(CHECKS), "--seed", "1", "--continue-on-failure", "--exclude-path", LINES)
    (tmp_path / "schemathesis.toml").write_text(CONFIG, encoding="utf-8")
    with served(small_bundle(tmp_path / "bundle")) as address:
        run = [schemathesis, "run", f"{address}/openapi.json", *options, "--no-color", "--request-timeout", "60"]
        done = subprocess.run(run, cwd=tmp_path, capture_output=True, text=True, timeout=900, check=False)
        with urlopen(f"{address}/metrics", timeout=30) as answer:  # noqa: S310  # our own service
            counted = answer.read().decode()
    assert done.returncode == 0, done.stdout[-8000:]
    statuses: dict[str, float] = {}
    for status, count in re.findall(r'hoofbeat_requests_total{.*status="(\d+)"} (\S+)', counted):
        statuses[status] = statuses.get(status, 0) + float(count)
    assert sum(statuses.values()) >= CALLS, statuses
    assert not [status for status in statuses if status >= "500"], statuses
    assert {"200", "201", "404", "405", "422"} <= set(statuses), "what is asked is both good and bad"
