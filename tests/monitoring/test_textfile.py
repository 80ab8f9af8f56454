"""Files for Prometheus, and that what dashboards and rules ask for is what the code exposes, under the same labels.

``monitoring.md`` is held against a running service by tests/serving/test_listed_metrics.py.
"""

from pathlib import Path

import pytest

from all_metrics import COUNTERS, GAUGES, HISTOGRAMS
from hoofbeat.monitoring import batches
from hoofbeat.monitoring.textfile import Reading, write_gauges
from hoofbeat.watching.drift import gauges as drift
from hoofbeat.watching.outcomes import gauges as outcomes
from listed_metrics import exposed, listed

PAGES = {"quality.md": batches, "drift.md": drift, "outcomes.md": outcomes}


@pytest.mark.parametrize("page", PAGES)
def test_a_page_lists_what_the_code_writes(page: str) -> None:
    module = PAGES[page]
    assert listed(page) == {
        module.PREFIX + name: ("gauge", frozenset(labels)) for name, (_, labels) in module.GAUGES.items()
    }


def test_what_dashboards_and_rules_ask_for_is_exposed() -> None:
    known = {name: told for page in ("monitoring.md", *PAGES) for name, told in listed(page).items()}
    asked = {name: ("counter", frozenset(labels)) for name, labels in COUNTERS.items()}
    asked |= {name: ("histogram", frozenset(labels)) for name, labels in HISTOGRAMS.items()}
    asked |= {name: ("gauge", frozenset(labels)) for name, (labels, _) in GAUGES.items()}
    assert {name: known.get(name) for name in asked} == asked


def test_what_is_not_known_has_no_line(tmp_path: Path) -> None:
    gauges = {"seen": ("Seen", ("k",)), "unseen": ("Unseen", ())}
    path = tmp_path / "new" / "some.prom"
    write_gauges(path, "hoofbeat_some_", gauges, [Reading("seen", ("1",), 0.5), Reading("unseen", (), None)])
    text = path.read_text(encoding="utf-8")
    assert exposed(text) == {
        "hoofbeat_some_seen": ("gauge", frozenset({"k"})), "hoofbeat_some_unseen": ("gauge", None)
    }  # fmt: skip
    assert 'hoofbeat_some_seen{k="1"} 0.5\n' in text
    assert [each.name for each in path.parent.iterdir()] == ["some.prom"], "the draft is gone"
