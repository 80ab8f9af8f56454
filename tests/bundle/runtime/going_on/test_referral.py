"""Who should see the patient: the rules by hand, at and around their thresholds."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hoofbeat.bundle.runtime.going_on.referral import NAMED, NOW, RARE, Referrer
from hoofbeat.bundle.runtime.rows import LateRows
from hoofbeat.domain.disease import Disease
from hoofbeat.domain.next_steps import Referral


def row(any_id: str, *, orphan: bool = False, **more: Any) -> dict[str, Any]:
    return {"id": any_id, "names": {"en": f"disease {any_id}", "es": f"mal {any_id}"}, "orphan": orphan} | more


ROWS = [
    row("HBD:1", cant_miss=True),
    row("HBD:2", cant_miss=True),
    row("HBD:3"),
    row("OMIM:4", orphan=True),
    row("ORPHA:5", orphan=True, equivalent_ids=["OMIM:5"]),
    row("ORPHA:6", orphan=True),
    row("OMIM:7"),
]
REFERRER = Referrer(LateRows(ROWS, Disease.model_validate))


def refer(*shares: float, sufficient: bool | None = None) -> Referral | None:
    probability = np.zeros(len(ROWS), dtype=np.float32)
    probability[: len(shares)] = shares
    return REFERRER.refer(probability, sufficient=sufficient)


def kind(*shares: float, sufficient: bool | None = None) -> str | None:
    found = refer(*shares, sufficient=sufficient)
    return found and found.kind


def test_one_disease_that_must_not_wait_is_enough() -> None:
    found = refer(0.12, 0.3, 0.58)
    assert found is not None
    assert (found.kind, found.because) == ("now", ("HBD:2", "HBD:1"))
    assert found.texts["en"] == (
        "A delay of hours or days would harm if it is disease HBD:2 (30 in 100) or disease HBD:1 (12 in 100): "
        "have that ruled out now."
    )
    assert "mal HBD:2 (30 %) o mal HBD:1 (12 %)" in found.texts["es"]
    assert kind(NOW - 0.01, 0.0, 0.9) is None


def test_several_that_are_unlikely_alone_are_looked_at_soon() -> None:
    found = refer(0.06, 0.07, 0.87)
    assert found is not None
    assert (found.kind, found.because) == ("soon", ("HBD:2", "HBD:1"))
    assert "13 in 100 together" in found.texts["en"]
    assert "un 13 %" in found.texts["es"]
    assert kind(0.04, 0.05, 0.9) is None


def test_rare_hereditary_diseases_go_to_genetics() -> None:
    found = refer(0.0, 0.0, 0.3, 0.5, 0.2)
    assert found is not None
    assert (found.kind, found.because) == ("genetics", ("OMIM:4", "ORPHA:5"))
    assert "70 in 100 together" in found.texts["en"]
    assert "enfermedades raras" in found.texts["es"]
    assert kind(0.0, 0.0, 0.55, 0.45) is None, f"less than {RARE} together"


def test_a_rare_disease_that_omim_does_not_list_is_none_of_theirs() -> None:
    """Poisonings and infections may be rare, too."""
    assert kind(0.0, 0.0, 0.0, 0.0, 0.0, 0.99) is None
    assert kind(0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.99) is None, "listed there, and common"


@pytest.mark.parametrize(("sufficient", "expected"), [(True, "genetics"), (False, None), (None, None)])
def test_without_one_that_stands_out_there_must_be_enough_information(
    sufficient: bool | None, expected: str | None
) -> None:
    many = [row(f"OMIM:{number}", orphan=True) for number in range(100)]
    probability = np.full(100, 0.01, dtype=np.float32)
    assert probability.max() < NAMED
    found = Referrer(LateRows(many, Disease.model_validate)).refer(probability, sufficient=sufficient)
    assert (found and found.kind) == expected


def test_what_must_not_wait_comes_before_what_is_rare() -> None:
    assert kind(0.2, 0.0, 0.0, 0.8) == "now"
    assert kind(0.06, 0.06, 0.0, 0.88) == "genetics"


@given(st.lists(st.floats(0, 1), min_size=len(ROWS), max_size=len(ROWS)), st.none() | st.booleans())
def test_whatever_is_suggested_names_diseases_that_led_to_it(shares: list[float], sufficient: bool | None) -> None:
    total = sum(shares) or 1.0
    probability = (np.array(shares) / total).astype(np.float32)
    found = REFERRER.refer(probability, sufficient=sufficient)
    by_id = dict(zip([each["id"] for each in ROWS], probability.tolist(), strict=True))
    if found is None:
        assert max(by_id["HBD:1"], by_id["HBD:2"]) < NOW
        return
    assert found.because
    told = [by_id[each] for each in found.because]
    assert told == sorted(told, reverse=True)
    assert set(found.texts) == {"en", "es"}
    urgent = {"HBD:1", "HBD:2"}
    assert set(found.because) <= (urgent if found.kind in ("now", "soon") else {"OMIM:4", "ORPHA:5"})
