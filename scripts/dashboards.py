"""Write Grafana's dashboards: ``python scripts/dashboards.py``.

They are code, so that a query stands once, and one that nobody can run is found by a test. What Grafana reads is kept
beside it in ``deploy/compose/grafana/dashboards``, since no machine that runs Grafana has this script's library.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from grafana_foundation_sdk.builders.dashboard import Dashboard, Row
from grafana_foundation_sdk.builders.prometheus import Dataquery
from grafana_foundation_sdk.builders.stat import Panel as Stat
from grafana_foundation_sdk.builders.timeseries import Panel as Timeseries
from grafana_foundation_sdk.cog.encoder import JSONEncoder
from grafana_foundation_sdk.models.dashboard import DataSourceRef

FOLDER = Path(__file__).resolve().parents[1] / "deploy" / "compose" / "grafana" / "dashboards"

SOURCE = DataSourceRef(type_val="prometheus", uid="prometheus")

#: Width in Grafana's 24 columns, and height in its rows.
_WIDE, _NARROW, _TALL, _LOW = 12, 4, 8, 4


@dataclass(frozen=True)
class View:
    """One panel.

    Attributes:
        title: of the panel.
        queries: PromQL → legend of its series.
        unit: Grafana's name of the unit.
        says: what a reader must know beside the title.
        stat: the newest value alone, instead of a curve.
        top: where the axis ends.
    """

    title: str
    queries: dict[str, str]
    unit: str = "short"
    says: str = ""
    stat: bool = False
    top: float | None = None


def _quantile(share: float, name: str, by: str = "", labels: str = "", span: str = "10m") -> str:
    grouped = f"le, {by}" if by else "le"
    return f"histogram_quantile({share}, sum by ({grouped}) (rate({name}_bucket{labels}[{span}])))"


_DIFFERENTIAL = '{route="/v1/differential"}'
_AGED = "(time() - {}) / 86400"
_SHARE = "sum(rate(hoofbeat_{}_total[1h])) / sum(rate(hoofbeat_{}_total[1h]))"
_GAP = "max({0}) - min({0})"
_GROUP = 'hoofbeat_outcome_group_top_k{{k="10",kind="{}"}}'

SERVICE = (
    View("Ready", {"min(hoofbeat_ready)": ""}, stat=True, says="1 if the bundle answered the last call of /readyz"),
    View("Bundle that answers", {"hoofbeat_bundle_info == 1": "{{version}}"}, stat=True),
    View("Bundles refused", {"sum(hoofbeat_bundle_refused_total)": ""}, stat=True, says="Since the service started"),
    View("Under way", {"sum(hoofbeat_requests_in_flight)": ""}, stat=True),
    View("Memory in use", {'sum(process_resident_memory_bytes{job="hoofbeat"})': ""}, "bytes", stat=True),
    View("Targets down", {"count(up == 0) or vector(0)": ""}, stat=True),
    View("Requests a second", {"hoofbeat:requests:rate5m": "{{route}}"}, "reqps"),
    View("Share of requests that end in an error of ours", {"hoofbeat:errors:ratio5m": "errors"}, "percentunit"),
    View(
        "Seconds of a differential",
        {_quantile(q, "hoofbeat_request_seconds", "", _DIFFERENTIAL): f"{q:g}" for q in (0.5, 0.95, 0.99)},
        "s",
    ),
    View("Seconds by route, 19 of 20", {_quantile(0.95, "hoofbeat_request_seconds", "route"): "{{route}}"}, "s"),
    View("Processor cores in use", {'sum(rate(process_cpu_seconds_total{job="hoofbeat"}[5m]))': "cores"}),
    View("Files open", {'sum(process_open_fds{job="hoofbeat"})': "open"}),
)

MODEL = (
    View("Age of the bundle", {_AGED.format("min(hoofbeat_bundle_created_timestamp_seconds)"): ""}, "d", stat=True),
    View(
        "Age of the knowledge", {_AGED.format("min(hoofbeat_knowledge_released_timestamp_seconds)"): ""}, "d", stat=True
    ),
    View("Confirmed diagnoses", {"max(hoofbeat_outcome_labels)": ""}, stat=True),
    View("Right first, confirmed", {'max(hoofbeat_outcome_top_k{k="1",rarity="all"})': ""}, "percentunit", stat=True),
    View("Right first, foretold", {"max(hoofbeat_outcome_estimated_top_1)": ""}, "percentunit", stat=True,
         says="From confidence, while diagnoses are not confirmed yet"),
    View("Alarms",
         {"(sum(hoofbeat_drift_alarm) or vector(0)) + (sum(hoofbeat_outcome_alarm) or vector(0))": ""}, stat=True),
    View("Differentials a minute", {"60 * sum by (setting) (rate(hoofbeat_predictions_total[5m]))": "{{setting}}"}),
    View("How sure the first answer is", {"sum by (band) (rate(hoofbeat_predictions_total[1h]))": "{{band}}"}, "reqps"),
    View("Answers that say not to rely upon them", {"hoofbeat:abstentions:ratio1h": "share"}, "percentunit", top=1),
    View("Whether enough was told", {"sum by (level) (rate(hoofbeat_sufficiency_total[1h]))": "{{level}}"}, "reqps"),
    View(
        "Diseases that most often stand first, a day",
        {"topk(10, sum by (disease) (increase(hoofbeat_top_disease_total[1d])))": "{{disease}}"},
        says="Counts below five are not shown by the service",
    ),
    View("Confirmed: right among the first k", {'max by (k) (hoofbeat_outcome_top_k{rarity="all"})': "first {{k}}"},
         "percentunit", top=1),
    View("Confirmed: calibration error", {"max(hoofbeat_outcome_calibration_error)": "error"}, "percentunit"),
    View("Detectors on confirmed diagnoses", {"max by (detector) (hoofbeat_outcome_alarm)": "{{detector}}"}, top=1),
    View("Feedback received, a day", {"sum by (kind) (increase(hoofbeat_feedback_total[1d]))": "{{kind}}"}),
    View("Cards answered by record systems, a day",
         {"sum by (outcome) (increase(hoofbeat_cds_feedback_total[1d]))": "{{outcome}}"}),
)  # fmt: skip

DATA = (
    View("Cases in the last window", {"max(hoofbeat_drift_window_cases)": ""}, stat=True),
    View("Hours since drift was judged",
         {"(time() - max(hoofbeat_drift_timestamp_seconds)) / 3600": ""}, "h", stat=True),
    View("Alarms of drift", {"sum(hoofbeat_drift_alarm)": ""}, stat=True),
    View("Batches that stopped", {"count(hoofbeat_quality_passed == 0) or vector(0)": ""}, stat=True),
    View("How far each group has drifted",
         {"max by (group, statistic) (hoofbeat_drift_statistic)": "{{group}} {{statistic}}"}),
    View("Features that drift, after correction", {"max by (group) (hoofbeat_drift_features)": "{{group}}"}),
    View("Detectors of drift", {"max by (detector) (hoofbeat_drift_alarm)": "{{detector}}"}, top=1),
    View("Findings stated in a request", {
        _quantile(q, "hoofbeat_findings_per_request", span="1h"): f"{q:g}" for q in (0.5, 0.9)
    }),
    View("Warnings a differential",
         {_SHARE.format("differential_warnings", "differentials"): "warnings"}),
    View("Batches: records by fate", {"sum by (source, fate) (hoofbeat_quality_records)": "{{source}} {{fate}}"}),
    View("Batches: share without a value",
         {"max by (source, field) (hoofbeat_quality_missing_share)": "{{source}} {{field}}"}, "percentunit", top=1),
    View("Batches: hours since the last",
         {"(time() - max by (source) (hoofbeat_quality_batch_timestamp_seconds)) / 3600": "{{source}}"}, "h"),
)  # fmt: skip

_GROUPED = 'max by (group) (hoofbeat_outcome_group_top_k{{k="{k}",kind="{kind}"}})'

FAIRNESS = (
    View("Orphan recall, confirmed", {"max(hoofbeat_outcome_orphan_recall)": ""}, "percentunit", stat=True,
         says="Mean over confirmed orphan diseases of the share put first"),
    View("Orphan less common, among the first 10", {
        'max(hoofbeat_outcome_top_k{k="10",rarity="orphan"}) - max(hoofbeat_outcome_top_k{k="10",rarity="common"})': ""
    }, "percentunit", stat=True),
    View("Largest gap between age bands, first 10", {
        _GAP.format(_GROUP.format("age")): ""
    }, "percentunit", stat=True),
    View("Largest gap between sexes, first 10", {
        _GAP.format(_GROUP.format("sex")): ""
    }, "percentunit", stat=True),
    *(
        View(f"By {title}: right among the first {k}", {_GROUPED.format(k=k, kind=kind): "{{group}}"}, "percentunit",
             top=1, says="Confirmed diagnoses; a group of few cases has no line")
        for kind, title in (("age", "age band"), ("sex", "sex"))
        for k in (1, 10)
    ),
    *(
        View(f"By rarity: right among the first {k}",
             {f'max by (rarity) (hoofbeat_outcome_top_k{{k="{k}"}})': "{{rarity}}"}, "percentunit", top=1)
        for k in (1, 10)
    ),
    View("What stands first: orphan diseases, by setting", {
        'sum by (setting) (rate(hoofbeat_predictions_total{rarity="orphan"}[1d]))'
        " / sum by (setting) (rate(hoofbeat_predictions_total[1d]))": "{{setting}}"
    }, "percentunit", top=1),
    View("Answers that abstain, by rarity of the first",
         {'sum by (rarity) (rate(hoofbeat_predictions_total{band="abstained"}[1d]))': "{{rarity}}"}, "reqps"),
)  # fmt: skip

_TRIED = 'sum by ({}) (rate(hoofbeat_rollout_answers_total{{role="challenger"{}}}[1h]))'

ROLLOUT = (
    View("On trial", {"max by (mode, version) (hoofbeat_rollout_loaded) > 0": "{{mode}}: {{version}}"}, stat=True),
    View("Challengers found and not taken", {"sum(hoofbeat_rollout_refused_total)": ""}, stat=True),
    View("The same disease first, in the shadow", {
        _TRIED.format("version", ', outcome="same_first"') + " / "
        + _TRIED.format("version", ', outcome=~"same_first|other_first"'): "{{version}}"
    }, "percentunit", stat=True),
    View("In common among the first ten, mean", {
        "sum by (version) (rate(hoofbeat_rollout_overlap_sum[1h]))"
        " / sum by (version) (rate(hoofbeat_rollout_overlap_count[1h]))": "{{version}}"
    }, "percentunit", stat=True),
    View("Answers of challengers a minute, by what became of them",
         {"60 * " + _TRIED.format("mode, outcome", ""): "{{mode}} {{outcome}}"},
         says="Dropped: nobody had time for it, the physician's answer goes first"),
    View("Seconds of a differential, 19 of 20", {
        _quantile(0.95, "hoofbeat_rollout_seconds", "mode, role"): "{{mode}} {{role}}"
    }, "s"),
)  # fmt: skip

#: Name of the file → title and panels.
DASHBOARDS: dict[str, tuple[str, Sequence[View]]] = {
    "service": ("Hoofbeat: service", SERVICE),
    "model": ("Hoofbeat: model", MODEL),
    "data": ("Hoofbeat: data", DATA),
    "fairness": ("Hoofbeat: fairness", FAIRNESS),
    "rollout": ("Hoofbeat: rollout", ROLLOUT),
}


def written(name: str) -> str:
    """The dashboard of this name as Grafana reads it."""
    title, views = DASHBOARDS[name]
    board = Dashboard(title).uid(f"hoofbeat-{name}").tags(["hoofbeat"]).readonly().refresh("30s")
    board = board.time("now-6h" if name == "service" else "now-30d", "now").timezone("browser")
    for heading, stat in (("Now", True), ("Over time", False)):
        board = board.with_row(Row(heading))
        for view in views:
            if view.stat is stat:
                board = board.with_panel(_panel(view))
    content = json.loads(json.dumps(board.build(), cls=JSONEncoder))
    # The library numbers no panel, and writes a null where a panel has no options of its own.
    panels = [{key: value for key, value in panel.items() if value is not None} for panel in content["panels"]]
    content["panels"] = [panel | {"id": number} for number, panel in enumerate(panels, start=1)]
    return json.dumps(content, indent=1, sort_keys=True, ensure_ascii=False) + "\n"


def _panel(view: View) -> Stat | Timeseries:
    panel: Stat | Timeseries = Stat() if view.stat else Timeseries()
    panel = panel.title(view.title).description(view.says).unit(view.unit).datasource(SOURCE)
    panel = panel.span(_NARROW if view.stat else _WIDE).height(_LOW if view.stat else _TALL)
    if view.top is not None:
        panel = panel.min(0).max(view.top)
    for place, (query, legend) in enumerate(view.queries.items()):
        target = Dataquery().expr(query).legend_format(legend).ref_id("ABCDEFGH"[place]).datasource(SOURCE)
        panel = panel.with_target(target.instant() if view.stat else target.range())
    return panel


def main() -> None:
    """Write every dashboard."""
    FOLDER.mkdir(exist_ok=True)
    for name in DASHBOARDS:
        (FOLDER / f"{name}.json").write_text(written(name), encoding="utf-8")


if __name__ == "__main__":
    main()
