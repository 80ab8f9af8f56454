"""The graphs of a bundle answer in WebAssembly as the service does, in Node and in a browser.

Mirrors: deploy/web
"""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

WEB = Path(__file__).parents[3] / "deploy/web"
CHROMIUM = Path(os.environ.get("CHROMIUM", "/usr/bin/chromium"))

pytestmark = pytest.mark.slow

#: A runtime that is the true one, but for a thousandth on the probability of the first disease.
ALTERED = """
import * as ort from "{library}";
export * from "{library}";
export class InferenceSession {{
  static async create(...given) {{
    const session = await ort.InferenceSession.create(...given);
    const run = async (inputs) => {{
      const answer = await session.run(inputs);
      if (answer.probability) answer.probability.data[0] += 0.001;
      return answer;
    }};
    return {{ run, inputNames: session.inputNames }};
  }}
}}
"""


def compare(bundle: Path, tools: Path, output: Path, *more: str) -> tuple[int, list[dict[str, Any]], str]:
    """Exit status, what the report says of each runtime, and everything printed."""
    command = [sys.executable, str(WEB / "compare.py"), "--bundle", str(bundle), "--tools", str(tools)]
    done = subprocess.run([*command, "--output", str(output), *more], capture_output=True, text=True, check=False)
    assert output.exists(), done.stderr
    return done.returncode, json.loads(output.read_text())["runtimes"], done.stdout + done.stderr


@pytest.fixture(scope="module")
def found(demo_bundle: Path, tools: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, Any]]:
    """What the report says of each runtime that is here, by its name: one run for all."""
    places = ["node", *(["browser"] if CHROMIUM.exists() else [])]
    output = tmp_path_factory.mktemp("compared") / "report.json"
    status, told, printed = compare(demo_bundle, tools, output, "--runtimes", *places)
    assert status == 0, printed
    return dict(zip(places, told, strict=True))


@pytest.mark.parametrize("place", ["node", pytest.param("browser", marks=pytest.mark.browser)])
def test_fifty_cases_are_answered_alike(place: str, found: dict[str, dict[str, Any]]) -> None:
    if place not in found:
        pytest.skip(f"no browser at {CHROMIUM}: install chromium, or name one in CHROMIUM")
    told = found[place]
    assert told["cases"] == told["same_ten"] == 50
    assert told["probability_difference"] <= 1e-4
    assert told["share_difference"] <= 1e-3
    assert told["same_profiles"]
    assert told["asked_elsewhere"] == []
    assert 0 < told["load_seconds"] < 120
    assert 0 < told["median_milliseconds"] < 5000
    assert 10 < told["megabytes"] < 4000


def test_a_runtime_that_answers_otherwise_is_refused(demo_bundle: Path, tools: Path, tmp_path: Path) -> None:
    folder = tmp_path / "node_modules/onnxruntime-web/dist"
    folder.mkdir(parents=True)
    true = tools / "node_modules/onnxruntime-web/dist"
    for file in true.iterdir():
        (folder / file.name).symlink_to(file)
    altered = folder / "ort.node.min.mjs"
    altered.unlink()
    altered.write_text(ALTERED.format(library=(true / "ort.node.min.mjs").as_uri()))
    given = ("--runtimes", "node", "--count", "3")
    status, (found,), printed = compare(demo_bundle, tmp_path, tmp_path / "report.json", *given)
    assert status == 1
    assert found["probability_difference"] == pytest.approx(0.001, rel=0.01)
    assert not found["alike"]
    assert "NO" in printed
