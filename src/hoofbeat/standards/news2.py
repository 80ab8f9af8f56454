"""National Early Warning Score 2: how acutely ill an adult is, from what is measured at every bedside.

Source: Royal College of Physicians. National Early Warning Score (NEWS) 2. London: RCP, 2017, chart 1. Validated from
16 years on and not in pregnancy. Values between two steps of the chart are rounded to it (whole numbers; a tenth of a
degree), halves upwards.
"""

from bisect import bisect_left
from math import floor
from typing import Literal, NamedTuple

CODE = "HBM:NEWS2"
UNIT = "{score}"
ADULT_YEARS = 16.0

#: Upper ends of the bands of each parameter, and the points of each band.
_RESPIRATION = ((8, 11, 20, 24), (3, 1, 0, 2, 3))
_SATURATION = ((91, 93, 95), (3, 2, 1, 0))
_SYSTOLIC = ((90, 100, 110, 219), (3, 2, 1, 0, 3))
_PULSE = ((40, 50, 90, 110, 130), (3, 1, 0, 1, 2, 3))
#: In tenths of a degree.
_TEMPERATURE = ((350, 360, 380, 390), (3, 1, 0, 1, 2))
#: Scale 2, for patients in hypercapnic respiratory failure who are to be kept at 88–92 %; above that only with oxygen.
_SATURATION_2 = ((83, 85, 87, 92, 94, 96), (3, 2, 1, 0, 1, 2, 3))
_ON_OXYGEN = 2
_NOT_ALERT = 3


class Vitals(NamedTuple):
    """What the score is made of.

    Attributes:
        respiration: breaths a minute.
        saturation: saturation of oxygen, %.
        systolic: blood pressure, mm[Hg].
        pulse: beats a minute.
        temperature: Cel.
        on_oxygen: whether the patient breathes supplemental oxygen.
        alert: whether awake, or else newly confused or only answering to voice, to pain or not at all.
        scale: scale of the oxygen saturation; 2 only on a physician's decision.
    """

    respiration: float
    saturation: float
    systolic: float
    pulse: float
    temperature: float
    on_oxygen: bool = False
    alert: bool = True
    scale: Literal[1, 2] = 1


def news2(vitals: Vitals) -> int:
    """The score, 0 (well) to 20.

    Example:
        >>> news2(Vitals(respiration=16, saturation=97, systolic=120, pulse=70, temperature=36.8))
        0
        >>> news2(Vitals(respiration=25, saturation=91, systolic=88, pulse=132, temperature=39.2, alert=False))
        17
    """
    points = (
        _points(vitals.respiration, _RESPIRATION)
        + _points(vitals.systolic, _SYSTOLIC)
        + _points(vitals.pulse, _PULSE)
        + _points(vitals.temperature * 10, _TEMPERATURE)
    )
    if vitals.scale == 1:
        points += _points(vitals.saturation, _SATURATION)
    elif vitals.on_oxygen or vitals.saturation < _SATURATION_2[0][3]:
        points += _points(vitals.saturation, _SATURATION_2)
    return points + _ON_OXYGEN * vitals.on_oxygen + _NOT_ALERT * (not vitals.alert)


def _points(value: float, bands: tuple[tuple[int, ...], tuple[int, ...]]) -> int:
    ends, points = bands
    # Ten digits are kept before rounding: 38.05 in binary is a little less than itself.
    return points[bisect_left(ends, floor(round(value, 10) + 0.5))]
