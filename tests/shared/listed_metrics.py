"""Tables of metrics in the documentation, and the same of an exposition in Prometheus' text format."""

import re
from pathlib import Path

from prometheus_client.parser import text_string_to_metric_families

DOCS = Path(__file__).parents[2] / "docs"

#: ``| `name` | type | `label` `label` | meaning |``
_ROW = re.compile(r"^\| `([a-z_0-9]+)` \| (counter|gauge|histogram) \| ((?:`[a-z]+` ?)*)\| (.+) \|$", re.MULTILINE)

#: Name → type and labels; no labels are known of a metric without a sample.
Metrics = dict[str, tuple[str, frozenset[str] | None]]


def listed(page: str) -> Metrics:
    """The metrics that a page lists, each once and with a meaning."""
    rows = _ROW.findall((DOCS / page).read_text(encoding="utf-8"))
    metrics: Metrics = {name: (kind, frozenset(re.findall(r"[a-z]+", labels))) for name, kind, labels, _ in rows}
    assert len(metrics) == len(rows), f"{page} lists a metric twice"
    return metrics


def exposed(text: str) -> Metrics:
    """The metrics of an exposition, without the times at which each began."""
    metrics: Metrics = {}
    for family in text_string_to_metric_families(text):
        if family.name.endswith("_created"):
            continue
        labels = [frozenset(sample.labels) - {"le"} for sample in family.samples]
        name = f"{family.name}_total" if family.type == "counter" else family.name
        metrics[name] = family.type, labels[0] if labels else None
    return metrics
