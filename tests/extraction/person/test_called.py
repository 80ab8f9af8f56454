"""One who is called by his work is told from one who brings or cares for somebody else."""

import re

import pytest

from hoofbeat.extraction.person.called import HUMANS, SEXED, speaks_of_another


@pytest.mark.parametrize("word", ["soldado", "maestra", "ama", "profesor", "profesora", "mecánico"])
def test_a_worker_is_a_human_being(word: str) -> None:
    assert re.fullmatch(HUMANS, word)
    assert re.fullmatch(SEXED, word)


@pytest.mark.parametrize("word", ["marcapasos", "casa", "perro", "vino", "jubilada", "médico"])
def test_a_thing_a_state_and_a_carer_are_none(word: str) -> None:
    assert not re.fullmatch(HUMANS, word)


@pytest.mark.parametrize(
    ("rest", "another"),
    [
        (" trae a su hijo con tos", True),
        (", brought her son", True),
        (" de un niño con asma", True),
        (", lleva tres días sin obrar", False),
        (" consulta por dolor", False),
    ],
)
def test_another_is_spoken_of(rest: str, another: bool) -> None:
    assert speaks_of_another(rest) is another
