"""The names of a phenopacket's fields, each in the one spelling that the readers know.

Protobuf's JSON form allows both the names of the schema's files (``time_at_last_encounter``) and lowerCamelCase, and
programs write further ones. Names are made alike once, at the door.
"""

from functools import lru_cache
from typing import Any, Final

from hoofbeat.domain.errors import RecordError

Json = dict[str, Any]

#: Every field that is read, of GA4GH Phenopacket Schema 2.0 and 1.0 (https://phenopacket-schema.readthedocs.io), and
#: what stands around a phenopacket.
_FIELDS = """
    id label type start end age ageRange iso8601duration timestamp interval ontologyClass gestationalAge
    phenopacket phenopackets family cohort proband relatives members sample analysis resourceType
    subject sex karyotypicSex dateOfBirth taxonomy vitalStatus timeAtLastEncounter timeAtEncounter ageAtLastEncounter
    ageAtEncounter ageAtCollection ageRangeAtCollection
    phenotypicFeatures phenotypes excluded negated onset ageOfOnset ageRangeOfOnset classOfOnset resolution modifiers
    severity evidence description
    diseases term diseaseStage clinicalTnmFinding primarySite laterality
    interpretations progressStatus resolutionStatus diagnosis disease genomicInterpretations interpretationStatus status
    timeOfDeath timeOfCollection ageOfIndividualAtCollection individualAgeAtCollection
    measurements assay value quantity unit complexValue typedQuantities
    biosamples medicalActions genes variants htsFiles files
    metaData phenopacketSchemaVersion externalReferences reference resources namespacePrefix
"""


class Pairs(list[tuple[str, Any]]):
    """An object as it is written: the names with what stands behind them, repeated ones too."""


class StandsTwiceError(Exception):
    """A field stands twice in one object."""


@lru_cache(maxsize=4096)
def folded(name: str) -> str:
    """What all spellings of one name share."""
    return name.replace("_", "").replace("-", "").replace(" ", "").lower()


FIELDS: Final = {folded(name): name for name in _FIELDS.split()}


def with_known_names(value: Any, path: str = "") -> Any:
    """The value with its objects as dictionaries, each field of ours in our spelling; other names stay as they are.

    Raises:
        RecordError: a field stands twice in one object, and says two things.
    """
    if isinstance(value, Pairs):
        return _object(value, path)
    if isinstance(value, list):
        return [with_known_names(one, f"{path}[{position}]") for position, one in enumerate(value)]
    return value


def quick_object(pairs: list[tuple[str, Any]]) -> Json:
    """The same for one object whose parts are done, without knowing where it stands.

    Raises:
        StandsTwiceError: a field stands twice, be it the same.
    """
    made = {FIELDS.get(folded(name), name): value for name, value in pairs}
    if len(made) != len(pairs):
        raise StandsTwiceError
    return made


def _object(pairs: Pairs, path: str) -> Json:
    made: Json = {}
    for name, value in pairs:
        field = FIELDS.get(folded(name))
        # A name that no schema has may be a patient's word: it stands in no message.
        where = f"{path}.{field or '(another field)'}".lstrip(".")
        said = with_known_names(value, where)
        if field is not None and made.get(field) is not None:
            if said is not None and said != made[field]:
                raise RecordError(f"{where}: stands twice and says two things", hint="keep one of the two")
            continue
        made[field or name] = said
    return made
