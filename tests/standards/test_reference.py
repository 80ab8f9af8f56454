"""Reference ranges and outcomes: every row sound, every term current, the bands without gap or overlap."""

import json
from importlib.resources import files
from itertools import pairwise

import pytest

from hoofbeat.domain.case import Sex
from hoofbeat.knowledge.embedded import embedded_file
from hoofbeat.standards.analytes import analyte, analytes
from hoofbeat.standards.reference import finding_of, limits, reference_ranges
from hoofbeat.standards.tables import read_table

SOURCES = {
    *("SYN", "ABIM", "FLEMING", "WHO-HB", "FEVER", "ISH", "PALS", "AAP", "BTS", "ADA", "KDIGO", "WHO-BMI", "GCS"),
    *("PEDSAP", "HARRIET", "NELSON", "CALIPER", "DALLMAN", "LEUKO", "DACIE", "RODAK", "VALENT", "ANDREW", "MONAGLE"),
    *("SIIMES", "SSC", "AAP-NA", "AAP-FEVER", "NEOGLUC", "NHLBI", "NASPGHAN", "RICKETS", "UREA", "KRATZ", "HS-TNT"),
    *("NIR", "KOCH", "ESC-HF", "WAIST"),
}


def outcome_rows() -> list[list[str]]:
    return list(read_table("outcomes", ("code", "outcome", "finding_id", "source", "note")))


def range_rows() -> list[list[str]]:
    columns = ("code", "sex", "age_from", "age_to", "low", "high", "unit", "source")
    return list(read_table("reference_ranges", columns))


@pytest.mark.parametrize("code", reference_ranges())
def test_ranges_lie_within_the_possible_and_do_not_overlap(code: str) -> None:
    known = analytes()[code]
    for sex in (Sex.FEMALE, Sex.MALE):
        bands = sorted((r.age_from, r.age_to) for r in reference_ranges()[code] if r.sex in (None, sex))
        assert all(before[1] <= after[0] for before, after in pairwise(bands))
    for entry in reference_ranges()[code]:
        assert entry.age_from < entry.age_to
        assert entry.low < entry.high or code == "9269-2"
        assert entry.low == float("-inf") or known.possible(entry.low)
        assert entry.high == float("inf") or known.possible(entry.high)


def test_every_row_names_a_source_that_the_header_explains() -> None:
    header = files("hoofbeat.standards").joinpath("data/reference_ranges.tsv").read_text(encoding="utf-8")
    explained = "\n".join(line for line in header.splitlines() if line.startswith("#"))
    named = {source for row in range_rows() for source in row[-1].split(";")}
    assert named == SOURCES
    assert all(f" {source} " in explained for source in SOURCES)


def test_the_ranges_taken_from_the_generator_are_its_own() -> None:
    content = json.loads(files("synthea").joinpath("resources/reference_ranges.json").read_text(encoding="utf-8"))
    theirs = {
        (analyte(code).code, low, high)  # type: ignore[union-attr]
        for code, variants in content["ranges"].items()
        for low, high in ((float(variant["low"]), float(variant["high"])) for variant in variants)
    }
    ours = [(row[0], float(row[4]), float(row[5])) for row in range_rows() if row[-1] == "SYN"]
    assert len(ours) > 30
    assert [row for row in ours if row not in theirs] == []


@pytest.mark.parametrize(
    ("code", "age", "sex", "expected"),
    [
        ("8867-4", 0.1, Sex.MALE, (90, 181)),
        ("8867-4", 7, Sex.FEMALE, (59, 123)),
        ("8867-4", 18, Sex.FEMALE, (60, 100)),
        ("8867-4", None, Sex.FEMALE, (43, 181)),  # of any age
        ("9279-1", 17.9, Sex.MALE, (11, 22)),
        ("718-7", 40, Sex.MALE, (13, 17.5)),
        ("718-7", 40, Sex.FEMALE, (12, 15.5)),
        ("718-7", 40, Sex.UNKNOWN, (12, 17.5)),  # either
        # Hemoglobin: WHO 2024 from six months on, before that Dallman's mean less 2 SD; the highest by PedSAP.
        ("718-7", 1, Sex.MALE, (10.5, 14)),
        ("718-7", 0.2, Sex.MALE, (9, 14)),
        ("718-7", 0.02, Sex.MALE, (12.5, 24)),
        ("718-7", 0, Sex.MALE, (9, 24)),  # years were counted: any age under one
        # Reference Values for Common Laboratory Tests (American College of Clinical Pharmacy, PedSAP).
        ("2345-7", 11, Sex.MALE, (60, 140)),
        ("2345-7", 0.003, Sex.MALE, (40, 150)),
        ("4548-4", 11, Sex.FEMALE, (4, 6)),
        ("2951-2", 0.05, Sex.MALE, (130, 147)),
        ("2951-2", 3, Sex.MALE, (135, 147)),  # the American Academy of Pediatrics calls less hyponatremia
        ("2823-3", 0.05, Sex.MALE, (3.7, 7.2)),
        ("2823-3", 0.5, Sex.MALE, (3.4, 5.6)),
        ("2777-1", 2, Sex.MALE, (3.8, 6.5)),
        ("2777-1", 14, Sex.MALE, (2.9, 5.4)),
        ("6768-6", 5, Sex.FEMALE, (100, 420)),
        ("1751-7", 10, Sex.MALE, (3.5, 5.6)),
        ("777-3", 0.01, Sex.MALE, (84, 478)),
        ("777-3", 5, Sex.MALE, (150, 450)),
        ("2744-1", 11, Sex.MALE, (7.35, 7.45)),
        ("2019-8", 40, Sex.MALE, (32, 48)),
        ("2692-2", 8, Sex.MALE, (266, 295)),
        # Andrew 1987: 13.0 and 1.43 s on the first day; Monagle 2006: to 16.4 s.
        ("5902-2", 0.003, Sex.MALE, (10.1, 16.4)),
        # Lipids of children: NHLBI 2011, high from 200, 130 (LDL), 100 and 130 (triglycerides); low HDL below 40.
        ("2093-3", 8, Sex.MALE, (float("-inf"), 199)),
        ("18262-6", 8, Sex.MALE, (float("-inf"), 129)),
        ("2571-8", 8, Sex.MALE, (float("-inf"), 99)),
        ("2571-8", 12, Sex.MALE, (float("-inf"), 129)),
        ("2085-9", 12, Sex.MALE, (40, float("inf"))),
        ("33762-6", 1, Sex.MALE, (float("-inf"), 675)),  # Nir 2009, 97.5th centile
        ("33762-6", 40, Sex.MALE, (float("-inf"), 300)),
        ("6301-6", 40, Sex.MALE, (float("-inf"), 1.2)),
        ("2823-3", None, Sex.MALE, (3.4, 6.2)),  # of any age from one month on
        ("2345-7", None, Sex.MALE, (60, 140)),
        ("8480-6", 5, Sex.MALE, (80, float("inf"))),
        ("8310-5", None, Sex.UNKNOWN, (35, 37.99)),
        ("29463-7", 40, Sex.MALE, None),
    ],
)
def test_limits_by_age_and_sex(code: str, age: float | None, sex: Sex, expected: tuple[float, float] | None) -> None:
    assert limits(code, age, sex) == expected


@pytest.mark.parametrize(
    ("code", "outcome", "finding"),
    [
        ("8310-5", "H", "HP:0001945"),
        ("8331-1", "H", "HP:0001945"),
        ("8310-5", "L", "HP:0002045"),
        ("718-7", "L", "HP:0001903"),
        ("59408-5", "L", "HP:0012418"),
        ("2345-7", "L", "HP:0001943"),
        ("785-6", "L", None),
        ("0000-0", "H", None),
    ],
)
def test_outcomes(code: str, outcome: str, finding: str | None) -> None:
    assert finding_of(code, outcome) == finding  # type: ignore[arg-type]


def test_every_finding_is_a_current_term_and_every_decision_against_one_has_its_reason() -> None:
    text = embedded_file("ontology").read_text(encoding="utf-8")
    blocks = {block.splitlines()[1].removeprefix("id: "): block for block in text.split("\n\n") if "[Term]" in block}
    for code, _, finding, source, note in outcome_rows():
        assert code in analytes()
        assert source in ("loinc2hpo", "Hoofbeat")
        assert finding or note
        assert not finding or (finding in blocks and "is_obsolete: true" not in blocks[finding])


def test_every_range_leads_to_a_finding_or_a_stated_decision() -> None:
    decided = {(row[0], row[1]) for row in outcome_rows()}
    unheard = {
        (code, side)
        for code, entries in reference_ranges().items()
        for side, limit in (("L", "low"), ("H", "high"))
        if any(abs(getattr(entry, limit)) < float("inf") for entry in entries) and (code, side) not in decided
    }
    # HPO names no such finding, or only the other side of the range is of any meaning.
    assert unheard == {
        *[("788-0", "L"), ("1742-6", "L"), ("1920-8", "L"), ("1975-2", "L")],
        *[("2324-2", "L"), ("2532-0", "L"), ("2157-6", "L"), ("3173-2", "L"), ("2524-7", "L"), ("9269-2", "H")],
    }
