import pytest

from hoofbeat.quality.reasons import reason_class


@pytest.mark.parametrize(
    ("reason", "expected"),
    [
        ("phenotypicFeatures[3].type.id: missing → give an id", "phenotypicFeatures[#].type.id: missing"),
        ("ward-7.csv:17, AGE: not a number → give years", "AGE: not a number"),
        ("ward-7.csv:17: AGE is not a number", "AGE is not a number"),
        ("byte 17 is not UTF-8 text → restore", "byte # is not UTF-#text".replace("#text", "# text")),
        ("no finding is stated", "no finding is stated"),
    ],
)
def test_records_refused_for_one_cause_are_of_one_class(reason: str, expected: str) -> None:
    assert reason_class(reason) == expected
