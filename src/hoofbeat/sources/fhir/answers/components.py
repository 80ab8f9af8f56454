"""What part a component plays in its observation."""

from enum import StrEnum

from hoofbeat.sources.fhir.answers.presence import of_value
from hoofbeat.sources.fhir.answers.statements import Presence
from hoofbeat.sources.fhir.codes import codes, concept_meaning, modifiers, phrases
from hoofbeat.sources.fhir.values import Json, years_of


class ComponentRole(StrEnum):
    """A component states that a finding is there or lacks, tells more of it, is nobody's, or stands alone."""

    PRESENCE = "presence"
    ABSENCE = "absence"
    MODIFIER = "modifier"
    OTHERS = "others"
    OWN = "own"


#: SNOMED CT: "presence findings", presence; finding context, temporal context (what was there in the past is not said
#: to be there now).
_PRESENCE = {
    "260411009", "705057003", "408729009", "408731000", "presence", "status", "phenotype-status", "assertion",
    "presence-status",
}  # fmt: skip
_PRESENCE_WORDS = {
    "present", "presente", "phenotype status", "present or absent", "presente o ausente", "estado", "status",
    "observed", "observado", "hallazgo presente", "estado del hallazgo", "estado del fenotipo", "finding context",
    "contexto del hallazgo", "contexto", "temporal context", "contexto temporal",
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

#: HPO's own term for when a finding began.
_ONSET = "HP:0003674"
#: Of the modifiers those of which "none" or 0 says that the finding itself lacks.
_HOW_MUCH = {"246112005", "272141005"}
_HOW_MUCH_WORDS = {
    "severity", "severidad", "gravedad", "intensity", "intensidad", "grade", "grado", "frequency", "frecuencia",
}  # fmt: skip
#: SNOMED CT and LOINC: absent, known absent, finding absent, definitely not present, refuted.
_ABSENT = {"2667000", "410516002", "373572006", "410594000", "723511001", "LA9634-2"}

#: A phenotype that a genetic variant is known for: nobody says that this patient has it.
_VARIANT = {"81259-4", "predicted-phenotype"}


def role_of(component: Json) -> ComponentRole:
    """What part a component plays; one whose question is itself a finding always stands alone."""
    question = component.get("code")
    asked, words = codes(question), phrases(question)
    if concept_meaning(question).findings:
        return ComponentRole.OWN
    if modifiers(question) or asked & _MODIFIER:
        return ComponentRole.MODIFIER
    if asked & _VARIANT:
        return ComponentRole.OTHERS
    if asked & _PRESENCE or _PRESENCE_WORDS.intersection(words):
        return ComponentRole.PRESENCE
    if any(_PRESENCE_WORD.intersection(phrase.split()) for phrase in words):
        return ComponentRole.PRESENCE
    if _ABSENCE_WORDS.intersection((*words, *(code.lower() for code in asked))):
        return ComponentRole.ABSENCE
    if any(f" {word} " in f" {phrase} " for word in _MODIFIER_WORDS for phrase in words):
        return ComponentRole.MODIFIER
    return ComponentRole.OWN


def onset_of(component: Json) -> float | None:
    """The age at which the finding of the observation began, in years, if a component asks for it; else ``None``."""
    return years_of(component.get("valueQuantity")) if _ONSET in modifiers(component.get("code")) else None


def stated_by(component: Json, role: ComponentRole) -> Presence | None:
    """What a component of this role states on the finding of its observation.

    A component that says "absent" to a question we do not know makes the finding of its observation doubtful.
    """
    if role is ComponentRole.MODIFIER:
        return Presence.ABSENT if _asks_how_much(component) and of_value(component) is Presence.ABSENT else None
    if role is ComponentRole.OWN:
        return Presence.UNCLEAR if _says_absent(component) and not _has_finding(component) else None
    if role is ComponentRole.OTHERS:
        return None
    said = Presence.UNKNOWN if "dataAbsentReason" in component else of_value(component) or Presence.UNKNOWN
    turned = {Presence.PRESENT: Presence.ABSENT, Presence.ABSENT: Presence.PRESENT}
    if role is ComponentRole.PRESENCE:
        return said
    # "excluded: yes" denies, and so does "absence: absent": only yes and no turn round what is asked.
    return said if _says_absent(component) else turned.get(said, said)


def _says_absent(component: Json) -> bool:
    answer = component.get("valueCodeableConcept") or {"text": component.get("valueString")}
    return bool(codes(answer) & _ABSENT or _ABSENCE_WORDS.intersection(phrases(answer)))


def _has_finding(component: Json) -> bool:
    return any(concept_meaning(component.get(name)).findings for name in ("code", "valueCodeableConcept"))


def _asks_how_much(component: Json) -> bool:
    question = component.get("code")
    words = {word for phrase in phrases(question) for word in phrase.split()}
    return bool(codes(question) & _HOW_MUCH or words & _HOW_MUCH_WORDS)
