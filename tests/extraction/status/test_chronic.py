"""A chronic condition told as a history is still there; every id of the table is known."""

import pytest

from hoofbeat.bundle.runtime.lexicon import Lexicon
from hoofbeat.extraction.status.chronic import is_chronic
from hoofbeat.extraction.text.tables import rows


def test_every_id_is_a_finding_of_the_lexicon_under_its_name(lexicon: Lexicon) -> None:
    table = dict(rows("chronic", ("id", "name")))
    assert {id_: lexicon.name(id_) for id_ in table} == table
    assert all(lexicon.resolve(id_) == id_ for id_ in table)


@pytest.mark.parametrize("name", ["Hypertension", "Asthma", "Diabetes mellitus", "Chronic kidney disease", "Migraine"])
def test_chronic(lexicon: Lexicon, name: str) -> None:
    assert is_chronic(next(entry.id for entry in lexicon.entries if entry.name == name))


@pytest.mark.parametrize("name", ["Fever", "Pneumonia", "Appendicitis", "Deep venous thrombosis", "Febrile seizure"])
def test_not_chronic(lexicon: Lexicon, name: str) -> None:
    assert not is_chronic(next((entry.id for entry in lexicon.entries if entry.name.startswith(name)), ""))


def test_an_item_of_a_history_holds_when_it_is_told_as_one() -> None:
    assert is_chronic("HB:0000079")
