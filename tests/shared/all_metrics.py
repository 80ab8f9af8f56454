"""Every metric that the dashboards and rules ask for, with a value, as a small server that Prometheus scrapes."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import product
from time import time

#: Counters: name → the values of each label.
COUNTERS: dict[str, dict[str, tuple[str, ...]]] = {
    "hoofbeat_requests_total": {
        "route": ("/v1/differential", "page"), "method": ("POST",), "status": ("200", "422", "500")
    },
    "hoofbeat_differentials_total": {},
    "hoofbeat_differential_warnings_total": {},
    "hoofbeat_cds_feedback_total": {"outcome": ("accepted", "overridden")},
    "hoofbeat_bundle_refused_total": {},
    "hoofbeat_predictions_total": {
        "rarity": ("orphan", "common"), "band": ("very likely", "possible", "abstained"),
        "setting": ("genetics", "emergency"),
    },
    "hoofbeat_abstentions_total": {},
    "hoofbeat_sufficiency_total": {"level": ("sufficient", "insufficient")},
    "hoofbeat_top_disease_total": {"disease": ("OMIM:154700", "other")},
    "hoofbeat_feedback_total": {"kind": ("confirmed", "corrected")},
    "hoofbeat_rollout_answers_total": {
        "mode": ("shadow",), "role": ("champion", "challenger"), "version": ("2026.11.30-56cb77968446",),
        "outcome": ("same_first", "other_first", "answered"),
    },
    "hoofbeat_rollout_refused_total": {"mode": ("shadow",)},
    "process_cpu_seconds_total": {},
}  # fmt: skip

#: Those that stay at 0 while all is well.
STEADY = {"hoofbeat_bundle_refused_total", "hoofbeat_rollout_refused_total"}

HISTOGRAMS: dict[str, dict[str, tuple[str, ...]]] = {
    "hoofbeat_request_seconds": {"route": ("/v1/differential", "page")},
    "hoofbeat_findings_per_request": {},
    "hoofbeat_rollout_seconds": {
        "mode": ("shadow",), "role": ("champion", "challenger"), "version": ("2026.11.30-56cb77968446",)
    },
    "hoofbeat_rollout_overlap": {"version": ("2026.11.30-56cb77968446",)},
}  # fmt: skip

_K, _RARITY = ("1", "3", "10"), ("all", "orphan", "common")

#: Gauges: name → the values of each label, and the value of the gauge; moments are told as seconds ago.
GAUGES: dict[str, tuple[dict[str, tuple[str, ...]], float]] = {
    "hoofbeat_ready": ({}, 1),
    "hoofbeat_requests_in_flight": ({}, 2),
    "hoofbeat_bundle_info": ({"version": ("2026.11.29-56cb77968446",), "knowledge": ("hpo-2026-06-06",)}, 1),
    "hoofbeat_bundle_created_timestamp_seconds": ({}, 86400),
    "hoofbeat_knowledge_released_timestamp_seconds": ({}, 90 * 86400),
    "hoofbeat_rollout_loaded": ({"mode": ("shadow",), "version": ("2026.11.30-56cb77968446",)}, 1),
    "process_resident_memory_bytes": ({}, 3e8),
    "process_open_fds": ({}, 30),
    "hoofbeat_drift_statistic": ({"group": ("findings", "demographics"), "statistic": ("psi_max", "js_max")}, 0.1),
    "hoofbeat_drift_features": ({"group": ("findings", "demographics")}, 0),
    "hoofbeat_drift_alarm": ({"detector": ("findings", "joint")}, 0),
    "hoofbeat_drift_window_cases": ({}, 400),
    "hoofbeat_drift_timestamp_seconds": ({}, 3600),
    "hoofbeat_outcome_top_k": ({"k": _K, "rarity": _RARITY}, 0.6),
    "hoofbeat_outcome_group_top_k": ({"k": _K, "kind": ("age", "sex"), "group": ("18-39", "female")}, 0.6),
    "hoofbeat_outcome_calibration_error": ({}, 0.03),
    "hoofbeat_outcome_orphan_recall": ({}, 0.4),
    "hoofbeat_outcome_estimated_top_1": ({}, 0.55),
    "hoofbeat_outcome_labels": ({}, 300),
    "hoofbeat_outcome_alarm": ({"detector": ("adwin/miss-1",)}, 0),
    "hoofbeat_outcome_timestamp_seconds": ({}, 3600),
    "hoofbeat_quality_records": ({"source": ("clinic",), "fate": ("read", "accepted")}, 100),
    "hoofbeat_quality_missing_share": ({"source": ("clinic",), "field": ("age",)}, 0.1),
    "hoofbeat_quality_passed": ({"source": ("clinic",)}, 1),
    "hoofbeat_quality_batch_timestamp_seconds": ({"source": ("clinic",)}, 7200),
}

NAMES = {*COUNTERS, *HISTOGRAMS, *GAUGES}


class Exposition:
    """What is scraped: counters grow at each scrape; ``changed`` gauges have another value.

    Attributes:
        changed: name of a gauge → its value.
        url: where it is.
    """

    def __init__(self, port: int) -> None:
        self.changed: dict[str, float] = {}
        self.url = f"127.0.0.1:{port}"
        self._scrapes = 0

    def text(self) -> str:
        """One scrape in Prometheus' text format."""
        self._scrapes += 1
        return "".join(f"{line}\n" for line in (*self._counters(), *self._histograms(), *self._gauges()))

    def _counters(self) -> Iterator[str]:
        for name, labels in COUNTERS.items():
            yield f"# TYPE {name} counter"
            for place, told in enumerate(_combined(labels)):
                share = 0.001 if 'status="500"' in told else float(name not in STEADY)
                yield f"{name}{told} {self._scrapes * (10 + place) * share}"

    def _histograms(self) -> Iterator[str]:
        for name, labels in HISTOGRAMS.items():
            yield f"# TYPE {name} histogram"
            for told in _combined(labels):
                inside = told.strip("{}")
                for bound, share in (("0.01", 2), ("0.1", 9), ("+Inf", 10)):
                    both = ",".join(filter(None, (inside, f'le="{bound}"')))
                    yield f"{name}_bucket{{{both}}} {self._scrapes * share}"
                yield f"{name}_sum{told} {self._scrapes}"
                yield f"{name}_count{told} {self._scrapes * 10}"

    def _gauges(self) -> Iterator[str]:
        for name, (labels, value) in GAUGES.items():
            yield f"# TYPE {name} gauge"
            now = self.changed.get(name, time() - value if name.endswith("timestamp_seconds") else value)
            yield from (f"{name}{told} {now}" for told in _combined(labels))


@contextmanager
def exposed_at(port: int) -> Iterator[Exposition]:
    """Serve the metrics at a port of the loopback address."""
    exposition = Exposition(port)

    class Answer(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            content = exposition.text().encode()
            self.send_response(200)
            self.send_header("Content-Type", "text/plain; version=0.0.4")
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", port), Answer) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield exposition
        finally:
            server.shutdown()


def _combined(labels: dict[str, tuple[str, ...]]) -> Iterator[str]:
    """Every combination of the labels' values as Prometheus writes it; one empty text without labels."""
    for values in product(*labels.values()):
        told = ",".join(f'{label}="{value}"' for label, value in zip(labels, values, strict=True))
        yield f"{{{told}}}" if told else ""
