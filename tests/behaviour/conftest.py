"""What the ranking does not do yet: each row of ``not_yet.tsv`` names a test and the cause that is known."""

from pathlib import Path

import pytest

NOT_YET = Path(__file__).parent / "not_yet.tsv"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    rows = [line.split("\t") for line in NOT_YET.read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
    causes = {(test, name): cause for test, name, cause in rows[1:]}
    for item in items:
        test, _, name = item.name.partition("[")
        cause = causes.get((test, name.removesuffix("]")))
        if cause and Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.xfail(reason=cause, strict=False))
