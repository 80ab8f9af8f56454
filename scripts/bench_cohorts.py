"""The tables of docs/benchmarks.md about whole cohorts, a function each. What was not measured is a dash."""

from collections.abc import Callable
from typing import Any

from bench_format import number, table
from bench_goals import look


def _ingest(told: Any) -> str:
    starts = [
        (
            label,
            *(
                number(look(told, "start", name, key))
                for key in ("s", "processor_s", "imports_processor_s", "to_imports")
            ),
        )
        for name, label in (("first_record", "first record read"), ("all_done", "one record in gold"))
    ]
    runs, peers = [], []
    for format_ in ("phenopackets", "ddxplus"):
        for size, run in (look(told, format_, "runs") or {}).items():
            keys = ("per_second", "processor_us_each", "memory_mb")
            runs.append((format_, number(int(size)), *(number(run.get(key)) for key in keys)))
        runs.append((format_, "each further one", number(look(told, format_, "steady_per_second")), "", ""))
        for name, peer in (look(told, format_, "peers") or {}).items():
            peers.append((format_, name, number(peer["per_second"]), number(peer["ingest_to_it"])))
    return "\n".join(
        (
            table(("start-up", "s", "of processor", "importing the same", "one to the other"), starts),
            table(("format", "records", "a second to silver", "µs of processor each", "MB, workers included"), runs),
            table(("format", "only read by", "records a second", "ingest to it"), peers),
        )
    )


def _training(told: Any) -> str:
    keys = ("cases", "columns", "classes", "ours", "library", "ratio", "peak_mb")
    rows = [[number(point.get(key)) for key in keys] for point in told["training"]]
    headings = ("patients", "columns", "diseases", "gold to graph, s", "the library's fit, s", "ratio", "MB")
    ours, library = (number(look(told, "exponent", who)) for who in ("ours", "library"))
    return table(headings, rows) + (
        f"\nSeconds of a processor grow with the power {ours} of the patients, the library's own with {library}.\n"
    )


def _evaluate(told: Any) -> str:
    builds = {"this build": told["ours"]} | (
        {f"commit `{told['older_commit']}`": told["older"]} if "older" in told else {}
    )
    keys = ("seconds", "processor_seconds", "peak_mb")
    rows = [(name, *(number(one.get(key)) for key in keys)) for name, one in builds.items()]
    ratio = [("one to the other", *(number(told["ratio"][key]) for key in keys))] if "ratio" in told else []
    return f"`hoofbeat evaluate` of all published patients, with {told['candidate']}.\n\n" + table(
        ("", "s", "s of processor", "MB, workers included"), [*rows, *ratio]
    )


def _engines(told: Any) -> str:
    rows = [
        (job, number(int(size)), engine, *(number(found.get(key)) for key in ("seconds", "asking", "workers")))
        for job in ("ingest", "predict", "train")
        for size, engines in (look(told, job) or {}).items()
        for engine, found in engines.items()
    ]
    killed = look(told, "a worker killed at half of the ingest") or {}
    comes, goes = (number(look(told, "cluster", what)) for what in ("comes", "goes"))
    text = f"\nA cluster of two workers takes {comes} s to come and {goes} s to go."
    text += "".join(
        f" With a worker killed midway, {number(int(size))} cases took {s} s." for size, s in killed.items()
    )
    headings = ("job", "cases", "engine", "s", "of processor, asking", "of processor, workers")
    return table(headings, rows) + f"{text}\n"


COHORTS: dict[str, Callable[[Any], str]] = {
    "ingest": _ingest,
    "training": _training,
    "evaluate": _evaluate,
    "engines": _engines,
}
