"""Which cases of the two files may be asked: new to both bundles, each once."""

from collections import Counter
from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path
from typing import Literal

from hoofbeat.domain.errors import InputError
from hoofbeat.lifecycle.gate.cases import GateCase, read_gate_cases
from hoofbeat.lifecycle.gate.judge import JudgedCases
from hoofbeat.lifecycle.gate.result import CaseSet
from hoofbeat.lifecycle.gate.taught import Taught, content_digest, split_known


def judged_cases(frozen: Path, recent: Path | None, taught: Mapping[str, Taught]) -> JudgedCases:
    """Read both files and leave out what either bundle was taught, or what stands there twice.

    Args:
        frozen: the frozen set.
        recent: the latest confirmed cases, where there are any.
        taught: what each bundle was taught, by ``champion`` and ``challenger``.

    Raises:
        SourceError: a file cannot be read.
        InputError: no case of the frozen set is left.
    """
    seen: set[str] = set()
    first, told = _kept("frozen", frozen, taught, seen)
    if not first:
        left_out = ", ".join(f"{count} known to the {how}" for how, count in told.known.items()) or "it is empty"
        raise InputError(
            f"{frozen} has no case that is new to both bundles ({left_out})", hint="freeze others: hoofbeat gate freeze"
        )
    if recent is None:
        return JudgedCases(first, (), (told,))
    second, also = _kept("recent", recent, taught, seen)
    return JudgedCases(first, second, (told, also))


def new_cases(
    cases: tuple[GateCase, ...], taught: Mapping[str, Taught], seen: set[str]
) -> tuple[tuple[GateCase, ...], dict[str, int], int]:
    """Cases that nobody was taught, how many were left out by whom and how, and how many were repeated.

    Args:
        cases: any cases.
        taught: what each bundle was taught, by a name for it.
        seen: digests of what was kept before; grows.
    """
    kept, known, repeated = [], Counter[str](), 0
    for case, found in zip(cases, split_known((told.case for told in cases), taught), strict=True):
        content = content_digest(case.case)
        if found is not None:
            known[f"{found[0]}: {found[1]}"] += 1
        elif content in seen:
            repeated += 1
        else:
            seen.add(content)
            kept.append(case)
    return tuple(kept), dict(sorted(known.items())), repeated


def _kept(
    name: Literal["frozen", "recent"], path: Path, taught: Mapping[str, Taught], seen: set[str]
) -> tuple[tuple[GateCase, ...], CaseSet]:
    read = read_gate_cases(path)
    kept, known, repeated = new_cases(read, taught, seen)
    digest = sha256(path.read_bytes()).hexdigest()
    told = CaseSet(name=name, sha256=digest, read=len(read), judged=len(kept), known=known, repeated=repeated)
    return kept, told
