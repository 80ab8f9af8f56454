"""Ages as durations: in whole units, and read back to the day."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hoofbeat.serving.interop.durations import duration_of
from hoofbeat.sources.durations import years

DAY = 1 / 365.25


@pytest.mark.parametrize(
    ("age", "duration"),
    [
        (0.0, "P0D"), (16, "P16Y"), (0.5, "P6M"), (2.5, "P2Y6M"), (1.083, "P1Y1M"), (13 / 12, "P1Y1M"),
        (7 * DAY, "P7D"), (0.999999, "P1Y"), (130.0, "P130Y"), (34.5, "P34Y6M"), (0.0001, "PT1H"),
    ],
)  # fmt: skip
def test_ages_in_whole_units(age: float, duration: str) -> None:
    assert duration_of(age) == duration


@given(st.floats(0, 130))
def test_an_age_is_read_back_to_the_day(age: float) -> None:
    back = years(duration_of(age))
    assert back is not None
    assert back == pytest.approx(age, abs=DAY)
