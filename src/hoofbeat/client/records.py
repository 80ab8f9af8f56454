"""Phenopackets and FHIR, in and out."""

from collections.abc import Mapping
from typing import Any, Unpack, cast

from hoofbeat.client.answers import ToldDifferential
from hoofbeat.client.asking import Asking, ExportOptions, Findings, Measurements, RankingOptions, case_of, held


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
        self, findings: Findings = (), measurements: Measurements = (), **options: Unpack[ExportOptions]
    ) -> dict[str, Any]:
        """The case as a phenopacket 2.0."""
        return self._exported("phenopacket", findings, measurements, options)

    def fhir(
        self, findings: Findings = (), measurements: Measurements = (), **options: Unpack[ExportOptions]
    ) -> dict[str, Any]:
        """The same as a FHIR R4 Bundle."""
        return self._exported("fhir", findings, measurements, options)

    def _exported(
        self, form: str, findings: Findings, measurements: Measurements, options: ExportOptions
    ) -> dict[str, Any]:
        stated = {"diseases": list(options.get("diseases", ())), "diagnosis": held(options.get("diagnosis"))}
        body = case_of(findings, measurements) | options | stated
        return cast(dict[str, Any], self.ask("POST", f"/v1/export/{form}", body=body))


def _texts(options: Mapping[str, Any]) -> dict[str, Any]:
    """Options as a query has them: ``true`` and not ``True``."""
    return {name: str(value).lower() if isinstance(value, bool) else value for name, value in options.items()}
