"""What is counted of a case, and what becomes of counts that are added up, written and read.

Mirrors: hoofbeat.monitoring.windows.layout, hoofbeat.monitoring.windows.cells, hoofbeat.monitoring.windows.reference,
hoofbeat.monitoring.windows.making, hoofbeat.monitoring.windows.answers
"""

import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from hoofbeat.domain.case import Case, Finding, Measurement
from hoofbeat.domain.circumstances import Setting
from hoofbeat.domain.errors import BundleFormatError, InputError
from hoofbeat.monitoring.windows.cells import CaseCells
from hoofbeat.monitoring.windows.layout import FEWEST, MEASURED, WindowLayout
from hoofbeat.monitoring.windows.reference import WindowReference
from hoofbeat.monitoring.windows.sketch import Sketch, merged
from invented_cohort import term_id
from watched_world import GLUCOSE, PREVALENCE, TEMPERATURE, drawn, sketch_of, watched


def cells_of(case: Case) -> dict[str, list[str]]:
    """The cells a case falls into, by name."""
    _, bundle, reference = watched()
    told = CaseCells(reference.layout, bundle).of(case, bundle.differential(case, top=1, explain=False))
    return {name: [reference.layout.cells[name][place] for place in places] for name, places in told.items()}


def test_a_case_falls_into_the_cells_that_say_what_it_is() -> None:
    case = Case(
        case_id="x",
        age=1.0,
        findings=(Finding(id=term_id(2000)), Finding(id=term_id(2003), excluded=True)),
        measurements=(Measurement(code=TEMPERATURE, value=98.2, unit="[degF]"),),
    )
    found = cells_of(case)
    assert found["findings"] == [term_id(2000)]
    assert found["age"] == ["1–3 years"]
    assert found["sex"] == ["unknown"]
    assert (found["observed"], found["excluded"]) == (["1–2"], ["1–2"])
    assert found["unknown_terms"] == ["none"]
    assert found["measuring"] == ["some"]
    assert "Cel" in found[MEASURED + TEMPERATURE][0]
    assert found["setting"] == ["genetics"]
    assert len(found["probability"]) == len(found["disease"]) == 1


@pytest.mark.parametrize(
    ("value", "unit"), [(98.6, "Cel"), (36.8, "furlong")], ids=["impossible", "in a unit that leads nowhere"]
)
def test_a_value_that_is_set_aside_has_a_cell_of_its_own(value: float, unit: str) -> None:
    case = Case(
        case_id="x",
        findings=(Finding(id=term_id(2000)),),
        measurements=(Measurement(code=TEMPERATURE, value=value, unit=unit),),
    )
    assert cells_of(case)[MEASURED + TEMPERATURE] == ["set aside"]


def test_unknown_terms_are_counted_whether_asked_or_left_out_by_a_reader() -> None:
    asked = Case(case_id="x", findings=(Finding(id=term_id(2000)), Finding(id="HP:9999999")))
    read = Case(
        case_id="x", findings=(Finding(id=term_id(2000)),), notes=("HP:9999999 is not in the ontology: set aside",)
    )
    assert cells_of(asked)["unknown_terms"] == cells_of(read)["unknown_terms"] == ["some"]


def test_many_threads_lose_no_case() -> None:
    _, bundle, reference = watched()
    cells, sketch = CaseCells(reference.layout, bundle), Sketch(reference.layout)
    told = cells.of(drawn(1, 0)[0])
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda _: sketch.add(told), range(4000)))
    assert sketch.cases == sketch.counts["age"].sum() == 4000


def test_counts_come_back_from_json_and_add_up() -> None:
    one, other = sketch_of(drawn(20, 1)), sketch_of(drawn(30, 2))
    back = Sketch.from_json(json.loads(json.dumps(one.to_json())), one.layout)
    assert back.to_json() == one.to_json()
    both = merged([one, other], one.layout)
    assert both.cases == 50
    assert (both.counts["findings"] == one.counts["findings"] + other.counts["findings"]).all()


def test_counts_of_other_cells_are_not_added() -> None:
    sketch = sketch_of(drawn(3, 1))
    other = Sketch(WindowLayout.model_validate(sketch.layout.model_dump() | {"findings": sketch.layout.findings[1:]}))
    with pytest.raises(InputError, match="the bundle that they were counted for"):
        sketch.merge(other)


@pytest.mark.parametrize(
    ("spoil", "told"),
    [
        (lambda c: c["counts"].update(age=[1]), "age: not as many"),
        (lambda c: c["counts"].update(sex=[-1, 0, 0, 0]), "sex: a count is negative"),
        (lambda c: c["counts"].update(sex=[9, 0, 0, 0]), "more than all cases"),
        (lambda c: c["counts"].update(sex=[True, 0, 0, 0]), "sex"),
        (lambda c: c["counts"].update(Garcia=[1]), "an unknown count"),
        (lambda c: c.update(cases=1.5), "cases"),
        (lambda c: c.pop("counts"), "not the counts"),
    ],
)
def test_spoilt_counts_are_refused_and_never_repeated(spoil: Callable[[Any], object], told: str) -> None:
    sketch = sketch_of(drawn(3, 1))
    content = sketch.to_json()
    spoil(content)
    with pytest.raises(ValueError, match=told) as refused:
        Sketch.from_json(content, sketch.layout)
    assert "Garcia" not in str(refused.value)


def test_a_reference_counts_the_cohort_by_source_and_the_answers_by_setting() -> None:
    _, _, reference = watched()
    assert {name: sketch.cases for name, sketch in reference.sources.items()} == {"ward": 1500, "clinic": 500}
    assert reference.data().cases == 2000
    assert {setting: sketch.cases for setting, sketch in reference.answers.items()} == {Setting.GENETICS: 300}
    assert reference.answers[Setting.GENETICS].counts["probability"].sum() == 300
    assert set(PREVALENCE) <= set(reference.layout.findings)
    shares = dict(zip(reference.layout.findings, reference.data().counts["findings"] / 2000, strict=True))
    assert shares[term_id(2000)] == pytest.approx(0.5, abs=0.05)


def test_bins_are_the_cohorts_own_where_it_was_measured_and_the_tables_elsewhere() -> None:
    _, _, reference = watched()
    bins = {each.code: each for each in reference.layout.measurements}
    assert 80 < bins[GLUCOSE].edges[0] < bins[GLUCOSE].edges[-1] < 120
    assert len(bins["718-7"].edges) >= 4  # hemoglobin, which nobody had


def test_no_count_under_five_stands_in_a_reference() -> None:
    _, _, reference = watched()
    content = json.loads(reference.to_json())
    held = [*content["sources"].values(), *content["answers"].values()]
    assert all(count == 0 or count >= FEWEST for its in held for counts in its["counts"].values() for count in counts)


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"format": 99}', "[" * 100_000])
def test_another_file_is_no_reference(text: str) -> None:
    with pytest.raises(BundleFormatError, match=r"reference\.json.*export the bundle"):
        WindowReference.from_json(text)


def test_without_a_case_there_is_no_reference() -> None:
    from hoofbeat.monitoring.windows.making import make_reference

    with pytest.raises(InputError, match="ingest"):
        make_reference({}, watched()[1], {})
