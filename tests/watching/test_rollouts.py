"""Counts of a rollout over many looks and several services."""

import pytest

from all_metrics import exposed_at
from free_ports import free_port
from hoofbeat.domain.errors import InputError
from hoofbeat.watching.rollouts import Series, Totals, queried, scraped


def counter(source: str, value: float, **labels: str) -> Series:
    return Series(source, "hoofbeat_rollout_answers_total", {"version": "2", **labels}, value)


def test_a_service_that_begins_anew_goes_on_where_it_was() -> None:
    totals = Totals()
    for one, other in ((5, 1), (9, 2), (2, 3), (4, 3)):
        totals.add([counter("a", one, outcome="failed"), counter("b", other, outcome="failed")])
    totals.add([counter("a", 100, outcome="failed", version="3")])
    assert totals.sums("hoofbeat_rollout_answers_total", ("outcome",), version="2") == {("failed",): 9 + 4 + 3}
    assert totals.sums("hoofbeat_rollout_answers_total", ("version",)) == {("2",): 16, ("3",): 100}
    assert totals.sums("another", ()) == {}


def test_what_does_not_answer_or_answers_something_else_is_said() -> None:
    with pytest.raises(InputError, match=r"127.0.0.1:9/metrics does not answer"):
        scraped("http://somebody:hunter2@127.0.0.1:9/metrics")
    with pytest.raises(InputError, match="none of http or https"):
        scraped("file:///etc/passwd")
    with exposed_at(port := free_port()):
        assert {one.source for one in scraped(f"http://127.0.0.1:{port}")} <= {f"http://127.0.0.1:{port}"}
        with pytest.raises(InputError, match="answers as no Prometheus does"):
            queried(f"http://127.0.0.1:{port}")
