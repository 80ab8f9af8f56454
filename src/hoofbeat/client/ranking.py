"""Rankings, their reasons, and how to go on."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Unpack, cast

from hoofbeat.client.answers import ToldBatchLine, ToldDifferential, ToldExplanation, ToldNextSteps
from hoofbeat.client.asking import Asking, CaseOptions, Findings, Measurements, RankingOptions, case_of


class RankingCalls(Asking):
    """What is asked of findings and measurements."""

    def differential(
        self, findings: Findings = (), measurements: Measurements = (), **options: Unpack[RankingOptions]
    ) -> ToldDifferential:
        """Rank common and orphan diseases for one case."""
        body = case_of(findings, measurements) | options
        return cast(ToldDifferential, self.ask("POST", "/v1/differential", body=body))

    def differentials(self, cases: Iterable[Mapping[str, Any]]) -> Iterator[ToldBatchLine]:
        """Rank many cases, each with the fields of one; an answer, or a problem, for each as it comes."""
        lines = "".join(f"{json.dumps(case)}\n" for case in cases)
        for line in self._connection.lines("/v1/differentials", lines.encode(), "application/x-ndjson"):
            yield cast(ToldBatchLine, json.loads(line))

    def explain(
        self,
        diseases: Sequence[str],
        findings: Findings = (),
        measurements: Measurements = (),
        **options: Unpack[CaseOptions],
    ) -> ToldExplanation:
        """Say why the diseases stand where they stand; any of the catalogue, up to ten."""
        body = case_of(findings, measurements) | options | {"diseases": list(diseases)}
        return cast(ToldExplanation, self.ask("POST", "/v1/explanation", body=body))

    def next_findings(
        self,
        findings: Findings = (),
        measurements: Measurements = (),
        *,
        limit: int = 12,
        **options: Unpack[CaseOptions],
    ) -> ToldNextSteps:
        """What to ask, examine and test next, when to stop, and when to refer."""
        body = case_of(findings, measurements) | options | {"limit": limit}
        return cast(ToldNextSteps, self.ask("POST", "/v1/next-findings", body=body))
