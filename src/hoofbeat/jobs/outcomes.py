"""``hoofbeat monitor outcomes``: how a bundle's answers fared, held against confirmed diagnoses."""

from datetime import UTC, datetime
from pathlib import Path

from pydantic import AwareDatetime, BaseModel, ConfigDict

from hoofbeat.bundle.runtime.bundle import Bundle
from hoofbeat.console import stage
from hoofbeat.domain.circumstances import Circumstances, Region, Setting
from hoofbeat.watching.outcomes.followed import event_texts, followed_events, followed_gold
from hoofbeat.watching.outcomes.gauges import write_outcome_metrics
from hoofbeat.watching.outcomes.judged import judge_cases
from hoofbeat.watching.outcomes.report import OutcomeReport, Windows, outcome_report
from hoofbeat.workspace import Workspace


class OutcomesJob(BaseModel):
    """Judge a bundle by what was confirmed since it was made.

    Attributes:
        bundle: the bundle.
        cases: log or address of a case store; the lake if not given.
        output: run directory of the lake.
        lake: address of the lake, if it is not in the run directory.
        until: the moment judged; now if not given. What was recorded later is not looked at.
        read_too: whether confirmed cases count that the bundle may have read, being older than it.
        setting: where one asks.
        region: where the patients live.
        windows: what the figures look back on.
        report: file for the figures, as JSON.
        metrics: file for Prometheus.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    bundle: Path
    cases: str | None = None
    output: Path = Path("hoofbeat-output")
    lake: str | None = None
    until: AwareDatetime | None = None
    read_too: bool = False
    setting: Setting = Setting.GENETICS
    region: Region | None = None
    windows: Windows = Windows()
    report: Path | None = None
    metrics: Path | None = None

    def run(self) -> OutcomeReport:
        """The report; it is written where asked.

        Raises:
            BundleError: the bundle cannot be read.
            SourceError: the log cannot be read.
            CaseStoreError: there is no such database, or it does not answer.
            LakeError: the lake cannot be read.
        """
        with stage("Loading the bundle"):
            bundle = Bundle.load(self.bundle)
        now = self.until or datetime.now(UTC)
        if self.cases is None:
            followed = followed_gold(Workspace(self.output, self.lake).open_lake(), now)
        else:
            followed = followed_events(event_texts(self.cases), bundle.lexicon.resolve, now)
        # What was confirmed before the bundle was made may have taught it.
        fresh = [
            one for one in followed if self.read_too or one.confirmed is None or one.confirmed > bundle.manifest.created
        ]
        asked = Circumstances(setting=self.setting, region=self.region)
        outcomes = [one for one in judge_cases(bundle, fresh, asked) if one]
        report = outcome_report(bundle.version, outcomes, now, self.windows, len(followed) - len(outcomes))
        if self.report:
            report.save(self.report)
        if self.metrics:
            write_outcome_metrics(self.metrics, report)
        return report
