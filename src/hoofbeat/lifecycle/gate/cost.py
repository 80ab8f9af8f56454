"""What an answer costs: time, bytes and memory of both bundles."""

import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from time import perf_counter

import numpy as np

from hoofbeat.bundle.runtime.bundle import Bundle
from hoofbeat.console import track
from hoofbeat.domain.errors import BundleError
from hoofbeat.lifecycle.gate.cases import GateCase
from hoofbeat.lifecycle.gate.margins import Margins
from hoofbeat.lifecycle.gate.result import GateRule, RuleVerdict

#: Cases that are timed, and rounds in which each is asked of both.
_TIMED, _ROUNDS = 60, 3

#: Longest that loading a bundle and answering once may take, seconds.
_PATIENCE = 300


def cost_rules(
    bundles: tuple[Bundle, Bundle], folders: tuple[Path, Path], cases: Sequence[GateCase], margins: Margins, seed: int
) -> Iterator[GateRule]:
    """Time by interleaved pairs, bytes by the manifests, memory by a process of its own for each; champion first."""
    yield _time(bundles, cases[:: max(len(cases) // _TIMED, 1)][:_TIMED], margins, seed)
    sizes = [float(sum(seal.bytes for seal in bundle.manifest.files.values())) for bundle in bundles]
    yield _ratio("cost/bytes", "Bytes of the bundle", sizes, margins.size, margins.small, margins.largest_bytes)
    with_memory = [float(resident(folder)) for folder in track(folders, "Measuring memory", total=2)]
    yield _ratio("cost/memory", "Resident memory with one answer given, bytes", with_memory, margins.size)


def resident(folder: Path) -> int:
    """Peak resident memory in bytes of a process that loads a bundle and answers once.

    Raises:
        BundleError: it does not.
    """
    command = [sys.executable, "-m", "hoofbeat.lifecycle.gate.memory", str(folder)]
    try:
        told = subprocess.run(command, capture_output=True, text=True, check=True, timeout=_PATIENCE)  # noqa: S603
    except subprocess.SubprocessError as error:
        raise BundleError(
            f"{folder} cannot be loaded by a process of its own", hint="ask it with hoofbeat predict"
        ) from error
    return int(told.stdout)


def _time(bundles: tuple[Bundle, Bundle], cases: Sequence[GateCase], margins: Margins, seed: int) -> GateRule:
    """Of each case the fastest of some rounds; both are asked in turns, so that a busy machine slows both alike."""
    fastest = np.full((len(cases), 2), np.inf)
    for turn in track(range(_ROUNDS + 1), "Measuring time", total=_ROUNDS + 1):
        for row, case in enumerate(cases):
            for side in (0, 1) if (turn + row) % 2 else (1, 0):
                start = perf_counter()
                bundles[side].judged_answer(case.case, case.circumstances)
                if turn:  # the first round warms up
                    fastest[row, side] = min(fastest[row, side], perf_counter() - start)
    ratios = np.log(fastest[:, 1] / fastest[:, 0])
    draws = np.random.default_rng(seed).choice(ratios, (margins.repeats, len(ratios)))
    share = (1 - margins.level) / 2
    low, middle, high = np.exp([*np.quantile(np.median(draws, axis=1), [share]), np.median(ratios),
                                *np.quantile(np.median(draws, axis=1), [1 - share])])  # fmt: skip
    first, second = (float(np.median(fastest[:, side]) * 1e3) for side in (0, 1))
    held = high <= margins.time or second <= margins.quick
    return GateRule(
        name="cost/time",
        title="Milliseconds an answer, median",
        part="cost",
        says=f"The interval of the ratio lies below the margin, or nobody would notice: at most {margins.quick:g} ms.",
        champion=first,
        challenger=second,
        difference=float(middle),
        low=float(low),
        high=float(high),
        margin=margins.time,
        n=len(cases),
        verdict=RuleVerdict.PASSES if held else RuleVerdict.FAILS,
    )


def _ratio(
    name: str, title: str, figures: Sequence[float], margin: float, small: int = 0, largest: float | None = None
) -> GateRule:
    first, second = figures
    ratio = second / first
    too_large = largest is not None and second > largest
    limit = f", and it is no larger than {largest / 1e6:.0f} MB" if largest is not None else ""
    unless = f", or it has at most {small / 1e6:.0f} MB" if small else ""
    return GateRule(
        name=name,
        title=title,
        part="cost",
        says=f"The ratio is no larger than the margin{unless}{limit}.",
        champion=first,
        challenger=second,
        difference=ratio,
        margin=margin,
        notes=(f"{second / 1e6:.1f} MB where {largest / 1e6:g} are allowed.",) if largest and too_large else (),
        verdict=RuleVerdict.FAILS if (ratio > margin and second > small) or too_large else RuleVerdict.PASSES,
    )
