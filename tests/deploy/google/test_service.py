"""The service definition of Cloud Run, filled in and held against Google's own description of the interface.

Mirrors: deploy/google/service.yaml, deploy/google/service.sh
"""

import json
import os
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

from hoofbeat.serving.config import VARIABLES

GOOGLE = Path(__file__).parents[3] / "deploy" / "google"
VALUES = {
    "REGION": "southamerica-east1",
    "IMAGE": "southamerica-east1-docker.pkg.dev/hospital/hoofbeat/serve@sha256:" + "0" * 64,
    "BUNDLE": "gs://hospital-hoofbeat-bundles/bundle-1",
    "TRUSTED_KEYS": "MCowBQYDK2VwAyEAGb9ECWmEzf6FQbrBZ9w7lshQhqowtrbLDFw4rXAxZuE=",
    "SERVICE_ACCOUNT": "hoofbeat-serving@hospital.iam.gserviceaccount.com",
}


def filled(values: dict[str, str]) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [GOOGLE / "service.sh"],
        env={"PATH": os.environ["PATH"]} | values,
        capture_output=True,
        text=True,
        timeout=20,
        check=False,
    )


@pytest.fixture(scope="module")
def service() -> dict[str, Any]:
    printed = filled(VALUES)
    assert printed.returncode == 0, printed.stderr
    document: dict[str, Any] = yaml.safe_load(printed.stdout)
    return document


def test_every_value_is_in_its_place(service: dict[str, Any]) -> None:
    revision = service["spec"]["template"]["spec"]
    (container,) = revision["containers"]
    variables = {each["name"]: each["value"] for each in container["env"]}
    assert service["metadata"]["labels"]["cloud.googleapis.com/location"] == VALUES["REGION"]
    assert service["metadata"]["name"] == "hoofbeat"
    assert container["image"] == VALUES["IMAGE"]
    assert revision["serviceAccountName"] == VALUES["SERVICE_ACCOUNT"]
    assert variables["HOOFBEAT_BUNDLE"] == VALUES["BUNDLE"]
    assert variables["HOOFBEAT_TRUSTED_KEYS"] == VALUES["TRUSTED_KEYS"]
    assert variables["HOOFBEAT_ALTITUDE"] == "0"
    # Each variable is one that the service reads, and the port is left to PORT.
    known = {name for names in VARIABLES.values() for name in names}
    assert set(variables) <= known - {"HOOFBEAT_PORT", "PORT", "HOOFBEAT_ALLOW_UNSIGNED"}
    assert float(variables["HOOFBEAT_DRAIN_SECONDS"]) < 10, "Cloud Run kills ten seconds after SIGTERM"


def test_a_place_high_above_the_sea_is_told() -> None:
    document = yaml.safe_load(filled(VALUES | {"ALTITUDE": "2640"}).stdout)
    (container,) = document["spec"]["template"]["spec"]["containers"]
    assert {"name": "HOOFBEAT_ALTITUDE", "value": "2640"} in container["env"]


def test_nothing_but_known_callers_from_inside_reaches_it(service: dict[str, Any]) -> None:
    annotations = service["metadata"]["annotations"]
    assert annotations["run.googleapis.com/ingress"] == "internal"
    assert annotations["run.googleapis.com/invoker-iam-disabled"] == "false"


@pytest.mark.parametrize("name", VALUES)
def test_a_missing_value_is_asked_for(name: str) -> None:
    printed = filled({key: value for key, value in VALUES.items() if key != name})
    assert printed.returncode != 0
    assert name in printed.stderr


@pytest.mark.parametrize(
    ("name", "value"), [("IMAGE", "serve:latest"), ("BUNDLE", "gs://a\nx: y"), ("NAME", "a|b"), ("REGION", "a b")]
)
def test_a_value_that_would_mean_something_else_is_refused(name: str, value: str) -> None:
    printed = filled(VALUES | {name: value})
    assert printed.returncode != 0
    assert not printed.stdout


def test_each_field_is_in_googles_description(service: dict[str, Any]) -> None:
    document = _description()
    assert list(_unknown(service, "Service", document["schemas"], "Service")) == []
    text = json.dumps(document)
    for annotation in (*service["metadata"]["annotations"], *service["spec"]["template"]["metadata"]["annotations"]):
        assert annotation in text, f"Google does not describe {annotation}"


def test_a_wrong_field_would_be_found(service: dict[str, Any]) -> None:
    spec = service["spec"] | {"tempalte": {}, "traffic": [{"percent": "all"}]}
    found = list(_unknown(service | {"spec": spec}, "Service", _description()["schemas"], "Service"))
    assert set(found) == {"Service.spec.tempalte is unknown", "Service.spec.traffic.percent: no integer"}


def _description() -> dict[str, Any]:
    path = Path(os.environ.get("HOOFBEAT_CLOUD_SCHEMAS", "absent")) / "google" / "run.v1.json"
    if not path.is_file():
        pytest.skip("no schemas: run deploy/google/tools.sh DIR and set HOOFBEAT_CLOUD_SCHEMAS=DIR")
    document: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return document


_TYPES = {"string": str, "integer": int, "boolean": bool, "object": dict, "array": list}


def _unknown(value: Any, kind: Any, schemas: dict[str, Any], where: str) -> Any:
    """Fields that the description lacks, and values of another type than it says."""
    if isinstance(kind, str):
        properties = schemas[kind]["properties"]
        for name, inner in value.items():
            if name not in properties:
                yield f"{where}.{name} is unknown"
            else:
                yield from _unknown(inner, properties[name], schemas, f"{where}.{name}")
    elif "$ref" in kind:
        yield from _unknown(value, kind["$ref"], schemas, where)
    elif not isinstance(value, _TYPES[kind["type"]]):
        yield f"{where}: no {kind['type']}"
    elif kind["type"] == "array":
        for each in value:
            yield from _unknown(each, kind["items"], schemas, where)
    elif kind["type"] == "object":
        for name, each in value.items():
            yield from _unknown(each, kind["additionalProperties"], schemas, f"{where}.{name}")
