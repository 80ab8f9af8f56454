"""The entries as they are shipped: the rules of docs/common-diseases.md, held against every row."""

import re
from collections import defaultdict
from collections.abc import Callable

import pytest

from hoofbeat.knowledge.common.catalogue import CommonEntry, common_entries

FORMS = {
    "id": r"HBD:\d{7}",
    "icd10": r"[A-Z]\d{2}(\.\d{1,3})?",
    "icpc2": r"[A-Z]\d{2}",
    "links": r"MONDO:\d{7}|OMIM:\d{6}|ORPHA:\d+",
}

#: ICD-10 has no code for them that means nothing else.
WITHOUT_CODE = {
    "HBD:0001025", "HBD:0001130", "HBD:0003007", "HBD:0003034", "HBD:0003036", "HBD:0003037", "HBD:0003045",
}  # fmt: skip


def test_there_are_at_least_six_hundred_common_entries_each_with_an_id_of_its_own() -> None:
    entries = common_entries()
    assert sum(not entry.orphan for entry in entries) >= 600
    assert len({entry.id for entry in entries}) == len(entries)
    assert len({entry.name.casefold() for entry in entries}) == len(entries)


@pytest.mark.parametrize(("field", "form"), FORMS.items())
def test_codes_have_the_form_of_their_vocabulary(field: str, form: str) -> None:
    def codes(entry: CommonEntry) -> tuple[str, ...]:
        value = getattr(entry, field)
        return (value,) if isinstance(value, str) else value

    odd = {entry.id: codes(entry) for entry in common_entries() if not all(re.fullmatch(form, c) for c in codes(entry))}
    assert not odd


@pytest.mark.parametrize("field", ["icd10", "name_es", "rule", "chosen_by"])
def test_every_entry_says(field: str) -> None:
    """Nobody has noted why the oldest entries were chosen, nor by which rule the latest are rare."""
    noted = {"icd10": ("1", "4"), "name_es": ("0", "4"), "rule": ("1", "3"), "chosen_by": ("1", "4")}[field]
    since, until = (f"HBD:000{thousands}000" for thousands in noted)
    silent = {e.id for e in common_entries() if not getattr(e, field) and since < e.id < until}
    assert not silent - (WITHOUT_CODE if field == "icd10" else set())


def test_no_two_entries_are_linked_to_the_same_id() -> None:
    assert not _shared(lambda entry: entry.links)


@pytest.mark.parametrize("language", ["en", "es"])
def test_what_people_call_a_disease_means_one_entry(language: str) -> None:
    def names(entry: CommonEntry) -> set[str]:
        called = {"en": (entry.name, *entry.lay_en), "es": (entry.name_es, *entry.lay_es)}[language]
        return {name.casefold() for name in called}

    assert not _shared(names)


def _shared(keys: Callable[[CommonEntry], set[str] | tuple[str, ...]]) -> dict[str, set[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    for entry in common_entries():
        for key in keys(entry):
            found[key].add(entry.id)
    return {key: ids for key, ids in found.items() if len(ids) > 1}
