"""Conversions against published values; the source stands beside each.

Mirrors: hoofbeat.standards.spellings, hoofbeat.standards.ucum
"""

import math
import subprocess
import sys
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hoofbeat.domain.errors import UnitError
from hoofbeat.standards.analytes import analytes
from hoofbeat.standards.units import convert, is_unit

# Factors between conventional and SI units: AMA Manual of Style, 11th ed., table 17.5-1 (as in JAMA's instructions for
# authors) and NIST Special Publication 811 (mass, length, pressure, temperature), given to as many digits as printed.
PUBLISHED = [
    # value, unit, to, LOINC, expected, digits that count
    (100, "mg/dL", "mmol/L", "2345-7", 5.55, 2),  # glucose: × 0.0555
    (5.55, "mmol/L", "mg/dL", "2345-7", 100, 0),
    (1, "mmol/L", "mg/dL", "14749-6", 18.016, 2),
    (1, "mg/dL", "umol/L", "2160-0", 88.4, 1),  # creatinine: × 88.4
    (88.4, "µmol/L", "mg/dL", "2160-0", 1.0, 3),
    (1, "mmol/L", "mg/dL", "2093-3", 38.67, 2),  # cholesterol: × 0.0259
    (200, "mg/dL", "mmol/L", "2093-3", 5.17, 2),
    (1, "mmol/L", "mg/dL", "2085-9", 38.67, 2),
    (100, "mg/dL", "mmol/L", "2571-8", 1.13, 2),  # triglycerides: × 0.0113
    (1, "mg/dL", "umol/L", "1975-2", 17.1, 1),  # bilirubin: × 17.104
    (1, "mg/dL", "mmol/L", "17861-6", 0.2495, 4),  # calcium: × 0.25
    (10, "mg/dL", "mEq/L", "17861-6", 4.99, 2),
    (2.5, "mmol/L", "mEq/L", "17861-6", 5.0, 6),
    (1, "mEq/L", "mg/dL", "19123-9", 1.215, 3),  # magnesium: mEq/L × 0.5 = mmol/L
    (1, "mg/dL", "mmol/L", "19123-9", 0.411, 3),
    (140, "mEq/L", "mmol/L", "2951-2", 140, 6),  # sodium: × 1.0
    (4.2, "mEq/L", "mmol/L", "2823-3", 4.2, 6),
    (1, "mg/dL", "umol/L", "3084-1", 59.48, 2),  # urate: × 59.48
    (1, "mg/dL", "mmol/L", "3094-0", 0.357, 3),  # urea nitrogen: × 0.357
    (1, "mg/dL", "mmol/L", "2777-1", 0.323, 3),  # phosphorus: × 0.323
    (1, "ug/dL", "umol/L", "2498-4", 0.179, 3),  # iron: × 0.179
    (1, "g/dL", "mmol/L", "718-7", 0.6206, 4),  # hemoglobin: × 0.6206
    (14, "g/dL", "g/L", "718-7", 140, 6),  # × 10.0
    (1, "ng/mL", "nmol/L", "1989-3", 2.496, 3),  # 25-hydroxyvitamin D: × 2.496
    (1, "pg/mL", "pmol/L", "2132-9", 0.738, 3),  # cobalamin: × 0.7378
    (1, "ng/mL", "nmol/L", "2284-8", 2.266, 3),  # folate: × 2.266
    (1, "ug/dL", "nmol/L", "2143-6", 27.59, 2),  # cortisol: × 27.588
    (1, "ng/dL", "pmol/L", "3024-7", 12.87, 2),  # free thyroxine: × 12.871
    (1, "mg/dL", "mmol/L", "2524-7", 0.111, 3),  # lactate: × 0.111
    (1, "ug/dL", "umol/L", "16362-6", 0.587, 3),  # ammonia: × 0.587
    (60, "U/L", "ukat/L", "1742-6", 1.0, 4),  # enzymes: × 0.0167
    (98.6, "[degF]", "Cel", "8310-5", 37.0, 6),  # NIST SP 811: (°F − 32) / 1.8
    (104, "°F", "Cel", "8310-5", 40.0, 6),
    (310.15, "K", "Cel", "8310-5", 37.0, 6),
    (150, "[lb_av]", "kg", "29463-7", 68.04, 2),  # × 0.45359237
    (70, "[in_i]", "cm", "8302-2", 177.8, 6),  # × 2.54
    (1, "kPa", "mm[Hg]", "2703-7", 7.5006, 4),
    (48, "mmol/mol", "%", "4548-4", 6.5, 1),  # NGSP's table: 48 mmol/mol is 6.5 %, 53 is 7.0 %
    (53, "mmol/mol", "%", "59261-8", 7.0, 1),
    (7.0, "%", "mmol/mol", "4548-4", 53, 0),
    # NGSP = 0.09148 · IFCC + 2.152, however the unit is written: annotations mean nothing in UCUM.
    *[(48, unit, "%", "4548-4", 6.54, 2) for unit in ("mmol/mol{Hb}", "mmol/mol{HbA1c}", "mmol/mol{Total Hb}")],
    *[(30, unit, "%", "4548-4", 4.90, 2) for unit in ("mmol.mol-1", "mmol/mol Hb", "MMOL/MOL", "mmol mol-1")],
    (86, "mmol/mol{Hb}", "%", "59261-8", 10.02, 2),
    (0.048, "mol/mol", "%", "4548-4", 6.54, 2),
    (6.54, "%", "mmol/mol{Hb}", "4548-4", 48, 0),
    (6.5, "%{HbA1c}", "%", "4548-4", 6.5, 6),
    # UCUM's own definitions (ucum.org, table of units): parentheses, and units of time and share.
    (24, "mg/(24.h)", "mg/h", "", 1.0, 6),
    (1000, "mL/(min.{1.73_m2})", "L/min", "", 1.0, 6),
    (2, "L/(min.m2)", "mL/(min.m2)", "", 2000, 6),
    (1, "(ug/kg)/h", "ug/(kg.h)", "", 1.0, 6),
    (1, "wk", "d", "", 7, 6),
    (1, "a", "d", "", 365.25, 6),
    (12, "mo", "a", "", 1.0, 6),
    (1, "t", "kg", "", 1000, 6),
    (1, "[ppm]", "%", "", 0.0001, 8),
    (1, "ppm", "%", "", 0.0001, 8),
    *[(250_000, unit, "10*3/uL", "777-3", 250, 6) for unit in ("/uL", "/mm3", "x mm3", "por mm3", "/mcL", "/cumm")],
    *[(250_000, unit, "10*3/uL", "777-3", 250, 6) for unit in ("cel/mm3", "células/µL", "cells/uL", "cel./mm3")],
    (1, "[in_us]", "cm", "", 2.540005, 6),  # 100/3937 m
]

#: The same amount as hospitals write it, in the canonical unit of its analyte.
SPELLINGS = {
    "718-7": (14.0, ["g/dL", "g/dl", "G/DL", "gr/dl", "g%", "g / dL", "gm/dL", "gms/dL", "g/100 mL", "g/100ml", "gr %",
                     "g/dl.", "gramos/decilitro", "g por dl"]),
    "2160-0": (1.2, ["mg/dL", "mg/dl", "MG/DL", "mg%", "mgs/dL", "mg/100 ml", "mg per dL", "mgr/dl", "MGR/DL"]),
    "6690-2": (7.5, ["10*3/uL", "10^3/uL", "10³/µL", "x10^3/uL", "×10³/μL", "K/uL", "K/µL", "10^9/L", "10*9/L",
                     "x10E9/L", "G/L", "g/l", "10E3/uL", "10^3/mm3", "10³/mm³", "mil/mm3", "thou/uL", "K/mcL", "k/ul",
                     "10^3/mcL", "10x3/uL", "10 x 3/uL", "x10(3)/mcL", "x10(3)/uL", "10(9)/L", "th/uL", "THOU/UL",
                     "miles/mm3", "miles/mm³", "x1000/uL", "x 10^3 / µL", "10**3/uL", "10exp3/uL", "x109/L", "109/L",
                     "10*3{cells}/uL", "10³cel/µL", "K/cumm", "Gpt/l"]),
    "789-8": (4.8, ["10*6/uL", "10^6/uL", "M/uL", "10^12/L", "10*12/L", "T/L", "mill/mm3", "x10^6/uL", "M/mcL",
                    "mill./mm3", "millones/mm3", "millones/µL", "x1012/L"]),
    "8867-4": (80.0, ["/min", "1/min", "bpm", "lpm", "{beats}/min", "beats/min", "latidos/min", "BPM", "min-1", "ppm",
                      "PPM", "beats/minute", "lat/min", "latidos por minuto", "lat x min", "x min", "x'", "l.p.m.",
                      "pulsaciones/min", "puls/min", "beats per minute"]),
    "9279-1": (16.0, ["/min", "rpm", "resp/min", "{breaths}/min", "breaths/min", "r.p.m.", "x minuto",
                      "respiraciones por minuto", "respiraciones/min"]),
    "3151-8": (3.0, ["L/min", "lpm", "LPM", "lts/min", "litros por minuto"]),
    "8480-6": (120.0, ["mm[Hg]", "mmHg", "mm Hg", "MMHG", "mmhg", "mm de Hg"]),
    "8310-5": (38.0, ["Cel", "°C", "ºC", "C", "degC", "CEL", "cel", "celsius", "Celsius", "grados", "° C", "º",
                      "grados centígrados", "GRADOS C"]),
    "2951-2": (140.0, ["mmol/L", "mEq/L", "meq/l", "MEQ/L", "mmol/l", "mEq/lt", "mmol/lt"]),
    "1742-6": (35.0, ["U/L", "IU/L", "UI/L", "[iU]/L", "u/l", "U/l", "mU/mL", "units/L", "U/lt", "unidades/L", "U/L."]),
    "3016-3": (2.1, ["u[IU]/mL", "uIU/mL", "µUI/mL", "mIU/L", "mU/L", "m[IU]/L", "UIU/ML", "mcUI/mL", "mcIU/mL",
                     "µUI/ml", "mUI/L"]),
    "4537-7": (12.0, ["mm/h", "mm/hr", "mm/hora", "MM/H", "mm/1h", "mm/1ª hora", "mm/1ra hora", "mm en la 1h"]),
    "5902-2": (12.0, ["s", "seg", "seg.", "segundos", "SEG", "sec"]),
    "33914-3": (90.0, ["mL/min/{1.73_m2}", "mL/min/1.73m2", "ml/min/1.73 m²", "mL/min/1.73 m2", "mL/(min.{1.73_m2})",
                       "mL/min/1,73m2", "mL/(min.1.73m2)", "ml/min/1.73m^2", "mL/min/1.73 sq m", "mL/min/1.73"]),
    "39156-5": (22.0, ["kg/m2", "kg/m²", "kg/m^2", "Kg/m2", "kg/mt2"]),
    "2708-6": (97.0, ["%", " %", "por ciento"]),
    "29463-7": (70.0, ["kg", "Kg", "KG", "kgs", "kilos"]),
    "8302-2": (170.0, ["cm", "CM", "cms", "cm."]),
    "9269-2": (15.0, ["{score}", "score", "1", "puntos"]),
    "6301-6": (1.1, ["{INR}", "INR", "{ratio}"]),
    "2276-4": (80.0, ["ng/mL", "ug/L", "mcg/L", "µg/L", "NG/ML"]),
    "2498-4": (90.0, ["ug/dL", "mcg/dL", "µg/dL", "ug%", "mcg%"]),
    "3024-7": (1.2, ["ng/dL", "ng/dl", "NG/DL"]),
    "787-2": (88.0, ["fL", "fl", "FL", "um3", "µm³"]),
    "785-6": (29.0, ["pg", "PG", "pg/cel"]),
    "2692-2": (290.0, ["mosm/kg", "mOsm/kg", "mosm/kg{H2O}"]),
    "48065-7": (500.0, ["ng/mL{FEU}", "ng/mL FEU", "ng/mL", "ug/L"]),
}  # fmt: skip


@pytest.mark.parametrize(("value", "unit", "to", "code", "expected", "digits"), PUBLISHED)
def test_published_value(value: float, unit: str, to: str, code: str, expected: float, digits: int) -> None:
    assert convert(value, unit, to, code) == pytest.approx(expected, abs=0.51 * 10**-digits)


@pytest.mark.parametrize(("code", "unit"), [(code, unit) for code, (_, units) in SPELLINGS.items() for unit in units])
def test_spellings_of_hospitals(code: str, unit: str) -> None:
    value = SPELLINGS[code][0]
    assert convert(value, unit, analytes()[code].unit, code) == pytest.approx(value, rel=1e-9)


def test_hematocrit_as_a_fraction() -> None:
    assert convert(0.42, "L/L", "%", "4544-3") == pytest.approx(42)
    assert convert(0.42, "1", "%", "71833-8") == pytest.approx(42)


@pytest.mark.parametrize(
    ("unit", "to", "code"),
    [
        ("mg/dL", "mm[Hg]", "2345-7"),
        ("mmol/L", "mg/dL", ""),  # of what?
        ("mmol/L", "U/L", "1742-6"),
        ("mg/dL", "mmol/L", "1742-6"),  # no molar mass
        ("mEq/L", "mmol/L", "2345-7"),  # glucose has no charge
        ("kg", "Cel", "8310-5"),
        ("Juan Pérez", "Cel", "8310-5"),
        ("?", "Cel", "8310-5"),
        ("ML", "Cel", "8310-5"),
        ("", "kg", "29463-7"),
        ("10*", "kg", "29463-7"),
        ("ppm", "/min", "9279-1"),  # parts per million, except of a pulse
        ("lpm", "L/min", ""),
        ("mg/(24.h", "mg/h", ""),
        ("mg/(24.h))", "mg/h", ""),
        ("()", "kg", "29463-7"),
        ("mg//dL", "mg/dL", "2345-7"),
        ("x" * 5000, "kg", "29463-7"),
    ],
)
def test_what_cannot_be_converted_is_refused_without_quoting_it(unit: str, to: str, code: str) -> None:
    with pytest.raises(UnitError) as refused:
        convert(1.0, unit, to, code)
    assert not unit or unit not in str(refused.value).replace("mg/dL, mmol/L or Cel", "")


@pytest.mark.parametrize("unit", ["copias/mL", "mg/g{creat}", "/[HPF]", "mg/24h", "kcal/(kg.d)", "m[Hg]", "mL/24 hs"])
def test_units_of_what_the_table_lacks_are_units(unit: str) -> None:
    assert is_unit(unit)


@given(st.text(max_size=30) | st.text(alphabet="()/.10*^-mgLxX{}µ ", max_size=20))
def test_any_text_is_either_a_unit_or_none(text: str) -> None:
    assert is_unit(text) in (True, False)


@given(value=st.floats(0.01, 1e4), code=st.sampled_from(["2345-7", "2160-0", "718-7", "17861-6", "1975-2"]))
def test_there_and_back(value: float, code: str) -> None:
    unit = analytes()[code].unit
    there = convert(value, unit, "umol/L", code)
    assert math.isclose(convert(there, "umol/L", unit, code), value, rel_tol=1e-9)


def test_a_known_pair_takes_microseconds() -> None:
    convert(1.0, "mmol/L", "mg/dL", "2345-7")
    started = time.process_time()
    for _ in range(10_000):
        convert(1.0, "mmol/L", "mg/dL", "2345-7")
    assert time.process_time() - started < 0.5


def test_pint_is_imported_only_when_something_is_converted() -> None:
    code = (
        "import sys; from hoofbeat.standards.units import convert; convert(1.0, 'kg', 'kg'); "
        "assert 'pint' not in sys.modules; convert(1.0, 'g', 'kg'); assert 'pint' in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


def test_threads_that_begin_together_share_one_registry() -> None:
    """In a process of its own: the registry of this one is made already."""
    program = """
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from hoofbeat.standards.ucum import registry
together = Barrier(8)
def made(_):
    together.wait()
    return id(registry())
with ThreadPoolExecutor(8) as pool:
    print(len(set(pool.map(made, range(8)))))
"""
    run = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "1"
