"""A quick year of simulated patients with real servers: what is noticed and done, and that a kill harms nothing.

Mirrors: hoofbeat.simulation.house.deciding, hoofbeat.simulation.house.guard, hoofbeat.simulation.house.lifecycle,
hoofbeat.simulation.month, hoofbeat.simulation.noticing.answers, hoofbeat.simulation.noticing.asking,
hoofbeat.simulation.noticing.signs, hoofbeat.cli.simulate
"""

import signal
import subprocess
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest

from hoofbeat.domain.errors import InputError
from hoofbeat.simulation.record.chronicle import YearRecord
from hoofbeat.simulation.record.parts import Detection
from hoofbeat.simulation.record.summary import firsts, totals
from hoofbeat.simulation.year import SimulateYearJob
from quick_year import PATIENCE, passed, simulate_year

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def usual(tmp_path_factory: pytest.TempPathFactory) -> YearRecord:
    """The usual year, killed in its third month and gone on with."""
    output = tmp_path_factory.mktemp("usual") / "year"
    log = output.with_name("log")
    with log.open("wb") as told:
        process = subprocess.Popen(simulate_year(output), stdout=told, stderr=told)
    _until(lambda: (output / "year" / "03-answers.json").exists() or process.poll() is not None)
    process.send_signal(signal.SIGKILL)
    assert process.wait() == -signal.SIGKILL, log.read_text()
    before = {path.name: path.read_bytes() for path in (output / "year").glob("*-answers.json")}
    assert before.keys() == {"01-answers.json", "02-answers.json", "03-answers.json"}
    _until(lambda: not _servers_of(output))
    year = passed(output)
    assert all((output / "year" / name).read_bytes() == content for name, content in before.items())
    with pytest.raises(InputError, match="Another year"):
        SimulateYearJob(output=output, quick=True, scenario="stable").run()
    return year


def of_event(year: YearRecord, number: int) -> list[Detection]:
    return firsts(year)[number]


def test_other_patients_are_noticed_while_they_come(usual: YearRecord) -> None:
    seen = [one for one in of_event(usual, 0) if one.alarm]
    assert seen, "nobody noticed the case mix"
    assert 4 <= min(one.day.month for one in seen) <= 6
    assert any(one.by in ("findings", "joint", "predictions") for one in seen)


def test_an_unknown_disease_is_found_after_its_cases_came_and_not_before(usual: YearRecord) -> None:
    listed = {month.month: month.folded.listed for month in usual.months if month.folded}
    assert all(not diseases for month, diseases in listed.items() if month < 6)
    assert any(len(diseases) == 3 for month, diseases in listed.items() if month >= 6)
    new = {month.month: month.accuracy["new diseases"] for month in usual.months if "new diseases" in month.accuracy}
    assert min(new) == 6
    assert new[6].top_10.n == 0
    later = [accuracy for month, accuracy in new.items() if month > 7]
    assert sum(accuracy.top_10.n for accuracy in later) > 0
    assert all(accuracy.never_10.n == 0 for accuracy in new.values())


def test_a_wrong_unit_is_named_with_where_it_was_caught(usual: YearRecord) -> None:
    wrong = [month for month in usual.months if month.values.wrong]
    assert [month.month for month in wrong] == [8, 9]
    caught = sum(month.values.set_aside for month in wrong)
    named = [one for one in of_event(usual, 2) if one.by == "measurements"]
    assert 0 < caught < sum(month.values.wrong for month in wrong), "the door sees what no living patient can have"
    assert named, "and drift the rest"
    assert all("otassium" in one.says for one in named)
    assert all(one.day.month in (8, 9, 10) for one in named)


def test_bad_labels_are_held_or_refused(usual: YearRecord) -> None:
    looked = [month.feedback for month in usual.months if month.feedback and month.month >= 10]
    assert sum(one.wrong for one in looked) > 4 * sum(one.passed_wrong for one in looked)
    assert sum(one.reasons.get("reviewer", 0) for one in looked) > 0, "a house that is wrong is held as a whole"
    assert {"guard"} <= {one.by for one in of_event(usual, 3)}


def test_the_living_model_is_no_worse_than_the_one_never_retrained(usual: YearRecord) -> None:
    last = totals(usual)
    assert last["all"].top_10.n >= last["all"].never_10.n
    assert last["new diseases"].top_10.n > last["new diseases"].never_10.n


def test_the_service_answers_with_what_is_in_production(usual: YearRecord) -> None:
    served = [month.served for month in usual.months]
    assert all(one is not None and one.same == one.asked > 0 for one in served)
    assert [one.bundle for one in served if one] == [month.bundle for month in usual.months]
    assert len({month.bundle for month in usual.months}) > 1


def test_rules_speak_where_detectors_did(usual: YearRecord) -> None:
    if not usual.prometheus:
        pytest.skip("no prometheus and promtool: deploy/compose/tools.sh DIR as root")
    fired = {day for one in usual.fired if one.alert == "HoofbeatDrift" for day in one.days}
    alarms = {
        day
        for month in usual.months
        for day, values in month.gauges.items()
        if any(value for name, value in values.items() if name.startswith("hoofbeat_drift_alarm"))
    }
    assert alarms
    assert fired == alarms
    assert "HoofbeatNoBundle" in usual.rules_skipped


def _servers_of(output: Path) -> list[int]:
    """Processes with the year's registry, of whoever they are children now."""
    told = f"sqlite:///{output.resolve()}".encode()
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            if told in (process / "cmdline").read_bytes():
                found.append(int(process.name))
    return found


def _until(true: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE
    while not true():
        assert time.monotonic() < deadline
        time.sleep(0.05)
