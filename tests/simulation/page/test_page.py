"""The page says what happened, and what did not.

Mirrors: hoofbeat.simulation.noticing.detections, hoofbeat.simulation.page.figures,
hoofbeat.simulation.record.accuracy, hoofbeat.simulation.record.chronicle, hoofbeat.simulation.record.parts,
hoofbeat.simulation.record.summary
"""

import re
from datetime import UTC, date, datetime

from hoofbeat.simulation.noticing.detections import laid, outcome_detections
from hoofbeat.simulation.page.page import render_year
from hoofbeat.simulation.record.accuracy import Accuracy, Share
from hoofbeat.simulation.record.chronicle import Fired, MonthRecord, YearRecord
from hoofbeat.simulation.record.parts import Detection, Folded, GuardSaid, Round, Served, WrongValues
from hoofbeat.simulation.record.summary import false_alarms, firsts, totals
from hoofbeat.simulation.scenarios.happenings import BadLabels, CaseMix
from hoofbeat.simulation.scenarios.scenario import Scenario
from hoofbeat.watching.outcomes.detectors import Alarm

SCENARIO = Scenario(
    name="tried",
    events=(
        CaseMix(kind="case-mix", month=4, until=6, system="HP:0001626", share=0.7),
        BadLabels(kind="bad-labels", month=10, house="clinic-b"),
    ),
)


def accuracy(now: int, never: int, of: int = 10) -> Accuracy:
    first, ever = Share(n=now, of=of), Share(n=never, of=of)
    return Accuracy(top_1=first, top_10=first, never_1=ever, never_10=ever)


def noticed(by: str, month: int, day: int, *, alarm: bool = True) -> Detection:
    return Detection(by=by, day=date(2031, month, day), says=f"seen by {by}", alarm=alarm)


def year(**changed: object) -> YearRecord:
    """Two months: one in which something was noticed, trained and refused, and one with a false alarm."""
    seen = laid([noticed("joint", 4, 9), noticed("guard", 10, 31, alarm=False), noticed("missingness", 2, 5)], SCENARIO)
    refused = Round(
        number=2,
        stand="refused",
        triggers=("asked for",),
        reasons=("It lost too much.",),
        bundle="b2",
        cases=7,
        seconds=1,
    )
    usual = {"living": "a", "trained": "a", "bundle": "b1", "seconds": 1.0, "patients": 10}
    months = (
        MonthRecord(
            month=1, accuracy={"all": accuracy(5, 4), "orphan": accuracy(2, 1, 5), "common": accuracy(3, 3, 5)},
            detections=tuple(seen), rounds=(refused,), withheld="measurements: data is damaged",
            folded=Folded(bundle="b3", cases=4, seconds=2.0, listed=("OMIM:900001",)),
            feedback=GuardSaid(accepted=3, held=2, wrong=2, reasons={"plausibility": 2}, houses={"clinic-b": 2}),
            values=WrongValues(wrong=9, set_aside=4, warnings=("little had to be set aside",)),
            served=Served(asked=3, same=3, bundle="b3", seconds=0.5), **usual,
        ),
        MonthRecord(month=2, accuracy={"all": accuracy(7, 4), "orphan": accuracy(7, 4)}, **usual),
    )  # fmt: skip
    told = {
        "scenario": "tried",
        "events": (("other patients", date(2031, 4, 1)), ("wrong labels", date(2031, 10, 1))),
        "origin": "simulated patients", "quick": True, "seed": 0, "code": "1", "made": datetime(2031, 1, 1, tzinfo=UTC),
        "first": Round(number=1, stand="promoted", triggers=(), reasons=(), bundle="b1", cases=9, seconds=3),
        "months": months, "airflow": "not in a quick year",
    }  # fmt: skip
    return YearRecord.model_validate(told | changed)


def test_each_notice_is_laid_to_the_event_that_it_can_be_of() -> None:
    first, second = firsts(year())
    assert [(one.by, one.delay) for one in first] == [("joint", 8)]
    assert [one.by for one in second] == ["guard"]
    assert [one.by for one in false_alarms(year())] == ["missingness"]


def test_an_alarm_long_after_an_event_is_of_none() -> None:
    (soon, late) = laid([noticed("joint", 8, 10), noticed("joint", 9, 10)], SCENARIO)
    assert soon.event == 0
    assert late.event is None


def test_outcomes_are_told_once_a_detector_and_in_their_span() -> None:
    at = datetime(2031, 4, 9, tzinfo=UTC)
    alarms = [Alarm("adwin/loss", 3, at), Alarm("adwin/loss", 9, at), Alarm("adwin/miss-1", 9, at.replace(month=6))]
    found = outcome_detections(alarms, date(2031, 4, 1), date(2031, 4, 30))
    assert [(one.by, one.day) for one in found] == [("adwin/loss", date(2031, 4, 9))]


def test_all_months_are_added_up() -> None:
    assert totals(year())["all"].top_1 == Share(n=12, of=20)
    assert totals(year())["orphan"].never_1 == Share(n=5, of=15)


def test_the_page_tells_all_of_it() -> None:
    text = re.sub(r"\s+", " ", render_year(year()))
    for said in (
        "Simulated patients: the figures try the machinery and claim no accuracy",
        "other patients", "2031-04-09 <b>joint</b>, 8 days after", "Alarms that no event explains: 1",
        "refused</span> It lost too much.",
        "lists OMIM:900001", "set aside at the door as impossible: 4", "No training was asked for: measurements",
        "Not evaluated: there is no Prometheus", "Airflow: not in a quick year", "clinic-b 2",
    ):  # fmt: skip
        assert said in text, said
    assert text.count("<svg") == 2
    assert "http" not in re.sub(r'xmlns(:\w+)?="[^"]*"', "", text.replace("http://www.w3.org", ""))


def test_what_nobody_noticed_is_said() -> None:
    quiet = tuple(month.model_copy(update={"detections": ()}) for month in year().months)
    text = render_year(year(months=quiet))
    assert text.count("not noticed") == 2
    assert "Alarms that no event explains: 0" in text


def test_a_stable_year_and_its_alerts() -> None:
    fired = Fired(alert="HoofbeatDrift", labels="detector=joint", days=(date(2031, 1, 1), date(2031, 1, 2)))
    quiet = tuple(month.model_copy(update={"detections": ()}) for month in year().months)
    text = render_year(
        year(months=quiet, events=(), prometheus="2.42", fired=(fired,), rules_skipped=("HoofbeatNoBundle",))
    )
    assert "a stable year" in text
    assert "2031-01-01 to 2031-01-02" in text
    assert "Without a series of this year: HoofbeatNoBundle" in text
