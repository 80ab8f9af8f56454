"""Cases straight from their files: counted, told apart by content, and sampled by whole publications."""

from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from hoofbeat.domain.errors import SourceError
from hoofbeat.evaluation.benchmark.reading import SourceReading, as_cohort, read
from hoofbeat.sources import SourceConfig
from small_world import A, case

Packet = Callable[..., dict[str, Any]]
WriteZip = Callable[..., Path]


def phenopackets(path: Path) -> SourceReading:
    return read(SourceConfig(name="phenopackets", format="phenopackets", path=path), lambda finding: finding)


def test_what_is_no_case_or_has_no_diagnosis_is_counted(make_packet: Packet, write_zip: WriteZip) -> None:
    reading = phenopackets(write_zip([make_packet("a"), "no JSON", make_packet("b", interpretations=None)]))
    assert (reading.read, reading.refused, len(reading.cases)) == (3, 2, 1)
    assert as_cohort([reading, reading]).sources == ("phenopackets", "phenopackets")


def test_the_same_content_has_the_same_digest_wherever_it_lies(make_packet: Packet, write_zip: WriteZip) -> None:
    first, same, other = (
        phenopackets(write_zip([make_packet(name)], f"{number}.zip")).digest
        for number, name in enumerate(("a", "a", "b"))
    )
    assert first == same != other


def test_a_source_without_a_diagnosis_is_refused(make_packet: Packet, write_zip: WriteZip) -> None:
    with pytest.raises(SourceError, match="no case with a diagnosis"):
        phenopackets(write_zip([make_packet(interpretations=None)]))


def reading(*publications: tuple[str, str | None, int]) -> SourceReading:
    cases = tuple(
        case(A, case_id=f"{disease} {group} {number}", diagnosis=disease, group=group)
        for disease, group, size in publications
        for number in range(size)
    )
    return SourceReading("phenopackets", cases, tuple(frozenset[str]() for _ in cases), len(cases), 0, "digest")


def test_a_sample_holds_whole_publications_and_none_that_outweighs_it() -> None:
    whole = reading(*((f"OMIM:{n % 7}", f"PMID:{n}", 1 + n % 3) for n in range(60)), ("OMIM:9", "PMID:99", 50))
    sample = whole.sample(40, seed=0)
    sizes, kept = Counter(c.group for c in whole.cases), Counter(c.group for c in sample.cases)
    assert 40 <= len(sample.cases) < 43
    assert len(sample.differentials) == len(sample.cases)
    assert all(sizes[group] == count for group, count in kept.items())
    assert "PMID:99" not in kept
    assert sample.cases == whole.sample(40, seed=0).cases != whole.sample(40, seed=1).cases


def test_cases_of_no_publication_are_drawn_one_by_one() -> None:
    sample = reading(*((f"DDXPLUS:{n}", None, 10) for n in range(10))).sample(30, seed=0)
    assert len(sample.cases) == 30
    assert len({case.diagnosis for case in sample.cases}) > 3


def test_a_sample_larger_than_all_is_all() -> None:
    few = reading(("OMIM:1", "PMID:1", 5), ("OMIM:1", None, 3))
    assert few.sample(100, seed=0) == few
