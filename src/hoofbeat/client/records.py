"""Phenopackets and FHIR, in and out."""

from collections.abc import Mapping, Sequence
from typing import Any, Unpack, cast

from hoofbeat.client.answers import Basis, ToldDifferential
from hoofbeat.client.asking import Asking, Findings, Measurements, PersonOptions, RankingOptions, case_of


class RecordCalls(Asking):
    """What is asked of records as other systems write them."""

    def differential_of_phenopacket(
        self, packet: Mapping[str, Any], **options: Unpack[RankingOptions]
    ) -> ToldDifferential:
        """Rank diseases for a GA4GH phenopacket, of version 2 or 1."""
        return cast(
            ToldDifferential, self.ask("POST", "/v1/differential/phenopacket", query=_texts(options), body=packet)
        )

    def differential_of_fhir(self, bundle: Mapping[str, Any], **options: Unpack[RankingOptions]) -> ToldDifferential:
        """Rank diseases for a FHIR R4 Bundle with Patient, Observation and Condition."""
        return cast(ToldDifferential, self.ask("POST", "/v1/differential/fhir", query=_texts(options), body=bundle))

    def phenopacket(
        self,
        findings: Findings = (),
        measurements: Measurements = (),
        *,
        diseases: Sequence[str] = (),
        diagnosis: tuple[str, Basis] | None = None,
        **person: Unpack[PersonOptions],
    ) -> dict[str, Any]:
        """The case as a phenopacket 2.0; ``diseases`` are suspected, ``diagnosis`` is confirmed."""
        body = _exported(findings, measurements, diseases, diagnosis, person)
        return cast(dict[str, Any], self.ask("POST", "/v1/export/phenopacket", body=body))

    def fhir(
        self,
        findings: Findings = (),
        measurements: Measurements = (),
        *,
        diseases: Sequence[str] = (),
        diagnosis: tuple[str, Basis] | None = None,
        **person: Unpack[PersonOptions],
    ) -> dict[str, Any]:
        """The same as a FHIR R4 Bundle."""
        body = _exported(findings, measurements, diseases, diagnosis, person)
        return cast(dict[str, Any], self.ask("POST", "/v1/export/fhir", body=body))


def _texts(options: Mapping[str, Any]) -> dict[str, Any]:
    """Options as a query has them: ``true`` and not ``True``."""
    return {name: str(value).lower() if isinstance(value, bool) else value for name, value in options.items()}


def _exported(
    findings: Findings,
    measurements: Measurements,
    diseases: Sequence[str],
    diagnosis: tuple[str, Basis] | None,
    person: PersonOptions,
) -> dict[str, Any]:
    held = None if diagnosis is None else {"disease": diagnosis[0], "basis": diagnosis[1]}
    return case_of(findings, measurements) | person | {"diseases": list(diseases), "diagnosis": held}
