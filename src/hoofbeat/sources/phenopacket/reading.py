"""From the text of one phenopacket to a case: the one reading for files and for what the service is asked."""

from collections.abc import Iterator

from hoofbeat.domain.case import Case
from hoofbeat.domain.errors import RecordError
from hoofbeat.sources.assemble import Resolve, make_case, settle_findings
from hoofbeat.sources.phenopacket.diagnosis import diagnosis_of
from hoofbeat.sources.phenopacket.features import findings_of
from hoofbeat.sources.phenopacket.measurements import measurements_of
from hoofbeat.sources.phenopacket.names import Json
from hoofbeat.sources.phenopacket.publication import group_of
from hoofbeat.sources.phenopacket.structure import listed
from hoofbeat.sources.phenopacket.subject import age_of, refuse_other_species, sex_of
from hoofbeat.sources.phenopacket.text import values_of
from hoofbeat.sources.phenopacket.version1 import as_version_2
from hoofbeat.sources.phenopacket.wrappers import unwrapped


def case_of(text: str, *, yaml: bool = False, resolve: Resolve | None = None) -> Case:
    """Read one phenopacket of version 2 or 1; the reason of a refusal names the field, never its text.

    Args:
        text: JSON, or YAML.
        yaml: whether it may be YAML.
        resolve: takes an HPO id to the current one, or to ``None`` where unknown; without it ids stay as they are.

    Raises:
        RecordError: neither JSON nor YAML, not a phenopacket, or with neither a usable finding nor a measurement.
    """
    packet, version_notes = as_version_2(unwrapped(values_of(text, yaml=yaml)))
    case_id = packet.get("id")
    if not isinstance(case_id, str) or not case_id.strip():
        raise RecordError("id: missing", hint="give the phenopacket an id")
    refuse_other_species(packet)
    age, age_notes = age_of(packet)
    measurements, measurement_notes = measurements_of(packet)
    stated, finding_notes = findings_of(packet, needed=not measurements)
    findings, settling_notes = settle_findings(stated, resolve, needed=not measurements)
    diagnosis, diagnosis_name, diagnosis_notes = diagnosis_of(packet)
    notes = (*version_notes, *age_notes, *finding_notes, *settling_notes, *diagnosis_notes, *measurement_notes)
    return make_case(
        case_id=case_id,
        age=age,
        sex=sex_of(packet),
        findings=findings,
        measurements=tuple(measurements),
        diagnosis=diagnosis,
        diagnosis_name=diagnosis_name,
        group=group_of(packet),
        notes=(*notes, *_left_out(packet)),
    )


def _left_out(packet: Json) -> Iterator[str]:
    """What could say more of the patient and is not read yet, by number."""
    features = (sample.get("phenotypicFeatures") for _, sample in listed(packet, "biosamples"))
    if count := sum(len(one) for one in features if isinstance(one, list)):
        yield f"{count} phenotypicFeatures of biosamples are not read"
