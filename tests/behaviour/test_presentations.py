"""A physician's presentations of common and of famous orphan diseases, and where a bundle ranks the disease.

Mirrors: hoofbeat.models.common.model, hoofbeat.models.common.mixture, hoofbeat.lifecycle.gate.presentations
"""

from collections import Counter
from pathlib import Path

import pytest

from hoofbeat.bundle.runtime.bundle import Bundle
from hoofbeat.domain.disease import PrevalenceClass
from hoofbeat.lifecycle.gate.presentations import findings_of, listed, presentation_of, rows
from presentations import labels_of, leading, rank_of, shown

ROWS = tuple(rows("presentations"))

#: Fewer say little of the people who come to a practice.
LEAST = {("common", "primary-care"): 60, ("orphan", "genetics"): 10, ("orphan", "primary-care"): 10}

#: The most a physician can be expected to type.
MOST_FINDINGS = 6

#: What is found in pneumonia, as one examines a patient who came with fever and cough.
SIGNS_OF_PNEUMONIA = (
    "HP:0002094 Dyspnea",
    "HP:0030830 Crackles",
    "8310-5=38.9 Cel",
    "2708-6=88 %",
    "9279-1=28 /min",
    "8867-4=112 /min",
    "6690-2=17.5 10*3/uL",
    "770-8=88 %",
    "1988-5=180 mg/L",
    "8480-6=112 mm[Hg]",
    "2160-0=1.1 mg/dL",
    "718-7=13.4 g/dL",
)
PNEUMONIA = ("HBD:0000040", "HBD:0001006", "HBD:0001008")


@pytest.fixture(scope="module")
def bundle(demo_bundle: Path) -> Bundle:
    return Bundle.load(demo_bundle)


@pytest.mark.parametrize("row", [pytest.param(row, id=f"{row['name']} ({row['setting']})") for row in ROWS])
def test_a_textbook_presentation_leads_to_its_disease(bundle: Bundle, row: dict[str, str]) -> None:
    told, expected, within = presentation_of(row), listed(row["expected"]), int(row["within"])
    first, rank = leading(bundle, told, top=max(within, 5)), rank_of(bundle, told, expected)
    assert any({line.disease_id, *line.equivalent_ids} & set(expected) for line in first[:within]), (
        f"not within the first {within}: " + shown(told, expected, rank, first)
    )


@pytest.mark.parametrize("row", [pytest.param(row, id=row["name"]) for row in ROWS if row["kind"] == "famous"])
def test_a_famous_orphan_disease_stands_before_its_ultra_rare_look_alikes(bundle: Bundle, row: dict[str, str]) -> None:
    told, expected = presentation_of(row), listed(row["expected"])
    rank = rank_of(bundle, told, expected)
    first = leading(bundle, told, top=max(rank, 5))
    before = [line for line in first[: rank - 1] if line.prevalence is PrevalenceClass.BELOW_ONE_IN_1000000]
    assert not before, f"behind {[line.names['en'] for line in before[:5]]}: " + shown(told, expected, rank, first)


@pytest.mark.parametrize("count", range(len(SIGNS_OF_PNEUMONIA) + 1))
def test_no_sign_of_pneumonia_and_no_normal_value_takes_it_from_the_first_three(bundle: Bundle, count: int) -> None:
    signs = [sign for sign in SIGNS_OF_PNEUMONIA[:count] if sign.startswith("HP:")]
    values = [sign for sign in SIGNS_OF_PNEUMONIA[:count] if not sign.startswith("HP:")]
    findings = "; ".join(["HP:0001945 Fever", "HP:0031245 Productive cough", "HP:0033771 Pleuritic chest pain", *signs])
    row = {
        "name": "Pneumonia, sign after sign",
        "age": "64",
        "sex": "male",
        "pregnant": "",
        "course": "acute",
        "setting": "primary-care",
        "region": "",
        "findings": findings,
        "measurements": "; ".join(values),
    }
    told = presentation_of(row)
    rank = rank_of(bundle, told, PNEUMONIA)
    assert rank <= 3, shown(told, PNEUMONIA, rank, leading(bundle, told))


def test_the_table_spells_its_findings_as_the_bundle_does_and_is_no_smaller_than_it_must_be(bundle: Bundle) -> None:
    names = {entry.id: entry.names["en"] for entry in bundle.lexicon.entries}
    for row in (*ROWS, *rows("pairs")):
        assert {key: names.get(key) for key in labels_of(row["findings"])} == labels_of(row["findings"]), row["name"]
        observed = [finding for finding in findings_of(row["findings"]) if not finding.excluded]
        assert len(observed) <= MOST_FINDINGS, row["name"]
    counted = Counter((row["kind"], row["setting"]) for row in ROWS)
    assert {kind: counted[kind] for kind, least in LEAST.items() if counted[kind] < least} == {}
