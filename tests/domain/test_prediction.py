"""The id of an answer."""

from datetime import UTC, datetime, timedelta, timezone

import pytest

from hoofbeat.domain.errors import InputError
from hoofbeat.domain.prediction import new_prediction_id, read_prediction_id, short_of

VERSION = "2026.11.29-56cb77968446"


def test_an_id_names_bundle_and_moment_and_no_two_are_alike() -> None:
    moment = datetime(2026, 11, 30, 3, 15, 9, tzinfo=timezone(timedelta(hours=-5)))
    ids = {new_prediction_id(VERSION, moment) for _ in range(500)}
    assert len(ids) == 500
    assert {read_prediction_id(one) for one in ids} == {("56cb77968446", datetime(2026, 11, 30, 8, 15, 9, tzinfo=UTC))}
    assert abs(read_prediction_id(new_prediction_id(VERSION)).moment - datetime.now(UTC)) < timedelta(seconds=5)


def test_a_version_of_another_form_is_told_by_its_digest() -> None:
    assert short_of(VERSION) == "56cb77968446"
    assert short_of("test-1") != short_of("test-2")
    assert len(short_of("test-1")) == 12


@pytest.mark.parametrize(
    "text",
    ["", "56cb77968446", "56cb77968446-20261330T081500Z-0123456789", "56cb77968446-20261130T081500Z-01234567890",
     "56CB77968446-20261130T081500Z-0123456789", "Ana Garcia-20261130T081500Z-0123456789",
     "56cb77968446-20261130T081500Z-0123456789\n"],
)  # fmt: skip
def test_what_is_no_id_is_refused_without_being_quoted(text: str) -> None:
    with pytest.raises(InputError, match="no id of a prediction") as told:
        read_prediction_id(text)
    assert not text or text not in str(told.value)
