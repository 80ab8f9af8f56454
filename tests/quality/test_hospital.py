"""A hospital's own expectations: what docs/quality.md shows works, and what is wrong is said before it is used.

Mirrors: hoofbeat.quality.trial
"""

import re
from pathlib import Path

import pytest

from hoofbeat.domain.errors import InputError, QualityError
from hoofbeat.quality.gate import QualityGate
from hoofbeat.quality.hospital import read_expectations
from quality_rows import cases, findings, other

DOCS = Path(__file__).parents[2] / "docs" / "quality.md"


def written(folder: Path, text: str) -> Path:
    path = folder / "hospital.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def rule(folder: Path, **entry: str) -> Path:
    return written(folder, "expectations:\n  - {" + ", ".join(f"{key}: {value}" for key, value in entry.items()) + "}")


def test_the_example_of_the_documentation_works(tmp_path: Path) -> None:
    (example,) = re.findall(r"```yaml\n(# hospital\.yaml.*?)```", DOCS.read_text(encoding="utf-8"), re.DOTALL)
    gate = QualityGate(tmp_path / "docs", written(tmp_path, example))
    assert gate.suites["silver"].own
    with pytest.raises(QualityError, match="this hospital treats adults only"):
        gate.check("silver", "ward", [cases(other(1, age=12.0))])


def test_a_rule_may_speak_of_a_measurement_and_of_a_finding(tmp_path: Path) -> None:
    path = written(
        tmp_path,
        """
expectations:
  - {layer: silver, type: ExpectColumnValuesToBeBetween, kwargs: {column: 8867-4, max_value: 70}, notes: slow hearts}
  - {layer: silver, type: expect_column_mean_to_be_between, kwargs: {column: "HP:0001250", max_value: 0.1},
     severity: warning, notes: seizures are rare}
""",
    )
    gate = QualityGate(tmp_path / "docs", path)
    with pytest.raises(QualityError, match=r"8867-4: expected “slow hearts”, not so in 5 of 6 rows"):
        gate.check("silver", "ward", [cases(other(0, measurements=[]), *(other(number) for number in range(1, 6)))])
    (check,) = gate.summary.checks
    assert "seizures are rare" in " ".join(check.failures)


def test_a_figure_of_one_patient_is_not_told(tmp_path: Path) -> None:
    path = rule(tmp_path, layer="silver", type="expect_column_max_to_be_between", kwargs="{column: age, max_value: 50}")
    gate = QualityGate(tmp_path / "docs", path)
    rows = [other(number, age=40.0) for number in range(9)] + [other(9, age=61.25)]
    with pytest.raises(QualityError, match="age") as caught:
        gate.check("silver", "ward", [cases(*rows)])
    pages = [page.read_text(encoding="utf-8") for page in gate.docs.rglob("*.*")]
    assert not any("61.25" in text for text in (str(caught.value), gate.summary.model_dump_json(), *pages))


def test_a_mean_of_few_patients_is_not_told(tmp_path: Path) -> None:
    type_ = "expect_column_mean_to_be_between"
    path = rule(tmp_path, layer="silver", type=type_, kwargs="{column: age, max_value: 50}")
    gate = QualityGate(tmp_path / "docs", path)
    with pytest.raises(QualityError):
        gate.check("silver", "ward", [cases(other(1, age=61.25))])
    assert not any("61.25" in page.read_text(encoding="utf-8") for page in gate.docs.rglob("*.*"))


BETWEEN = "expect_column_values_to_be_between"
WRONG = [
    ({"layer": "golden", "type": BETWEEN}, "expectation 1, layer: .*bronze.*silver"),
    ({"layer": "silver", "type": "expect_column_values_to_be_betwen"}, f"did you mean {BETWEEN}"),
    ({"layer": "silver", "type": BETWEEN, "kwargs": "{column: agge, min_value: 1}"}, "no column agge; it has age"),
    ({"layer": "silver", "type": BETWEEN, "kwargs": "{column: age}"}, "min_value and max_value cannot both be None"),
    ({"layer": "silver", "type": BETWEEN, "kwargs": "{colum: age, min_value: 1}"}, "kwargs.colum: extra fields"),
    ({"layer": "bronze", "type": BETWEEN, "kwargs": "{column: 8867-4, min_value: 1}"}, "bronze has no column 8867-4"),
    ({"layer": "cohort", "type": "expect_table_row_count_to_equal", "kwargs": "{value: 1}"}, "names no column"),
    ({"layer": "silver", "type": BETWEEN, "severity": "fatal"}, "severity: .*critical.*warning"),
    ({"layer": "silver", "type": BETWEEN, "kwargs": "{column: age, min_value: 1, notes: x}"}, "stands beside kwargs"),
    ({"layer": "silver", "type": BETWEEN, "note": "x"}, "note: Extra inputs"),
]


@pytest.mark.parametrize(("entry", "message"), WRONG, ids=[message[:30] for _, message in WRONG])
def test_what_is_wrong_is_named_with_its_place(tmp_path: Path, entry: dict[str, str], message: str) -> None:
    with pytest.raises(InputError, match=message) as caught:
        read_expectations(rule(tmp_path, **entry))
    assert "expectation 1" in str(caught.value)


@pytest.mark.parametrize("text", ["", "expectations: []", "- a", "expectations: {", "expectations: 3"])
def test_a_file_without_expectations_is_refused(tmp_path: Path, text: str) -> None:
    with pytest.raises(InputError, match=r"hospital\.yaml"):
        read_expectations(written(tmp_path, text))


def test_every_problem_of_a_file_is_named_at_once(tmp_path: Path) -> None:
    text = "expectations:\n" + "  - {layer: silver, type: expect_nothing}\n" * 3
    with pytest.raises(InputError, match=r"expectation 1.*expectation 2.*expectation 3"):
        read_expectations(written(tmp_path, text))


def test_rules_hold_beside_the_shipped_ones(tmp_path: Path) -> None:
    path = rule(tmp_path, layer="silver", type=BETWEEN, kwargs="{column: age, max_value: 90}")
    with pytest.raises(QualityError, match="malformed_findings"):
        QualityGate(tmp_path / "docs", path).check("silver", "ward", [cases(other(1, **findings("X")))])
