"""docs/serving.md lists what ``/metrics`` answers, and alerts on nothing else.

Mirrors: docs/serving.md, hoofbeat.monitoring.metrics
"""

import re
import sys
from collections.abc import Callable

import httpx
import yaml
from prometheus_client.parser import text_string_to_metric_families

from hoofbeat.monitoring.metrics import ServingMetrics
from hoofbeat.serving.engine import Diagnoser
from listed_metrics import DOCS, exposed, listed


def test_every_metric_of_the_service_is_counted_and_listed_with_type_and_labels(
    serve: Callable[..., httpx.Client], two_diseases: Diagnoser
) -> None:
    metrics = ServingMetrics()
    client = serve(two_diseases, metrics=metrics)
    metrics.bundle_refused()  # no request does: tests/serving/test_keeper.py shows what does
    # A new metric must be moved by one of these requests; add one where none does.
    client.post("/v1/differential", json={"findings": [{"id": "HP:0001945"}, {"id": "HP:9999999"}]})
    card = {"card": "4e0a3a1e", "outcome": "overridden"}
    client.post("/cds-services/hoofbeat-differential/feedback", json={"feedback": [card]})
    client.get("/readyz")
    text = client.get("/metrics").text
    families = text_string_to_metric_families(text)
    assert [family.name for family in families if not any(sample.value for sample in family.samples)] == []
    documented = listed("serving.md")
    if sys.platform != "linux":
        documented = {name: what for name, what in documented.items() if not name.startswith("process_")}
    assert exposed(text) == documented


def test_every_alert_names_metrics_there_are() -> None:
    (text,) = re.findall(r"```yaml\n(# hoofbeat\.rules.*?)```", (DOCS / "serving.md").read_text("utf-8"), re.DOTALL)
    known = {**listed("serving.md"), **listed("quality.md")}
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
