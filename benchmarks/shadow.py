"""What a challenger in the shadow costs: how long answers take beside it, against without, in turn, in one run.

    python benchmarks/shadow.py --bundle runs/first/bundle

Two services answer the same differentials; one of them puts a share to a challenger as large as the champion, a copy of
it under another version. In each pair both are asked a few, one after the other, the first of the two in turn, so that
what else the machine does meets both alike. Told are the ratio of all seconds, in which the requests count that meet
the challenger at work, the median of the pairs' ratios, and the processor time that each has used.
"""

import argparse
import json
import shutil
import tempfile
import time
from contextlib import ExitStack
from http.client import HTTPConnection
from pathlib import Path
from statistics import median, quantiles

from telemetry import processor_seconds, seconds_of, serving

from hoofbeat.bundle.runtime.manifest import MANIFEST, Manifest

#: Ports of the service without and with a challenger.
PORTS = (8194, 8195)


def another(bundle: Path, folder: Path) -> Path:
    """The same bundle under another version."""
    copy = Path(shutil.copytree(bundle, folder / "challenger"))
    manifest = Manifest.model_validate_json((copy / MANIFEST).read_bytes())
    changed = Manifest.model_validate(manifest.model_dump() | {"seed": manifest.seed + 1}).named()
    (copy / MANIFEST).write_text(json.dumps(changed.model_dump(mode="json")), encoding="utf-8")
    return copy


def counted(connection: HTTPConnection, name: str, having: str = "") -> float:
    """Sum of a metric's samples, of those alone that have this among their labels."""
    connection.request("GET", "/metrics")
    lines = connection.getresponse().read().decode().splitlines()
    return sum(float(line.rpartition(" ")[2]) for line in lines if line.startswith(f"{name}{{") and having in line)


def main() -> None:
    """Ask both in turn, and tell the ratio."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--bundle", type=Path, required=True, help="folder of a bundle")
    parser.add_argument("--pairs", type=int, default=200)
    parser.add_argument("--requests", type=int, default=5, help="in each half of a pair")
    parser.add_argument("--share", default="0.1", help="share of the requests that the challenger is asked too")
    arguments = parser.parse_args()
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        challenger = another(arguments.bundle, folder)
        shadow = {"HOOFBEAT_CHALLENGER": str(challenger), "HOOFBEAT_SHADOW_SHARE": arguments.share}
        without = stack.enter_context(serving(arguments.bundle, PORTS[0], {}))
        beside = stack.enter_context(serving(arguments.bundle, PORTS[1], shadow))
        while not counted(beside, "hoofbeat_rollout_loaded"):
            time.sleep(0.2)
        for warm_up in (without, beside):
            warm_up.close()  # the service closes one that was idle for a while; it is opened anew by the first question
            seconds_of(warm_up, 20)
        both = (without, beside)
        spent = [-processor_seconds(each) for each in both]
        ratios, told_all = [], dict.fromkeys(both, 0.0)
        for number in range(arguments.pairs):
            told = {each: seconds_of(each, arguments.requests) for each in (both if number % 2 else both[::-1])}
            ratios.append(told[beside] / told[without])
            for each, seconds in told.items():
                told_all[each] += seconds
        spent = [before + processor_seconds(each) for before, each in zip(spent, both, strict=True)]
        asked = counted(beside, "hoofbeat_rollout_answers_total", 'role="challenger"')
        dropped = counted(beside, "hoofbeat_rollout_answers_total", 'outcome="dropped"')
    low, _, high = quantiles(ratios, n=4)
    answers = arguments.pairs * arguments.requests
    print(f"without a challenger {answers / told_all[without]:.1f} answers a second")
    print(f"of {answers} answers with one, {asked:.0f} were put to it, {dropped:.0f} of them dropped")
    print(f"all seconds with / without, share {arguments.share}: {told_all[beside] / told_all[without]:.3f}")
    print(f"median of {arguments.pairs} pairs: {median(ratios):.3f} (quartiles {low:.3f} to {high:.3f})")
    print(f"processor seconds with / without: {spent[1] / spent[0]:.3f}")


if __name__ == "__main__":
    main()
