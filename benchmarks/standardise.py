"""What standardising a case costs, as a share of what pydantic takes to read the same case.

    python benchmarks/standardise.py

A case of ten measurements in foreign units, and one that has nothing to standardise.
"""

from collections.abc import Callable
from functools import partial
from statistics import median
from time import process_time

from hoofbeat.domain.case import Case, Finding, Measurement
from hoofbeat.standards.standardise import standardise

ROUNDS, CALLS = 40, 200

MEASURED = (
    *(("8310-5", 101.3, "[degF]"), ("8867-4", 96, "/min"), ("9279-1", 22, "/min"), ("59408-5", 93, "%")),
    *(("8480-6", 104, "mm[Hg]"), ("8462-4", 62, "mm[Hg]"), ("718-7", 71.0, "g/L"), ("2345-7", 9.0, "mmol/L")),
    *(("2951-2", 140.0, "mmol/L"), ("8302-2", 70, "[in_i]")),
)
TEN = Case(case_id="ten", measurements=tuple(Measurement(code=c, value=v, unit=u) for c, v, u in MEASURED))
NONE = Case(case_id="none", findings=tuple(Finding(id=f"HP:{number:07}") for number in range(1, 11)))


def seconds(work: Callable[[], object]) -> float:
    """Processor time of one call."""
    start = process_time()
    for _ in range(CALLS):
        work()
    return (process_time() - start) / CALLS


def main() -> None:
    """Print medians of interleaved pairs, after one call of each to warm up."""
    for name, case in (("ten measurements", TEN), ("none", NONE)):
        text = case.model_dump_json()
        own, peer = partial(standardise, case), partial(Case.model_validate_json, text)
        own(), peer()
        pairs = [(seconds(own), seconds(peer)) for _ in range(ROUNDS)]
        ratio = median(one / other for one, other in pairs)
        print(f"{name:17}{1e6 * median(one for one, _ in pairs):8.1f} µs, {ratio:6.2f} × reading the case as JSON")


if __name__ == "__main__":
    main()
