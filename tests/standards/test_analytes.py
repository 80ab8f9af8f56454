"""The table of analytes: every code once and well-formed, everything a physician or a column needs to find it."""

import json
from collections import Counter
from importlib.resources import files

import pytest

from hoofbeat.standards.analytes import analyte, analytes
from hoofbeat.standards.units import convert

ALL = list(analytes().values())


def check_digit(number: str) -> int:
    """LOINC's: Luhn, modulo 10 (LOINC Users' Guide, appendix)."""
    doubled = [int(digit) * (2 if place % 2 == 0 else 1) for place, digit in enumerate(reversed(number))]
    return -sum(value - 9 if value > 9 else value for value in doubled) % 10


def test_every_code_stands_once_and_has_its_check_digit() -> None:
    codes = [code for entry in ALL for code in (entry.code, *entry.also)]
    assert [code for code, times in Counter(codes).items() if times > 1] == []
    assert [code for code in codes if check_digit(code.split("-")[0]) != int(code.split("-")[1])] == []


def test_a_code_of_the_same_quantity_leads_to_the_canonical_one() -> None:
    assert analyte("59408-5") is analyte("2708-6") is analytes()["2708-6"]
    assert analyte("0000-0") is None


@pytest.mark.parametrize("entry", ALL, ids=lambda entry: entry.code)
def test_each_has_names_limits_and_a_unit_that_can_be_converted(entry: object) -> None:
    from hoofbeat.standards.analytes import Analyte

    assert isinstance(entry, Analyte)
    assert entry.name
    assert entry.names["es"]
    assert entry.low < entry.high
    assert convert(1.0, entry.unit, entry.unit, entry.code) == 1.0


def test_synonyms_are_lower_case_and_lead_to_one_analyte() -> None:
    synonyms = [synonym for entry in ALL for synonym in entry.synonyms]
    assert [synonym for synonym in synonyms if synonym != synonym.lower() or not synonym] == []
    assert set(Counter(synonyms).values()) == {1}


def test_every_laboratory_value_of_the_generator_is_known_in_its_unit() -> None:
    """The generator's own reference ranges list what its bundles hold."""
    content = json.loads(files("synthea").joinpath("resources/reference_ranges.json").read_text(encoding="utf-8"))
    for code, variants in content["ranges"].items():
        known = analyte(code)
        assert known is not None, code
        assert convert(variants[0]["low"], variants[0]["unit"], known.unit, code) == pytest.approx(variants[0]["low"])
