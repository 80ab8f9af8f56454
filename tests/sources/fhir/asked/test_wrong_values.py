"""Every element that is read, with a value of every other type in its place: a case or a refusal, never a defect.

Mirrors: hoofbeat.sources.fhir.asked.patient, hoofbeat.sources.fhir.asked.elements
"""

import pytest

from fhir_builder import Json
from hoofbeat.domain.errors import RecordError
from hoofbeat.sources.fhir.asked.patient import patient_now
from hoofbeat.sources.fhir.reading import NothingUsableError
from wrong_values import FULL, changed, places

PLANTED = "Plantada"
WRONG = (None, True, 7, 10**400, -1.5, "", PLANTED, "2020-02-30", [], {}, [None], [7], [{}], {"x": 1}, [[]])


def test_the_record_is_read_whole() -> None:
    case = patient_now([("", FULL)]).case
    assert set(case.observed) >= {"HP:0001166", "HP:0001083", "HP:0012735", "HP:0001945"}
    assert set(case.excluded) >= {"HP:0002105", "HP:0001250"}
    assert [one.code for one in case.measurements] == ["8480-6"]


def refusal(record: Json) -> RecordError | None:
    try:
        patient_now([("", record)])
    except RecordError as error:
        return error
    return None


@pytest.mark.parametrize("path", list(places(FULL)), ids=lambda path: ".".join(map(str, path)))
def test_no_element_breaks_by_another_type(path: tuple[str | int, ...]) -> None:
    refused = [error for put in WRONG if (error := refusal(changed(FULL, path, put)))]
    assert all(error.hint for error in refused)
    told = [error.bare if isinstance(error, NothingUsableError) else str(error) for error in refused]
    assert PLANTED not in "".join(told)
