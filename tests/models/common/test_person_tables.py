"""Whom a disease occurs in, as tables: nothing of a held-out publication, no class of ages cut, nobody impossible.

Mirrors: hoofbeat.bundle.runtime.circumstances, hoofbeat.models.common.person
"""

from dataclasses import replace

import numpy as np
import pytest

from hoofbeat.bundle.runtime.circumstances import AGE_SPANS, ROWS, row
from hoofbeat.domain.case import Sex
from hoofbeat.domain.circumstances import Region
from hoofbeat.features.cohort import Cohort
from hoofbeat.knowledge.common import common_entries
from hoofbeat.knowledge.release import Knowledge
from hoofbeat.models.common.person import IMPOSSIBLE
from hoofbeat.models.common.person_tables import nearest_age, person_of_orphan
from hoofbeat.models.teaching import Teaching


@pytest.fixture(scope="module")
def teaching(embedded_knowledge: Knowledge) -> Teaching:
    return Teaching.of(embedded_knowledge, Cohort((), (), (), version=0))


def test_an_onset_that_a_held_out_publication_alone_states_is_not_read(teaching: Teaching) -> None:
    # Adult onset: children are spoken against.
    stated = teaching.annotations[teaching.annotations["finding_id"] == "HP:0003581"]
    publication = stated["reference"][stated["reference"].str.fullmatch(r"PMID:\d+")].value_counts().index[-1]
    (disease, *_) = stated["disease_id"][stated["reference"] == publication]
    position = teaching.catalogue.find(disease)
    assert position is not None
    own = teaching.annotations["disease_id"].map(teaching.catalogue.find) == position
    others = teaching.annotations[~own | (teaching.annotations["reference"] == publication)]
    teaching = replace(teaching, annotations=others)
    held_out = replace(teaching, without=frozenset({publication}))
    ages = [row("age", value) for value in ROWS["age"]]
    read, unread = (person_of_orphan(taught, {})[ages, position] for taught in (teaching, held_out))
    assert read.any()
    assert not unread.any()


@pytest.mark.parametrize("typical", AGE_SPANS)
def test_a_class_that_a_range_touches_lies_in_it(typical: float) -> None:
    first, last = AGE_SPANS[typical]
    assert first <= typical <= last
    assert nearest_age(typical, 0, first) == first
    assert nearest_age(typical, last, 150) == last
    assert nearest_age(typical, 0, 150) == typical
    assert nearest_age(typical, last + 1, 150) == last


def test_what_only_women_have_no_man_has_whatever_title_it_bears(
    teaching: Teaching, embedded_knowledge: Knowledge
) -> None:
    catalogue = embedded_knowledge.catalogue
    entries = {at: entry for entry in common_entries() if (at := catalogue.find(entry.id)) is not None}
    table = person_of_orphan(teaching, entries)
    named = {disease.name: position for position, disease in enumerate(catalogue.diseases)}
    assert table[row("sex", Sex.MALE), named["Preeclampsia/eclampsia 5"]] <= IMPOSSIBLE
    assert table[row("sex", Sex.FEMALE), named["Prostate cancer, hereditary, 1"]] <= IMPOSSIBLE
    chagas = catalogue.find("HBD:0000021")
    assert chagas is not None
    assert "Chagas" in catalogue.diseases[chagas].name
    assert table[row("region", Region.EUROPE), chagas] < 0 < table[row("region", Region.LATIN_AMERICA), chagas]
    assert np.isfinite(table).all()
