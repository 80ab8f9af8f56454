"""The tables of docs/benchmarks.md, one function a benchmark. A figure that was not measured is a dash."""

from collections.abc import Callable, Iterable
from typing import Any

from bench_goals import look

_ASKED = (("explained", "with explanation"), ("bare", "without"))
#: From here on decimals say nothing.
_WHOLE, _ONE_DECIMAL = 100, 10


def number(value: Any) -> str:
    """A figure as short as it can be read."""
    if value is None:
        return "–"
    if isinstance(value, int):
        return f"{value:,}"
    if value < 1:
        return f"{value:.3g}"
    decimals = 0 if value >= _WHOLE else 1 if value >= _ONE_DECIMAL else 2
    return f"{value:,.{decimals}f}"


def table(headings: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    """A table as Markdown."""
    named = tuple(headings)
    return "".join(f"| {' | '.join(cells)} |\n" for cells in (named, ("---",) * len(named), *map(tuple, rows)))


def _differential(told: Any) -> str:
    peers = list(look(told, "peers") or {})
    headings = ["findings", "cases"]
    for _, label in _ASKED:
        headings += [f"{label}, ms", "p99", "times faster"]
    rows = []
    for size, of_size in told["sizes"].items():
        row = [size, number(of_size.get("cases"))]
        for name, _ in _ASKED:
            row += [number(look(of_size, name, key)) for key in ("p50_ms", "p99_ms", "times_faster")]
        rows.append([*row, *(f"{number(look(of_size, peer, 's'))} s" for peer in peers)])
    named = [f"{peer} {look(told, 'peers', peer, 'version')} ranks in" for peer in peers]
    ms, numpy, floor = (number(look(told, "knowledge", name)) for name in ("ms", "to_numpy", "to_floor"))
    return (
        "Milliseconds of a processor, one thread; times faster than commit "
        f"`{told.get('older')}` with a bundle of its own"
        + {True: ", both trained on published patients, with a re-ranker", False: ", neither with a re-ranker"}.get(
            told.get("reranked"), ""
        )
        + ".\n\n"
        + table([*headings, *named], rows)
        + f"\nThe knowledge stage takes {ms} ms: {numpy} of plain NumPy over the same postings, and {floor} times "
        "reading their bytes once.\n"
    )


def _service(told: Any) -> str:
    rows = []
    for name, label in _ASKED:
        keys = ("per_second", "p50_ms", "p99_ms", "empty_per_second", "share")
        before, after = look(told, name, "memory_mb") or (None, None)
        rows.append([label, *(number(look(told, name, key)) for key in keys), number(before), number(after)])
    headings = ("", "requests a second", "p50, ms", "p99, ms", "an empty endpoint's", "share", "MB before", "MB after")
    batch = f"\nIn a batch: {number(told.get('batch_per_second'))} cases a second.\n"
    return f"One worker, {number(told.get('connections'))} connections.\n\n" + table(headings, rows) + batch


def _start(told: Any) -> str:
    rows = [
        ("start to first answer", *_of(told, "first_answer", "s", " s")),
        ("importing the same libraries", *_of(told, "first_answer", "imports_s", " s")),
        ("one to the other, median of pairs", *_of(told, "first_answer", "ratio")),
        ("a serving install on the disk", *_of(told, "install", "mb", " MB")),
        ("the bundle", *_of(told, "bundle", "mb", " MB")),
        ("Lambda: init phase", *_of(told, "lambda", "init_s", " s")),
        ("Lambda: start to first answer", *_of(told, "lambda", "first_answer_s", " s")),
        ("Lambda: most memory", *_of(told, "lambda", "peak_mb", " MB")),
        ("20 % of one core: p50", *_of(told, "throttled", "p50_ms", " ms")),
        ("20 % of one core: p99", *_of(told, "throttled", "p99_ms", " ms")),
        ("20 % of one core: the longest", *_of(told, "throttled", "most_ms", " ms")),
        ("20 % of one core: the longest while warming up", *_of(told, "throttled", "most_warming_up_ms", " ms")),
    ]
    states = look(told, "memory") or {}
    memory = [(name, number(look(state, "rss_mb")), number(look(state, "pss_mb"))) for name, state in states.items()]
    how = look(told, "throttled", "how")
    held = (
        f"Held back by {how}; used were {number(look(told, 'throttled', 'share_used'))} of the core.\n" if how else ""
    )
    heads = ("the service, after", "resident, MB", "shared pages divided, MB")
    parts = [table(("what", "measured"), rows), "\n", held, "\n" if held else ""]
    if "reason" in states:
        return "".join([*parts, f"Memory was not measured: {states['reason']}.\n"])
    return "".join([*parts, "Each line holds those above it:\n\n", table(heads, memory)])


def _of(told: Any, part: str, key: str, unit: str = "") -> tuple[str]:
    """A figure, or why there is none."""
    if (reason := look(told, part, "reason")) is not None:
        return (f"not measured: {reason}",)
    value = look(told, part, key)
    return (f"{number(value)}{unit}" if value is not None else "–",)


def _page(told: Any) -> str:
    if (reason := look(told, "drawn", "reason")) is not None:
        return f"Not measured: {reason}.\n"
    named = {"drawn": "from the key to the list on the screen", "answered": "the service's answer to the same question"}
    keys = ("p50_ms", "p95_ms", "most_ms")
    rows = [(label, *(number(look(told, name, key)) for key in keys)) for name, label in named.items()]
    visits, findings = (number(told.get(name)) for name in ("visits", "findings"))
    return (
        f"{visits} visits of {findings} findings each, in Chromium without a window, beside its service.\n\n"
        + table(("", "p50, ms", "p95, ms", "the longest, ms"), rows)
        + f"\nOne to the other: {number(told.get('ratio'))}.\n"
    )


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


TABLES: dict[str, Callable[[Any], str]] = {
    "differential": _differential, "service": _service, "start": _start, "page": _page,
    "ingest": _ingest, "training": _training, "evaluate": _evaluate, "engines": _engines,
}  # fmt: skip
