"""Whose work a bundle stands on, and under which licence: what ``NOTICE`` asks to be passed on with it."""

from collections.abc import Container
from typing import NamedTuple


class Licence(NamedTuple):
    """A work, its licence, and where both are found."""

    work: str
    licence: str
    address: str


#: In every bundle.
_KNOWLEDGE = (
    Licence("Human Phenotype Ontology (HPO), annotations of diseases", "HPO licence", "https://hpo.jax.org/license"),
    Licence("Orphadata: free access data from Orphanet, © INSERM 1999", "CC BY 4.0", "https://www.orphadata.com"),
    Licence("Mondo Disease Ontology", "CC BY 4.0", "https://mondo.monarchinitiative.org"),
    Licence("DDXPlus: profiles of the common diseases", "CC BY 4.0", "https://doi.org/10.6084/m9.figshare.20043374"),
)

#: Where patients of the source have taught.
_OF_SOURCE = {
    "phenopackets": Licence("Phenopacket Store", "BSD-3-Clause", "https://doi.org/10.1016/j.xhgg.2024.100371"),
}

_CODE = Licence("Hoofbeat", "Apache-2.0", "https://www.apache.org/licenses/LICENSE-2.0")


def licences_of(sources: Container[str]) -> tuple[Licence, ...]:
    """Licences of the code, of the knowledge, and of the patients of ``sources`` that are public."""
    return (_CODE, *_KNOWLEDGE, *(licence for source, licence in _OF_SOURCE.items() if source in sources))
