"""Whose an observation is: not every one on a patient's record says something of that patient."""

from hoofbeat.sources.fhir.codes import codes, codings, concept_meaning, loinc_of, phrases
from hoofbeat.sources.fhir.references import reference_key
from hoofbeat.sources.fhir.values import Json
from hoofbeat.standards.analytes import analyte

#: Things of a patient that an observation may be about without being about somebody else.
_OF_THE_PATIENT = {
    "Condition", "Procedure", "Observation", "Encounter", "DiagnosticReport", "ImagingStudy", "Media", "Specimen",
    "BodyStructure", "AllergyIntolerance", "Immunization", "MedicationStatement", "MedicationAdministration",
    "MedicationRequest", "EpisodeOfCare", "CarePlan",
}  # fmt: skip

#: Questions about relatives. LOINC: history of family member diseases, and the questions of the family history tool.
FAMILY = {"10157-6", "8670-2", "54114-4", "54116-9", "54125-0", "54123-5"}
#: SNOMED CT: family history with explicit context, of a clinical finding, of a disorder.
_FAMILY_SITUATIONS = {"57177007", "416471007", "281666001"}
#: Who is spoken of. LOINC: relationship of the family member; SNOMED CT: subject relationship context.
_RELATION = {"54136-7", "408732007"}
_RELATION_WORDS = {
    "relationship", "relationship to patient", "relationship to subject", "subject relationship context", "relative",
    "parentesco", "family member", "familiar", "kinship", "affected relative", "familiar afectado",
}  # fmt: skip
#: SNOMED CT: mother, father, brother, sister, each also natural; parent, relative, person in the family.
_RELATIVE_CODES = {
    "72705000", "66839005", "70924004", "27733009", "65656005", "9947008", "60614009", "73678001", "40683002",
    "125677006", "303071001",
}  # fmt: skip
#: The patient, by SNOMED CT (subject of record) and HL7's role codes, or in words.
_SELF = {"410604004", "ONESELF"}
_SELF_WORDS = {"self", "patient", "proband", "index", "index case", "paciente", "propio", "caso indice", "probando"}
_FETUS = {"83418008"}

#: Words of a question about a relative; a finding of HPO may hold them (maternal diabetes) and is asked of the patient.
_RELATIVES = {
    "family", "familial", "familiar", "familiares", "familia", "relative", "relatives", "mother", "father", "maternal",
    "paternal", "madre", "padre", "materno", "materna", "paterno", "paterna", "hermano", "hermana", "hermanos",
    "sibling", "siblings", "brother", "sister", "parent", "parents", "padres", "abuelo", "abuela", "grandparent",
    "grandmother", "grandfather", "aunt", "uncle", "cousin", "primo", "hijo", "hija", "daughter", "spouse", "conyuge",
}  # fmt: skip
#: Others whose questions may share a word with a quantity of the patient's own (fetal hemoglobin).
_OTHERS = {"fetus", "fetal", "feto", "donor", "donante"}


def is_anothers(observation: Json, names: set[str], own: set[str]) -> bool:
    """Whether an observation is about somebody or something else than the patient.

    Args:
        observation: it has passed ``require_valid``.
        names: what references to the patient look like.
        own: what references to the patient's other resources look like.
    """
    if any(_other(reference, names, own) for reference in observation.get("focus", ())):
        return True
    if any(str(one.get("url", "")).lower().endswith("focuscode") for one in observation.get("extension", ())):
        return True
    if _of_fetus(observation.get("bodySite")) or _specimen_of_another(observation, names):
        return True
    if asks_of_family(observation) or any("family-history" in codes(one) for one in observation.get("category", ())):
        return True
    return any(_names_relative(component) for component in observation.get("component", ()))


def asks_of_family(part: Json) -> bool:
    """Whether the question of an observation or a component is about a relative."""
    question = part.get("code")
    if loinc_of(question) in FAMILY or codes(question) & _FAMILY_SITUATIONS:
        return True
    if concept_meaning(question).findings:
        return False
    code = loinc_of(question)
    others = _RELATIVES if code and analyte(code) else _RELATIVES | _OTHERS
    return any(others.intersection(phrase.split()) for phrase in phrases(question))


def _other(reference: Json, names: set[str], own: set[str]) -> bool:
    literal = reference.get("reference")
    kind = reference.get("type")
    if not literal:
        return kind not in _OF_THE_PATIENT
    key = reference_key(literal, "Patient")
    return not (key in names or key in own or (kind or key.split("/")[0]) in _OF_THE_PATIENT)


def _specimen_of_another(observation: Json, names: set[str]) -> bool:
    literal = str((observation.get("specimen") or {}).get("reference", ""))
    for contained in observation.get("contained", ()):
        if literal == f"#{contained.get('id')}" and contained.get("resourceType") == "Specimen":
            subject = str((contained.get("subject") or {}).get("reference", ""))
            return bool(subject) and reference_key(subject, "Patient") not in names
    return False


def _of_fetus(site: Json | None) -> bool:
    return bool(codes(site) & _FETUS) or any({"fetus", "fetal", "feto"} & set(one.split()) for one in phrases(site))


def _names_relative(component: Json) -> bool:
    """Whether a component says that its observation is a relative's."""
    answer = component.get("valueCodeableConcept") or {"text": component.get("valueString")}
    if codes(answer) & _SELF or _SELF_WORDS.intersection(phrases(answer)):
        return False
    if codes(answer) & _RELATIVE_CODES or any("rolecode" in str(one.system).lower() for one in codings(answer)):
        return True
    question = component.get("code")
    asks = bool(codes(question) & _RELATION) or bool(_RELATION_WORDS.intersection(phrases(question)))
    return asks and bool(codes(answer) or phrases(answer))
