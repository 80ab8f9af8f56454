"""Fewer diseases for a quick year: those of its patients, and some more that they have to be told apart from.

All costs of a training grow with the catalogue, and ten thousand diseases take ten times as long as six hundred. Right
answers are easier to find among fewer, so figures of a quick year are not those of the service.
"""

from collections.abc import Collection
from dataclasses import replace

import numpy as np

from hoofbeat.knowledge.catalogue import Catalogue
from hoofbeat.knowledge.release import Knowledge


def reduced(knowledge: Knowledge, keep: Collection[str], others: int) -> Knowledge:
    """The knowledge with few of its diseases; every finding stays.

    Args:
        knowledge: of a whole release.
        keep: ids of diseases that stay; those that the catalogue lacks are passed over.
        others: how many more stay, evenly spread over the catalogue's order, of those that have a profile.

    Returns:
        The knowledge, which says in its version how many diseases it has; itself where it has no more than that.
    """
    catalogue, said = knowledge.catalogue, knowledge.annotations["disease_id"]
    wanted = {place for any_id in keep if (place := catalogue.find(any_id)) is not None}
    described = {place for any_id in said.unique() if (place := catalogue.find(any_id)) is not None}
    rest = sorted(described - wanted)
    spread = np.linspace(0, len(rest) - 1, min(others, len(rest))).astype(int)
    wanted |= {rest[number] for number in spread}
    if len(wanted) == len(catalogue):
        return knowledge
    few = Catalogue(tuple(catalogue.diseases[place] for place in sorted(wanted)))
    genes = knowledge.genes
    known = {any_id for any_id in {*said, *genes["disease_id"]} if few.find(any_id) is not None}
    return replace(
        knowledge,
        version=f"{knowledge.version}+{len(few)}-diseases",
        catalogue=few,
        annotations=knowledge.annotations[said.isin(known)].reset_index(drop=True),
        genes=genes[genes["disease_id"].isin(known)].reset_index(drop=True),
    )
