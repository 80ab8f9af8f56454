"""The module that a phone would use ranks as the bundle does.

Mirrors: deploy/web/score.mjs
"""

import json
import subprocess
from pathlib import Path

import pytest

MODULE = Path(__file__).parents[3] / "deploy/web/score.mjs"


@pytest.mark.parametrize(
    ("scores", "best"),
    [
        pytest.param([0.1, 0.7, 0.2], [1, 2, 0], id="by score"),
        pytest.param([0.5, 0.5, 0.5], [1, 2, 0], id="ties by id"),
        pytest.param([-1e30, 0.0, -1e30], [1, 2, 0], id="far down the list"),
    ],
)
def test_the_best_come_first_and_ties_by_id(scores: list[float], best: list[int], node: str) -> None:
    ids = ["OMIM:3", "HBD:1", "OMIM:2"]
    script = (
        f"import {{ first }} from {json.dumps(MODULE.as_uri())};"
        f"console.log(JSON.stringify(first(Float32Array.from({json.dumps(scores)}), {json.dumps(ids)}, 3)));"
    )
    done = subprocess.run(
        [node, "--input-type=module", "-e", script], capture_output=True, text=True, check=True, timeout=60
    )
    assert json.loads(done.stdout) == best
