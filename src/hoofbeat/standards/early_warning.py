"""NEWS2 of a case: which measurements and findings the score reads, and what is assumed where they are silent."""

from collections.abc import Mapping

from hoofbeat.domain.case import Finding, Measurement
from hoofbeat.standards.news2 import ADULT_YEARS, CODE, UNIT, Vitals, news2

_PARAMETERS = ("9279-1", "2708-6", "8480-6", "8867-4", "8310-5")
_OXYGEN_CONCENTRATION, _OXYGEN_FLOW = "3150-0", "3151-8"
_ROOM_AIR = 21.0
_COMA_SCALE, _FULLY_AWAKE = "9269-2", 15.0
#: Coma, confusion, drowsiness, reduced consciousness, delirium. Confusion counts as new unless known to be old, as the
#: Royal College of Physicians asks.
_NOT_ALERT = frozenset(("HP:0001259", "HP:0001289", "HP:0002329", "HP:0004372", "HP:0031258"))


def early_warning(
    age: float | None, measured: Mapping[str, Measurement], findings: tuple[Finding, ...]
) -> tuple[Measurement, list[str]] | None:
    """Make the score of a case, with notes on what was assumed.

    All five numbers must be there. What nobody wrote down about oxygen and consciousness is read as room air and alert,
    as it is where a chart is only filled in when there is something to say; the notes name it.

    Args:
        age: years; ``None`` below 16 years and where the age is unknown, for which the score was not made.
        measured: canonical code → measurement, in its canonical unit.
        findings: findings as stated.

    Example:
        >>> bedside = {"9279-1": 22, "2708-6": 93, "8480-6": 105, "8867-4": 115, "8310-5": 38.4}
        >>> measured = {code: Measurement(code=code, value=value, unit="1") for code, value in bedside.items()}
        >>> score, notes = early_warning(70, measured, ())
        >>> score.value
        8.0
        >>> notes[0]
        'HBM:NEWS2: oxygen is not recorded: read as room air'
        >>> early_warning(None, measured, ()) is None
        True
    """
    if age is None or age < ADULT_YEARS or not all(code in measured for code in _PARAMETERS):
        return None
    notes = []
    oxygen, flow = measured.get(_OXYGEN_CONCENTRATION), measured.get(_OXYGEN_FLOW)
    if oxygen is None and flow is None:
        notes.append(f"{CODE}: oxygen is not recorded: read as room air")
    on_oxygen = bool((oxygen and oxygen.value > _ROOM_AIR) or (flow and flow.value > 0))
    awake = measured.get(_COMA_SCALE)
    stated = [finding.excluded for finding in findings if finding.id in _NOT_ALERT]
    if awake is None and not stated:
        notes.append(f"{CODE}: consciousness is not recorded: read as alert")
    alert = all(stated) and (awake is None or awake.value >= _FULLY_AWAKE)
    rate, saturation, systolic, pulse, temperature = (measured[code].value for code in _PARAMETERS)
    score = news2(Vitals(rate, saturation, systolic, pulse, temperature, on_oxygen, alert))
    return Measurement(code=CODE, value=float(score), unit=UNIT), notes
