"""Why to ask no further: in words, and only where asking on would tell little."""

import numpy as np

from hoofbeat.bundle.runtime.going_on.stopping import stop_reason
from hoofbeat.bundle.runtime.questions import LEAST_GAIN, SURE, Question
from hoofbeat.domain.disease import Disease
from hoofbeat.domain.languages import Wording

MARFAN = Disease(id="OMIM:154700", names=Wording(en="Marfan syndrome", es="Síndrome de Marfan"), orphan=True)
NOBODY = np.zeros(0)


def question(gain: float) -> Question:
    return Question(0, gain, 0.5, NOBODY, NOBODY)


def test_while_a_question_tells_something_there_is_no_reason() -> None:
    assert stop_reason([question(LEAST_GAIN)], SURE - 0.01, MARFAN) is None


def test_a_disease_that_is_sure_enough_is_named() -> None:
    told = stop_reason([question(1.0)], 0.934, MARFAN)
    assert told is not None
    assert told["en"].startswith("Marfan syndrome has 93 in 100")
    assert told["es"].startswith("Síndrome de Marfan tiene un 93 %")
    certain = stop_reason([question(1.0)], 1.0, MARFAN)
    assert certain is not None
    assert "99 in 100" in certain["en"], "no model is certain"


def test_questions_that_gain_little_are_called_so() -> None:
    told = stop_reason([question(LEAST_GAIN / 2)], 0.3, MARFAN)
    assert told is not None
    assert LEAST_GAIN == 0.1
    assert "less than a tenth of a bit" in told["en"]
    assert "menos de una décima de bit" in told["es"]


def test_nothing_left_to_ask_is_another_reason() -> None:
    told = stop_reason([], 0.3, MARFAN)
    assert told is not None
    assert "nothing more to ask" in told["en"]
    assert set(told) == {"en", "es"}
