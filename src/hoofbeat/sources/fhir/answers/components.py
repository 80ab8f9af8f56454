"""What part a component plays in its observation."""

from enum import StrEnum

from hoofbeat.sources.fhir.answers.presence import of_value
from hoofbeat.sources.fhir.answers.statements import Presence
from hoofbeat.sources.fhir.codes import codes, concept_meaning, modifiers, phrases
from hoofbeat.sources.fhir.values import Json


class Role(StrEnum):
    """A component states that a finding is there or lacks, tells more of it, is nobody's, or stands alone."""

    PRESENCE = "presence"
    ABSENCE = "absence"
    MODIFIER = "modifier"
    OTHERS = "others"
    OWN = "own"


#: "Presence findings", presence (SNOMED CT).
_PRESENCE = {"260411009", "705057003", "presence", "status", "phenotype-status", "assertion", "presence-status"}
_PRESENCE_WORDS = {
    "present", "presente", "phenotype status", "present or absent", "presente o ausente", "estado", "status",
    "observed", "observado", "hallazgo presente", "estado del hallazgo", "estado del fenotipo",
}  # fmt: skip
_PRESENCE_WORD = {"presence", "presencia"}
#: What the phenopacket schema asks: is the feature excluded?
_ABSENCE_WORDS = {
    "excluded", "excluido", "absent", "ausente", "absence", "ausencia", "negated", "negado", "negativo", "refuted",
}  # fmt: skip

#: SNOMED CT: severity, severities, laterality, side, occurrence, clinical course, finding site, episodicity, due to,
#: associated with, finding method, finding informer, onset, age at onset, causative agent.
_MODIFIER = {
    "246112005", "272141005", "272741003", "182353008", "246454002", "263502005", "363698007", "246456000", "42752001",
    "47429007", "418775008", "419066007", "298059007", "424850005", "246075003",
}  # fmt: skip
_MODIFIER_WORDS = (
    "severity", "severidad", "gravedad", "intensity", "intensidad", "grade", "grado", "onset", "inicio", "debut",
    "laterality", "lateralidad", "side", "lado", "location", "localizacion", "site", "sitio", "modifier",
    "modificador", "course", "curso", "evolucion", "pattern", "patron", "frequency", "frecuencia", "duration",
    "duracion", "evidence", "evidencia", "assertion method", "method", "metodo", "certainty", "certeza", "trigger",
    "desencadenante", "resolution", "resolucion", "age of", "age at", "edad",
)  # fmt: skip

#: A phenotype that a genetic variant is known for: nobody says that this patient has it.
_VARIANT = {"81259-4", "predicted-phenotype"}


def role_of(component: Json) -> Role:
    """What part a component plays; one whose question is itself a finding always stands alone."""
    question = component.get("code")
    asked, words = codes(question), phrases(question)
    if concept_meaning(question).findings:
        return Role.OWN
    if modifiers(question) or asked & _MODIFIER:
        return Role.MODIFIER
    if asked & _VARIANT:
        return Role.OTHERS
    if asked & _PRESENCE or _PRESENCE_WORDS.intersection(words):
        return Role.PRESENCE
    if any(_PRESENCE_WORD.intersection(phrase.split()) for phrase in words):
        return Role.PRESENCE
    if _ABSENCE_WORDS.intersection((*words, *(code.lower() for code in asked))):
        return Role.ABSENCE
    if any(f" {word} " in f" {phrase} " for word in _MODIFIER_WORDS for phrase in words):
        return Role.MODIFIER
    return Role.OWN


def stated_by(component: Json, role: Role) -> Presence | None:
    """What a component of this role states on the finding of its observation."""
    if role not in (Role.PRESENCE, Role.ABSENCE):
        return None
    said = Presence.UNKNOWN if "dataAbsentReason" in component else of_value(component) or Presence.UNKNOWN
    turned = {Presence.PRESENT: Presence.ABSENT, Presence.ABSENT: Presence.PRESENT}
    if role is Role.PRESENCE:
        return said
    # "excluded: yes" denies, and so does "absence: absent": only yes and no turn round what is asked.
    worded = "valueCodeableConcept" in component and set(phrases(component["valueCodeableConcept"])) & _ABSENCE_WORDS
    return said if worded else turned.get(said, said)
