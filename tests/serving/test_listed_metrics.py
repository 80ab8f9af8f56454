"""docs/monitoring.md lists what ``/metrics`` answers, and docs/serving.md alerts on nothing else.

Mirrors: docs/monitoring.md, docs/serving.md
"""

import re
import sys
from collections.abc import Callable
from pathlib import Path
from time import sleep

import httpx
import yaml
from prometheus_client.parser import text_string_to_metric_families

from hoofbeat.cases.store import CaseStore
from hoofbeat.monitoring.exposition import STEP
from hoofbeat.monitoring.metrics import ServingMetrics
from hoofbeat.serving.engine import Diagnoser
from hoofbeat.serving.rollout.rollout import Rollout
from hoofbeat.serving.rollout.trial import Trial
from listed_metrics import DOCS, exposed, listed

from .conftest import TwoDiseases


def test_every_metric_of_the_service_is_counted_and_listed_with_type_and_labels(
    serve: Callable[..., httpx.Client], two_diseases: Diagnoser, tmp_path: Path
) -> None:
    metrics = ServingMetrics()
    store = CaseStore.open(f"sqlite:///{tmp_path / 'cases.db'}")
    challenger = TwoDiseases()
    challenger.version = "test-2"
    shadow = Trial("shadow", 1.0, metrics.rollout)
    shadow.use(challenger)
    client = serve(two_diseases, metrics=metrics, cases=store, rollout=Rollout(shadow, None))
    metrics.bundle_refused()  # no request does: tests/serving/test_keeper.py shows what does
    metrics.rollout.refused("shadow")  # tests/serving/rollout/test_keeping.py
    # A new metric must be moved by one of these requests; add one where none does.
    for _ in range(STEP):
        client.post("/v1/differential", json={"findings": [{"id": "HP:0001945"}, {"id": "HP:9999999"}]})
    client.post("/v1/differential", json={"findings": [{"id": "HP:0001945"}]})  # too little: it abstains
    case = client.post("/v1/cases", json={"findings": [{"id": "HP:0001945"}]}).json()
    withdrawal = {"revision": case["revision"], "reason": "duplicate"}
    assert client.post(f"/v1/cases/{case['case_id']}/withdrawal", json=withdrawal).status_code == 200
    card = {"card": "4e0a3a1e", "outcome": "overridden"}
    client.post("/cds-services/hoofbeat-differential/feedback", json={"feedback": [card]})
    client.get("/readyz")
    while "hoofbeat_rollout_overlap_count" not in (text := client.get("/metrics").text):
        sleep(0.05)  # the challenger is asked after the answer was given
    store.close()
    families = text_string_to_metric_families(text)
    assert [family.name for family in families if not any(sample.value for sample in family.samples)] == []
    documented = listed("monitoring.md")
    if sys.platform != "linux":
        documented = {name: what for name, what in documented.items() if not name.startswith("process_")}
    assert exposed(text) == documented


def test_every_alert_names_metrics_there_are() -> None:
    (text,) = re.findall(r"```yaml\n(# hoofbeat\.rules.*?)```", (DOCS / "serving.md").read_text("utf-8"), re.DOTALL)
    known = {**listed("monitoring.md"), **listed("quality.md")}
    series = {
        name + suffix: labels
        for name, (kind, labels) in known.items()
        for suffix in (("_bucket", "_sum", "_count") if kind == "histogram" else ("",))
    }
    [group] = yaml.safe_load(text)["groups"]
    for rule in group["rules"]:
        named = re.findall(r"\b(hoofbeat_\w+)(?:\{(.*?)\})?", rule["expr"])
        assert named, rule["alert"]
        for name, selector in named:
            assert name in series, f"{rule['alert']}: {name} is no metric of ours"
            assert set(re.findall(r"(\w+)\s*[=!]", selector)) <= (series[name] or set()), rule["alert"]
