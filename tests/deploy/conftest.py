"""Notes what the suite over all places found, for the table in docs/deploy/README.md."""

import os
from collections import Counter, defaultdict
from pathlib import Path

import pytest

#: File that the counts are written to; nothing is written where it is not set.
RESULTS = "HOOFBEAT_DEPLOY_RESULTS"
SUITE = "test_everywhere.py"

_counts: defaultdict[str, Counter[str]] = defaultdict(Counter)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]):  # type: ignore[no-untyped-def]
    report = yield
    decided = report.when == "call" or (report.when == "setup" and not report.passed)
    if decided and item.path.name == SUITE:
        _counts[item.callspec.params["place"]][report.outcome] += 1  # type: ignore[attr-defined]
    return report


def pytest_sessionfinish() -> None:
    if (path := os.environ.get(RESULTS)) and _counts:
        lines = [f"{place}\t{n['passed']}\t{n['failed']}\t{n['skipped']}\n" for place, n in sorted(_counts.items())]
        Path(path).write_text("place\tpassed\tfailed\tskipped\n" + "".join(lines), encoding="utf-8")
