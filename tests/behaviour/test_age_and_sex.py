"""What age, sex and pregnancy do to a ranking: the same findings in two persons.

Mirrors: hoofbeat.models.common.person
"""

from pathlib import Path

import pytest

from hoofbeat.bundle.runtime.bundle import Bundle
from hoofbeat.domain.circumstances import Course, Setting
from hoofbeat.lifecycle.gate.presentations import Person, Presentation, findings_of, listed, rows
from presentations import leading, rank_of, shown

PAIRS = [pytest.param(row, id=row["name"]) for row in rows("pairs")]

#: The bottom: a disease that nobody of this sex has stands behind so many others.
BOTTOM = 1000


@pytest.fixture(scope="module")
def bundle(demo_bundle: Path) -> Bundle:
    return Bundle.load(demo_bundle)


def told_of(row: dict[str, str], whom: str) -> Presentation:
    return Presentation(
        name=row["name"],
        person=Person.of(row[whom]),
        course=Course(row["course"]),
        setting=Setting(row["setting"]),
        text=row["findings"],
        findings=findings_of(row["findings"]),
    )


@pytest.mark.parametrize("row", PAIRS)
def test_a_disease_ranks_higher_in_whom_it_occurs(bundle: Bundle, row: dict[str, str]) -> None:
    person, other = told_of(row, "person"), told_of(row, "other")
    expected = listed(row["disease"])
    here, there = rank_of(bundle, person, expected), rank_of(bundle, other, expected)
    assert here < there, "\n".join(
        shown(told, expected, rank, leading(bundle, told)) for told, rank in ((person, here), (other, there))
    )


@pytest.mark.parametrize("row", [row for row in PAIRS if row.values[0]["rival"]])  # type: ignore[index,call-overload]
def test_age_or_sex_turns_the_order_of_two_diseases(bundle: Bundle, row: dict[str, str]) -> None:
    for whom, first, second in (("person", "disease", "rival"), ("other", "rival", "disease")):
        told, before, behind = told_of(row, whom), listed(row[first]), listed(row[second])
        ranks = rank_of(bundle, told, before), rank_of(bundle, told, behind)
        assert ranks[0] < ranks[1], (
            shown(told, before, ranks[0], leading(bundle, told)) + f"\nbehind {', '.join(behind)} at {ranks[1]}"
        )


@pytest.mark.parametrize("row", [row for row in PAIRS if row.values[0]["impossible"]])  # type: ignore[index,call-overload]
def test_what_is_impossible_goes_to_the_bottom(bundle: Bundle, row: dict[str, str]) -> None:
    told, expected = told_of(row, "other"), listed(row["disease"])
    rank = rank_of(bundle, told, expected)
    assert rank > BOTTOM, shown(told, expected, rank, leading(bundle, told))
