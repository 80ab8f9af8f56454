"""What a value concludes of which only a bound is known."""

import pytest

from hoofbeat.domain.case import Sex
from hoofbeat.standards.bounds import finding_of_bound
from hoofbeat.standards.reference import finding_of, limits


@pytest.mark.parametrize(
    ("code", "side", "bound", "unit", "finding"),
    [
        ("1988-5", "<", 10.0, "mg/L", None),
        ("1988-5", ">", 200.0, "mg/L", "HP:0011227"),
        ("777-3", ">", 100.0, "10*3/uL", None),
        ("777-3", "<", 20.0, "10*3/uL", "HP:0001873"),
        ("2160-0", "<", 0.2, "mg/dL", "HP:0012101"),
        ("2160-0", ">", 0.2, "mg/dL", None),
        ("2160-0", "<", 17.68, "umol/L", "HP:0012101"),
        ("718-7", "<", 30.0, "furlongs", None),
        ("99999-9", "<", 1.0, "mg/dL", None),
    ],
)
def test_a_bound_concludes_on_its_own_side_only(
    code: str, side: str, bound: float, unit: str, finding: str | None
) -> None:
    assert finding_of_bound(code, bound, unit, side, 34.0, Sex.FEMALE) == finding  # type: ignore[arg-type]


def test_a_bound_is_read_for_its_altitude() -> None:
    def concluded(altitude: float | None) -> str | None:
        return finding_of_bound("59408-5", 92, "%", "<", 34.0, Sex.FEMALE, altitude)

    assert concluded(None) == "HP:0012418"
    assert concluded(2850) is None


def test_at_the_limit_itself_the_sign_decides() -> None:
    within = limits("777-3", 34.0, Sex.FEMALE)
    assert within is not None
    low, high = within

    def concluded(side: str, bound: float) -> str | None:
        return finding_of_bound("777-3", bound, "10*3/uL", side, 34.0, Sex.FEMALE)  # type: ignore[arg-type]

    assert [concluded(side, low) for side in ("<", "<=")] == [finding_of("777-3", "L"), None]
    assert [concluded(side, high) for side in (">", ">=")] == [finding_of("777-3", "H"), None]
