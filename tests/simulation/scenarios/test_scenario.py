"""Years as they are written down, and what is refused.

Mirrors: hoofbeat.simulation.scenarios.happenings, hoofbeat.simulation.scenarios.told, src/hoofbeat/simulation/scenarios
"""

from pathlib import Path

import pytest

from hoofbeat.domain.errors import InputError
from hoofbeat.knowledge.release import Knowledge
from hoofbeat.simulation.scenarios.happenings import BadLabels, CaseMix, NewDisease, WrongUnit
from hoofbeat.simulation.scenarios.scenario import Scenario, shipped_names
from hoofbeat.simulation.scenarios.told import said_of


def test_the_usual_year_has_the_four_changes_in_their_months() -> None:
    events = Scenario.named("usual").events
    assert [(type(event), event.month) for event in events] == [
        (CaseMix, 4), (NewDisease, 6), (WrongUnit, 8), (BadLabels, 10),
    ]  # fmt: skip


def test_every_year_that_is_shipped_can_be_read_and_the_stable_one_has_nothing() -> None:
    assert set(shipped_names()) >= {"usual", "stable"}
    for name in shipped_names():
        Scenario.named(name)
    assert Scenario.named("stable").events == ()


def test_anybody_can_write_another_year(embedded_knowledge: Knowledge, tmp_path: Path) -> None:
    file = tmp_path / "mine.yaml"
    file.write_text(
        "name: mine\nevents:\n"
        "  - {kind: case-mix, month: 2, until: 3, ages: [0, 6], share: 0.5}\n"
        "  - {kind: case-mix, month: 2, sex: female, share: 0.9}\n"
        "  - {kind: missing, month: 5, what: age, share: 0.8, house: clinic-a}\n"
        "  - {kind: unit-error, month: 7, code: '8310-5', unit: '[degF]', share: 0.3}\n",
        encoding="utf-8",
    )
    told = [said_of(event, embedded_knowledge.ontology) for event in Scenario.named(str(file)).events]
    assert told == [
        "month 2 to 3: 50% of the patients have age 0 to 6",
        "month 2: 90% of the patients have sex female",
        "month 5: age missing in 80% of the patients of clinic-a",
        "month 7: Body temperature told in [degF] in 30% of the patients",
    ]


@pytest.mark.parametrize(
    ("event", "named"),
    [
        ("{kind: flood, month: 1}", "events.0"),
        ("{kind: case-mix, month: 13, system: 'HP:0001626', share: 0.5}", "month"),
        ("{kind: case-mix, month: 4, until: 3, system: 'HP:0001626', share: 0.5}", "until is before month"),
        ("{kind: case-mix, month: 4, share: 0.5}", "one of system, ages and sex"),
        ("{kind: case-mix, month: 4, sex: male, ages: [1, 2], share: 0.5}", "one of system, ages and sex"),
        ("{kind: case-mix, month: 4, ages: [9, 2], share: 0.5}", "ages rise"),
        ("{kind: case-mix, month: 4, sex: male, share: 1.5}", "share"),
        ("{kind: unit-error, month: 4, code: '99999-9', unit: mmol/L}", "no analyte"),
        ("{kind: unit-error, month: 4, code: '2345-7', unit: mg/dL}", "another value"),
        ("{kind: unit-error, month: 4, code: '2345-7', unit: furlong}", "another value"),
        ("{kind: bad-labels, month: 4}", "house"),
        ("{kind: missing, month: 4, what: name}", "what"),
    ],
)
def test_what_is_no_event_is_refused_by_its_field(event: str, named: str, tmp_path: Path) -> None:
    file = tmp_path / "wrong.yaml"
    file.write_text(f"name: wrong\nevents: [{event}]\n", encoding="utf-8")
    with pytest.raises(InputError, match=named):
        Scenario.named(str(file))


def test_a_name_that_nobody_knows_is_told_those_that_are_known() -> None:
    with pytest.raises(InputError, match="stable, usual"):
        Scenario.named("quiet")


def test_what_is_no_yaml_is_refused(tmp_path: Path) -> None:
    (file := tmp_path / "broken.yaml").write_text("events: [", encoding="utf-8")
    with pytest.raises(InputError, match="no YAML"):
        Scenario.named(str(file))


def test_an_event_is_told_in_words(embedded_knowledge: Knowledge) -> None:
    events = Scenario.named("usual").events
    assert [said_of(event, embedded_knowledge.ontology) for event in events] == [
        "month 4 to 6: 80% of the patients have Abnormality of the cardiovascular system (HP:0001626)",
        "month 6: 3 diseases unknown so far appear",
        "month 8 to 9: Potassium told in mg/dL in 100% of the patients",
        "month 10: 100% of the diagnoses of clinic-b are wrong",
    ]
