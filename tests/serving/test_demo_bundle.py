"""The service over a real bundle: the demo's, as a physician meets it.

Mirrors: hoofbeat.serving.app, hoofbeat.serving.engine
"""

import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from hoofbeat.bundle.runtime.bundle import Bundle
from hoofbeat.domain.case import Case, Finding

START = """
from hoofbeat.jobs.serve import ServeJob
from hoofbeat.serving.config import ServiceConfig
ServeJob(config=ServiceConfig(bundle={!r}, port=0, allow_unsigned=True)).run()
"""

MARFAN = {
    "age": 16,
    "sex": "male",
    "findings": [
        {"id": "HP:0001166"},
        {"id": "HP:0001083"},
        {"id": "HP:0002616"},
        {"id": "HP:0001249", "excluded": True},
    ],
}
BREATHLESS = {
    "age": 67,
    "sex": "male",
    "setting": "primary-care",
    "findings": [{"id": "HP:0001945"}, {"id": "HP:0012735"}, {"id": "HP:0002094"}],
}


@pytest.fixture(scope="module")
def served(demo_bundle: Path) -> Iterator[tuple[str, list[str]]]:
    """The serve job in a process of its own; yields its address, and its messages once it has been stopped."""
    command = [sys.executable, "-c", START.format(str(demo_bundle))]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr is not None
        lines: list[str] = []
        address = None
        while address is None:
            line = process.stderr.readline()
            assert line, f"ended before it answered: {lines}"
            lines.append(line)
            address = re.search(r"http://127\.0\.0\.1:\d+", line)
        yield address.group(), lines
        process.send_signal(signal.SIGINT)
        lines += process.stderr.readlines()
    text = "".join(lines)
    assert process.returncode == 0, text
    assert "GET /v1/findings 200" in text
    assert "HP:00" not in text
    assert "aracno" not in text


def test_the_orphan_and_the_common_disease_are_both_found(served: tuple[str, list[str]]) -> None:
    with httpx.Client(base_url=served[0], timeout=60) as client:
        rare = client.post("/v1/differential", json=MARFAN).json()["differential"]
        everyday = client.post("/v1/differential", json=BREATHLESS).json()["differential"]
    assert "OMIM:154700" in [disease["disease_id"] for disease in rare]
    assert any(not disease["orphan"] for disease in everyday)
    for disease in rare + everyday:
        contributed = sum(item["value"] for item in disease["contributions"])
        assert contributed == pytest.approx(disease["score"], abs=1e-3)


def test_grouped_lines_hold_subtypes_and_the_sum_of_their_group(served: tuple[str, list[str]]) -> None:
    with httpx.Client(base_url=served[0], timeout=60) as client:
        asked = {"findings": [{"id": "HP:0000316"}, {"id": "HP:0001642"}, {"id": "HP:0004322"}], "explain": False}
        plain = client.post("/v1/differential", json=asked | {"grouped": False, "top": 100}).json()
        grouped = client.post("/v1/differential", json=asked | {"top": 10}).json()
        schemas = client.get("/openapi.json").json()["components"]["schemas"]
    alone = {disease["disease_id"]: disease for disease in plain["differential"]}
    assert all((disease["subtypes"], disease["group_probability"]) == ([], None) for disease in alone.values())
    assert len(grouped["differential"]) == 10
    assert any(line["subtypes"] for line in grouped["differential"])
    own = {"subtypes": [], "group_probability": None}
    for line in grouped["differential"]:
        assert line | own == alone[line["disease_id"]]
        assert line["group_probability"] >= line["probability"] + sum(s["probability"] for s in line["subtypes"]) - 1e-6
        for subtype in line["subtypes"]:
            assert subtype.items() <= alone[subtype["disease_id"]].items()
    apart = {"differential", "prediction_id"}
    assert {name: grouped[name] for name in grouped if name not in apart} == {
        name: plain[name] for name in plain if name not in apart
    }
    assert schemas["DifferentialRequest"]["properties"]["grouped"]["default"] is True
    assert {"subtypes", "group_probability"} <= set(schemas["RankedDisease"]["properties"])


def test_what_is_typed_in_spanish_is_found_and_ready(served: tuple[str, list[str]]) -> None:
    with httpx.Client(base_url=served[0], timeout=60) as client:
        assert client.get("/readyz").status_code == 200
        hits = client.get("/v1/findings", params={"q": "aracno", "lang": "es"}).json()
        model = client.get("/v1/model").json()
    assert hits[0]["id"] == "HP:0001166"
    assert 0 < model["orphan_diseases"] < model["diseases"]
    assert model["manifest"]["knowledge_version"]


def test_the_page_translates_every_warning_of_the_bundle(demo_bundle: Path) -> None:
    bundle = Bundle.load(demo_bundle)
    case = Case(case_id="x", findings=(Finding(id="HP:0001166", excluded=True), Finding(id="HP:9999999")))
    warnings = bundle.differential(case, top=1).warnings
    assert len(warnings) == 2
    for file in (Path(__file__).parents[2] / "src/hoofbeat/serving/web/words").glob("??.js"):
        patterns = re.findall(r"\[/(\^.*)/, ", file.read_text(encoding="utf-8"))
        for warning in warnings:
            assert sum(re.search(pattern, warning) is not None for pattern in patterns) == 1, (file.name, warning)
