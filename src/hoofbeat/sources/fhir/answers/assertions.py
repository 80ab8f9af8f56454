"""Which findings an observation asserts, as observed or as excluded.

The finding may be the question, the answer, or the question or answer of a component; whether it is there may be said
by the value, by ``interpretation``, by a component or an extension, or by the question itself ("phenotype absent"). A
finding whose answer is not understood is set aside with a note that names its code.
"""

from collections.abc import Iterator
from typing import NamedTuple

from hoofbeat.domain.case import Finding
from hoofbeat.sources.fhir.answers.components import ComponentRole, onset_of, role_of, stated_by
from hoofbeat.sources.fhir.answers.presence import of_concept, of_value, settled
from hoofbeat.sources.fhir.answers.statements import Presence
from hoofbeat.sources.fhir.answers.whose import asks_of_family
from hoofbeat.sources.fhir.codes import codes, codings, concept_meaning, describe, phrases
from hoofbeat.sources.fhir.notes import Notes
from hoofbeat.sources.fhir.values import Json
from hoofbeat.sources.fhir.wording import is_doubted
from hoofbeat.terminology.meanings import system_of

_NOT_UNDERSTOOD = "the answer is not understood: set aside"

#: Statuses that an extension may state; yes and no could answer any question.
_STATUSES = {
    "410605003", "723511001", "410515003", "410516002", "52101004", "2667000", "373573001", "373572006", "LA9633-4",
    "LA9634-2",
}  # fmt: skip
#: Parts of the names of extensions that state presence, and of those that state absence.
_PRESENCE_NAMES = ("presence", "presencia", "phenotype-status")
_ABSENCE_NAMES = (
    "excluded", "excluid", "absence", "ausencia", "absent", "ausente", "negated", "negation", "negad", "negaci",
    "descartad", "refuted",
)  # fmt: skip

#: Questions that say themselves whether the answer is there. SNOMED CT: clinical finding absent, present; known absent,
#: known present; absent, present.
_QUESTIONS = {
    **dict.fromkeys(("373572006", "410516002", "2667000", "410594000", "723511001"), Presence.ABSENT),
    **dict.fromkeys(("373573001", "410515003", "52101004", "410605003"), Presence.PRESENT),
    **dict.fromkeys(("410590009", "410592001", "410593006", "415684004"), Presence.UNKNOWN),
}
_DENIED = {
    "absent", "absence", "ausente", "ausentes", "ausencia", "excluded", "excluido", "excluidos", "negated", "negado",
    "negados", "negativos", "denied", "niega", "refuted", "descartado", "descartados", "unaffected",
    "negative", "negatives", "negativo", "negativa", "negativas", "denies", "nega",
}  # fmt: skip
_DOUBTED = {
    "suspected", "suspicion", "sospecha", "sospechado", "possible", "posible", "probable", "differential",
    "diferencial", "risk", "riesgo", "rule", "descartar", "allergy", "alergia", "intolerance", "intolerancia",
    "prevention",
}  # fmt: skip


class Asserted(NamedTuple):
    """A finding that was asserted.

    Attributes:
        finding: observed or excluded.
        disease: disease that the same code names, ``None`` if it names none.
        by_hpo: whether a term of HPO was asked for.
    """

    finding: Finding
    disease: str | None
    by_hpo: bool

    def begun(self, years: float) -> "Asserted":
        """The same, with the age at which it began."""
        return self._replace(finding=self.finding.model_copy(update={"onset_years": years}))


class _Target(NamedTuple):
    """What is spoken of."""

    concept: Json
    findings: tuple[str, ...]
    disease: str | None


def assertions(observation: Json, counted: set[int], notes: Notes) -> Iterator[Asserted]:
    """Yield the findings that an observation and its components assert.

    Args:
        observation: it has passed ``require_valid``, and is the patient's.
        counted: positions of the parts whose number was read (0 the observation itself, 1 its first component …).
        notes: takes what is not understood.
    """
    components = [(one, role_of(one)) for one in observation.get("component", ())]
    stated = [stated_by(one, role) for one, role in components]
    stated += [_of_extension(one) for one in observation.get("extension", ())]
    target = _target(observation)
    began = next((age for one, _ in components if (age := onset_of(one)) is not None), None)
    for component, role in components:
        if role in (ComponentRole.MODIFIER, ComponentRole.OTHERS) and onset_of(component) is None:
            notes.add("components that are no findings of their own, not read", describe(component.get("code")))
    said = _said(observation, target, stated)
    if target is not None:
        for one in _decided(observation, target, said, 0 in counted, notes):
            yield one if began is None or one.finding.excluded else one.begun(began)
    elif 0 not in counted:
        _note_unread(observation, bool(components), notes)
    for position, (component, role) in enumerate(components, start=1):
        if role is ComponentRole.OWN:
            yield from _of_component(component, target, said, position in counted, notes)


def _of_component(
    component: Json, above: _Target | None, said: Presence | None, counted: bool, notes: Notes
) -> Iterator[Asserted]:
    target = _target(component)
    if asks_of_family(component):
        notes.add("observations about somebody or something else than the patient: set aside", _code(component))
    elif target is None:
        if not counted:
            _note_unread(component, False, notes)
    elif above is not None and not concept_meaning(component.get("code")).findings:
        # A finding as the answer to a question of which we only know that it is about another finding.
        notes.add(f"{describe(target.concept)}: {_NOT_UNDERSTOOD}")
    else:
        own = _said(component, target, [])
        if own is None and above is None and not concept_meaning(component.get("code")).findings:
            own = said  # "absent" may stand once above all that is absent
        yield from _decided(component, target, own, counted, notes)


def _target(part: Json) -> _Target | None:
    """What a part speaks of: its answer if that is a finding, else its question."""
    for concept in (part.get("valueCodeableConcept"), part.get("code")):
        found = concept_meaning(concept)
        if found.findings and concept is not None:
            return _Target(concept, found.findings, found.disease)
    return None


def _said(part: Json, target: _Target | None, stated: list[Presence | None]) -> Presence | None:
    """What a part and what belongs to it state on its target; ``None`` where nothing is stated."""
    value = None if target is not None and target.concept is part.get("valueCodeableConcept") else of_value(part)
    read = [of_concept(one, interpretation=True) for one in part.get("interpretation", ())]
    if target is not None and is_doubted(target.concept):
        return Presence.UNCLEAR  # the code of a cough, and "niega tos" beside it
    # An interpretation may say something else than whether it is there ("higher than before").
    asked = None if concept_meaning(part.get("code")).findings else _of_question(part.get("code"))
    known = [one for one in (*read, asked) if one is not Presence.UNCLEAR]
    return settled([value, *known, *stated])


def _decided(part: Json, target: _Target, said: Presence | None, counted: bool, notes: Notes) -> Iterator[Asserted]:
    is_answer = target.concept is part.get("valueCodeableConcept")
    code = describe(target.concept)
    if "dataAbsentReason" in part and said not in (Presence.PRESENT, Presence.ABSENT):
        notes.add(f"{code}: no answer (dataAbsentReason): set aside")
    elif said is Presence.UNKNOWN:
        notes.add(f"{code}: answered as unknown: set aside")
    elif counted and said in (Presence.UNCLEAR, None):
        pass  # the number speaks for itself
    elif said is Presence.UNCLEAR:
        notes.add(f"{code}: {_NOT_UNDERSTOOD}")
    elif said is None and not is_answer:
        notes.add(f"{code}: asked without an answer: set aside")
    else:
        by_hpo = any(system_of(one.system) == "HP" for one in codings(target.concept))
        for id_ in target.findings:
            yield Asserted(Finding(id=id_, excluded=said is Presence.ABSENT), target.disease, by_hpo)


def _of_question(question: Json | None) -> Presence | None:
    """What a question without a finding of its own says of the finding in its answer."""
    found = settled(_QUESTIONS.get(code) for code in codes(question))
    words = [set(phrase.split()) for phrase in phrases(question)]
    words += [set(_apart(code)) for code in codes(question)]
    denied, doubted = any(_DENIED & one for one in words), any(_DOUBTED & one for one in words)
    # "Present or absent" asks for both.
    both = any({"present", "presente", "presence", "presencia"} & one for one in words)
    return found or (Presence.UNKNOWN if doubted else Presence.ABSENT if denied and not both else None)


def _apart(code: str) -> list[str]:
    """The words of a local code: ``phenotype-absent``, ``PHENO_ABSENT``."""
    return code.lower().replace("_", "-").split("-")


def _of_extension(extension: Json) -> Presence | None:
    """Presence in an extension, as registries of rare diseases write it."""
    name = str(extension.get("url", "")).rstrip("/").rsplit("/", 1)[-1].lower()
    said = {key: value for key, value in extension.items() if key.startswith("value")}
    if "valueCoding" in said:
        said["valueCodeableConcept"] = {"coding": [said.pop("valueCoding")]}
    if "valueCode" in said:
        said["valueString"] = said.pop("valueCode")
    if said and any(one in name for one in _PRESENCE_NAMES):
        return stated_by(said, ComponentRole.PRESENCE)
    if said and any(one in name for one in _ABSENCE_NAMES):
        return stated_by(said, ComponentRole.ABSENCE)
    concept = said.get("valueCodeableConcept")
    return of_concept(concept) if concept is not None and codes(concept) & _STATUSES else None


def _note_unread(part: Json, has_components: bool, notes: Notes) -> None:
    """Note an answer that is no finding and no number of ours."""
    code = _code(part)
    value = part.get("valueCodeableConcept")
    if "valueQuantity" in part or "valueInteger" in part:
        if "value" in (part.get("valueQuantity") or {"value": 0}) and not code.startswith("LOINC"):
            notes.add("a number without a LOINC code: set aside")
    elif value is not None:
        disease = concept_meaning(value).disease
        meant = "a disease as an answer is not read as the diagnosis" if disease else "coded answers without a meaning"
        notes.add(f"{meant}, not read", code)
    elif any(name.startswith("value") for name in part):
        notes.add("answers in words, times, ranges or ratios, not read", code)
    elif "dataAbsentReason" in part:
        notes.add("no value (dataAbsentReason)", code)
    elif not has_components and not part.get("hasMember"):
        notes.add("observations without a value", code)


def _code(part: Json) -> str:
    return describe(part.get("code"))
