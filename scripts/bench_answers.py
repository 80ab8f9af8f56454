"""The tables of docs/benchmarks.md about answers, a function each. A figure that was not measured is a dash."""

from collections.abc import Callable
from typing import Any

from bench_format import number, table
from bench_goals import look

_ASKED = (("explained", "with explanation"), ("bare", "without"))


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
    load = f"One worker, {number(told.get('connections'))} connections"
    if "minutes" in told:
        load += f", {number(told['minutes'])} minutes of requests"
    return f"{load}.\n\n" + table(headings, rows) + batch


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


ANSWERS: dict[str, Callable[[Any], str]] = {
    "differential": _differential,
    "service": _service,
    "start": _start,
    "page": _page,
}
