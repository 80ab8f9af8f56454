"""The gate judges the values under a site's own codes, of any source, each code as a whole."""

import random
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from hoofbeat.domain.errors import QualityError
from hoofbeat.quality.gate import QualityGate
from numbers_of_somebody import ECUADOR
from quality_rows import cases, findings, golden, other

_DRAW = random.Random(9)
RECORDS = _DRAW.sample(range(100_000, 999_999), 40)
CEDULAS = [int(number) for number in ECUADOR[:40]]


def measured(values: list[int] | list[float], code: str = "SITE:campo7", unit: str = "1") -> list[dict[str, Any]]:
    return [
        other(
            number,
            measurements=[{"code": code, "value": float(value), "unit": unit}],
            sex=_DRAW.choice(("female", "male")),
        )
        for number, value in enumerate(values)
    ]


def rows(layer: str, cases_: list[dict[str, Any]]) -> pa.RecordBatch:
    return golden(*(case | {"disease_id": "OMIM:154700"} for case in cases_)) if layer == "gold" else cases(*cases_)


@pytest.mark.parametrize("layer", ["silver", "gold"])
@pytest.mark.parametrize(
    ("code", "values"),
    [
        ("SITE:campo7", CEDULAS),
        ("SITE:campo7", RECORDS),
        ("SITE:nro-hc", _DRAW.sample(range(100, 999), 12)),
        ("99999-9", RECORDS),
        ("HBM:CAMPO7", CEDULAS),
        ("SITE:x1", list(range(1, 41))),
    ],
)
def test_ids_under_a_code_stop_the_batch_without_being_quoted(
    tmp_path: Path, layer: Any, code: str, values: list[int]
) -> None:
    gate = QualityGate(tmp_path / "docs")
    with pytest.raises(
        QualityError, match=f"{layer}, identifier_in_values: .* {len(values)} of {len(values)} rows"
    ) as error:
        gate.check(layer, "table", [rows(layer, measured(values, code))])
    told = str(error.value) + gate.summary.model_dump_json()
    told += "".join(page.read_text(encoding="utf-8") for page in gate.docs.rglob("*.html"))
    assert not any(str(value) in told for value in values if value > 99_999)


@pytest.mark.parametrize(
    ("values", "code", "unit"),
    [
        ([_DRAW.randint(0, 20) for _ in range(60)], "SITE:campo7", "1"),
        ([round(_DRAW.gauss(60, 9), 2) for _ in range(60)], "SITE:campo7", "1"),
        (RECORDS, "SITE:campo7", "pg/mL"),
        (_DRAW.sample(range(60, 140), 40), "8867-4", "/min"),
        ([_DRAW.randrange(50_000, 400_000, 500) for _ in range(60)], "SITE:plaquetas", "1"),
    ],
)
def test_amounts_pass(tmp_path: Path, values: list[float], code: str, unit: str) -> None:
    gate = QualityGate(tmp_path / "docs")
    gate.check("silver", "table", [cases(*measured(values, code, unit))])
    assert gate.summary.passed


def test_what_the_hospital_says_counts_but_not_against_check_digits(tmp_path: Path) -> None:
    gate = QualityGate(tmp_path / "docs", names_nobody=["SITE:campo7"])
    gate.check("silver", "table", [cases(*measured(RECORDS))])
    with pytest.raises(QualityError, match="identifier_in_values"):
        gate.check("gold", "all", [rows("gold", measured(CEDULAS))])


def test_a_code_is_judged_by_all_parts_of_a_batch(tmp_path: Path) -> None:
    gate = QualityGate(tmp_path / "docs")
    with pytest.raises(QualityError, match="identifier_in_values"):
        gate.check("silver", "table", [cases(one) for one in measured(RECORDS)])


def test_codes_of_records_as_a_site_s_categories_stop_the_batch(tmp_path: Path) -> None:
    gate = QualityGate(tmp_path / "docs")
    kept = [other(number, **findings(f"SITE:campo7.hc{record % 100_000:05}")) for number, record in enumerate(RECORDS)]
    with pytest.raises(QualityError, match="identifier_in_findings"):
        gate.check("silver", "table", [cases(*kept)])
    answers = [other(n, **findings(f"SITE:piel.{_DRAW.choice(('seca', 'grado-2', 'grado-3'))}")) for n in range(40)]
    gate.check("gold", "all", [rows("gold", answers)])


def test_the_pages_say_what_was_looked_at(tmp_path: Path) -> None:
    gate = QualityGate(tmp_path / "docs")
    gate.check("silver", "table", [cases(*measured([1, 2, 3, 2, 1, 2]))])
    page = next(gate.docs.rglob("silver-table.html")).read_text(encoding="utf-8")
    assert "identifier_in_values" in page
    assert "each code as a whole" in page
