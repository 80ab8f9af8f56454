"""The same jobs on this machine alone and on two Dask workers of it: seconds, bytes moved, and a worker killed midway.

    python benchmarks/engines.py --bundle hoofbeat-output/bundle --output engines.json

Cases are invented and written as JSON lines; the training set is drawn. ``local`` is the default engine on two cores,
``dask`` a cluster of two worker processes that stands already: what it takes to come and go is told apart. Pairs run
in turn, the other one first each time; figures are medians. Two sizes tell what each further case costs.
Bytes are those of pickled tasks and answers, as Dask carries them; TLS and Dask's own messages come on top.
"""

import argparse
import os
import pickle
import resource
import signal
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from datetime import UTC, datetime
from functools import partial
from itertools import islice
from pathlib import Path
from statistics import median
from typing import Any
from unittest.mock import patch

import numpy as np
from pairs import tell

from hoofbeat.domain.case import Case, Finding, Measurement
from hoofbeat.engines import LOCAL, TaskEngine
from hoofbeat.engines.cluster import local_cluster
from hoofbeat.intake import intake
from hoofbeat.intake.sorting import Sorter
from hoofbeat.jobs.ingest import IngestJob
from hoofbeat.jobs.predict import PredictJob
from hoofbeat.models.candidates import build
from hoofbeat.models.candidates.xgboost_dask import fit_over
from hoofbeat.sources import choose_sources
from hoofbeat.sources.jsonl import JsonlSource

Timed = Callable[[TaskEngine, int], float]


def main() -> None:
    """Measure every job on both engines and write the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--bundle", type=Path, required=True)
    parser.add_argument("--ingest", type=int, nargs="+", default=[5_000, 20_000], metavar="N", help="cases")
    parser.add_argument("--predict", type=int, nargs="+", default=[200, 800], metavar="N", help="cases")
    parser.add_argument("--train", type=int, nargs="+", default=[5_000, 20_000], metavar="N", help="rows")
    parser.add_argument("--times", type=int, default=3)
    parser.add_argument("--output", type=Path, help="write JSON there as well")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="hoofbeat-benchmark-") as name:
        folder = Path(name)
        began = time.perf_counter()
        with local_cluster(2) as dask:
            came = time.perf_counter() - began
            jobs: dict[str, tuple[Timed, list[int]]] = {
                "ingest": (partial(_ingest, folder), arguments.ingest),
                "predict": (partial(_predict, folder, arguments.bundle), arguments.predict),
                "train": (_train, arguments.train),
            }
            for timed, sizes in jobs.values():
                timed(dask, sizes[0])  # a warm-up: workers import what they need once
            figures: dict[str, Any] = {
                job: {f"{size}": _compare(partial(timed, size=size), dask, arguments.times) for size in sizes}
                for job, (timed, sizes) in jobs.items()
            }
            figures["a worker killed at half of the ingest"] = {
                f"{size}": round(_ingest(folder, dask, size, kill=True), 2) for size in arguments.ingest[-1:]
            }
            went = time.perf_counter()
        figures["cluster"] = {"comes": round(came, 2), "goes": round(time.perf_counter() - went, 2)}
    figures["bytes a case"] = _bytes(arguments.ingest[0])
    tell(figures, arguments.output)


def _compare(timed: Callable[[TaskEngine], float], dask: TaskEngine, times: int) -> dict[str, dict[str, float]]:
    """Medians of each engine: seconds, and those of processors, which others on this machine change little."""
    found: dict[str, list[dict[str, float]]] = {"local": [], "dask": []}
    for number in range(times):
        for name in sorted(found, reverse=bool(number % 2)):
            engine = LOCAL if name == "local" else dask
            before = _processor(dask)
            seconds = timed(engine)
            used = {part: after - before[part] for part, after in _processor(dask).items()}
            workers = used["dask workers"] if engine is dask else used["own workers"]
            found[name].append({"seconds": seconds, "asking": used["asking"], "workers": workers})
    return {
        name: {part: round(median(run[part] for run in runs), 2) for part in runs[0]} for name, runs in found.items()
    }


def _processor(dask: TaskEngine) -> dict[str, float]:
    """Processor seconds so far of this process, of its workers that have ended, and of those of the cluster."""
    ended = resource.getrusage(resource.RUSAGE_CHILDREN)
    working = sum(dask.dask.run(time.process_time).values())
    return {"asking": time.process_time(), "own workers": ended.ru_utime + ended.ru_stime, "dask workers": working}


def _cases(count: int) -> Iterator[Case]:
    random = np.random.default_rng(0)
    for number in range(count):
        ids = [f"HP:{place:07}" for place in random.integers(1, 3000, 12)]
        yield Case(
            case_id=f"case {number}",
            age=float(number % 90),
            findings=tuple(Finding(id=one, excluded=place > 8) for place, one in enumerate(dict.fromkeys(ids))),
            measurements=(Measurement(code="8310-5", value=36.5 + number % 5 / 2, unit="Cel"),),
            diagnosis=f"OMIM:{100000 + number % 400}",
        )


def _file(folder: Path, count: int) -> Path:
    path = folder / f"{count}.jsonl"
    if not path.exists():
        path.write_text("".join(case.model_dump_json() + "\n" for case in _cases(count)), encoding="utf-8")
    return path


@contextmanager
def _on(engine: TaskEngine, module: str) -> Iterator[None]:
    """Let a job work on an engine that stands already."""
    with patch(f"hoofbeat.jobs.{module}.working", lambda _: nullcontext(engine)):
        yield


def _ingest(folder: Path, engine: TaskEngine, size: int, *, kill: bool = False) -> float:
    batched = intake.batched

    def killing(arrivals: Any) -> Iterator[Any]:
        for number, batch in enumerate(batched(arrivals)):
            if kill and number == size // intake.RECORDS_AT_ONCE // 2:
                os.kill(next(iter(engine.dask.run(os.getpid).values())), signal.SIGKILL)
            yield batch

    sources = choose_sources(jsonl=_file(folder, size))
    with (
        tempfile.TemporaryDirectory(dir=folder) as output,
        _on(engine, "ingest"),
        patch.object(intake, "batched", killing),
    ):
        began = time.perf_counter()
        summary = IngestJob(output=Path(output), sources=sources).run(None, str.upper)
        if [(tally.read, tally.accepted) for tally in summary.tallies] != [(size, size)]:
            raise SystemExit("a case was lost")
        return time.perf_counter() - began


def _predict(folder: Path, bundle: Path, engine: TaskEngine, size: int) -> float:
    job = PredictJob(bundle=bundle, cases=_file(folder, size), format="jsonl", output=folder / "answers.jsonl")
    with _on(engine, "predict"):
        began = time.perf_counter()
        job.run()
        return time.perf_counter() - began


def _train(engine: TaskEngine, size: int) -> float:
    """Gradient boosting of 20 classes on 300 columns."""
    random = np.random.default_rng(0)
    labels = np.arange(size) % 20
    features = (random.random((size, 300)) < (random.random((20, 300)) / 5)[labels]).astype(np.float32)
    pipeline = build("xgboost", 0, "small", 300)
    began = time.perf_counter()
    if engine.dask is None:
        pipeline.fit(features, labels)
    else:
        fit_over(engine.dask, pipeline, features, labels, None)
    return time.perf_counter() - began


def _bytes(count: int) -> dict[str, int]:
    with tempfile.TemporaryDirectory() as folder:
        source = JsonlSource(_file(Path(folder), count))
        arrivals = [intake.Arrival(number, str(number), record) for number, record in enumerate(source.records())]
        parcel = intake._parcel(list(islice(arrivals, intake.RECORDS_AT_ONCE)))
    sort = Sorter(source, b"an invented key of good length, 32", "batch", datetime.now(UTC))
    return {
        "ingest, to the worker": len(pickle.dumps(parcel, 5)) // len(parcel),
        "ingest, back": len(pickle.dumps(sort(parcel), 5)) // len(parcel),
    }


if __name__ == "__main__":
    main()
