"""What is known of one disease, for a reader who looks it up."""

from pydantic import Field

from hoofbeat.domain.differential import NamedFinding
from hoofbeat.domain.disease import Disease
from hoofbeat.domain.frozen import Frozen
from hoofbeat.domain.languages import HasNames
from hoofbeat.domain.next_steps import BodySystem


class DiseaseLink(Frozen):
    """Where a public source describes a disease: made from its id there, and looked up by nobody."""

    source: str
    id: str
    url: str


class ProfileFinding(NamedFinding):
    """A finding of a disease's profile.

    ``frequency`` is the share of the disease's patients who have it, as the ranking takes it: small series are shrunk.
    """

    frequency: float = Field(ge=0, le=1)
    system: BodySystem


class NamedDisease(HasNames):
    """A disease under the names a reader knows it by."""

    id: str


class DiseasePage(Disease):
    """An entry of the catalogue with what else a reader looks for.

    Attributes:
        links: public sources on it.
        profile: what its patients show, the most frequent first.
        subtypes: the other entries of its group by name (``domain/subtypes.py``) but the parent.
        parent: the entry that bears the group's own name, if there is one and it is another.
        bundle: version of the bundle that answered.
    """

    links: tuple[DiseaseLink, ...] = ()
    profile: tuple[ProfileFinding, ...] = ()
    subtypes: tuple[NamedDisease, ...] = ()
    parent: NamedDisease | None = None
    bundle: str
