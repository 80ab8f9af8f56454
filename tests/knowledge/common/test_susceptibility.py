"""OMIM's susceptibilities to a common disease are as common as the disease, and are not it."""

import pytest

from hoofbeat.knowledge.common.susceptibility import common_titles
from hoofbeat.knowledge.release import Knowledge


@pytest.mark.parametrize(
    ("title", "common"),
    [
        ("Asthma, susceptibility to, 2", True),
        ("ASTHMA, PROTECTION AGAINST", True),
        ("Malaria, susceptibility to", True),
        ("Asthma", True),
        ("Hypertension, essential", True),
        ("Atrial fibrillation, familial, 3", False),
        ("Marfan syndrome", False),
        ("Marfan syndrome, susceptibility to", False),
        ("susceptibility to", False),
    ],
)
def test_a_title_is_known_by_the_disease_it_begins_with(title: str, common: bool) -> None:
    assert (title in common_titles()) is common


def test_no_susceptibility_to_a_common_disease_stands_as_a_rare_one(embedded_knowledge: Knowledge) -> None:
    found = [disease for disease in embedded_knowledge.catalogue.diseases if disease.names["en"] in common_titles()]
    assert found
    assert not [disease.id for disease in found if disease.orphan]
