"""A cold start of the Lambda function, under Amazon's own runtime client and the tests' stub of the Runtime API."""

import json
import sys
import time
from importlib.util import find_spec
from pathlib import Path
from statistics import median
from typing import Any

from pairs import HOUSE, absent
from served import BODY


def cold_starts(bundle: Path, folder: Path, times: int) -> dict[str, Any]:
    """Init phase, first answer and what they cost, medians; one start warms the file cache and does not count."""
    if sys.platform != "linux":
        return absent("Amazon's runtime client needs Linux")
    for package in ("awslambdaric", "mangum"):
        if find_spec(package) is None:
            return absent(f"{package} is not installed: requirements/lambda.txt")
    sys.path.append(str(HOUSE / "tests" / "shared"))
    from places import lambda_place

    body, found = json.dumps(BODY).encode(), []
    variables = {"PYTHONPATH": str(HOUSE / "src"), "HOOFBEAT_ALLOW_UNSIGNED": "1", "HOOFBEAT_OPEN": "1"}
    for _ in range(times + 1):
        begun = time.perf_counter()
        with lambda_place.start(bundle, variables, folder) as place:
            if place.ask("POST", "/v1/differential", body).status != 200:
                raise SystemExit("the function refuses the request")
            whole, runtime = time.perf_counter() - begun, place.environment
            found.append((runtime.wait(), whole, runtime.busy_seconds(), runtime.memory_mb()))
    names = ("init_s", "first_answer_s", "processor_s", "peak_mb")
    medians = (round(median(part), 2) for part in zip(*found[1:], strict=True))
    return dict(zip(names, medians, strict=True)) | {"starts": times}
