"""The result as Markdown: goals first, then every setting, a row a build."""

from collections.abc import Iterator, Sequence

from hoofbeat.domain.circumstances import Setting
from hoofbeat.evaluation.examination.cases import Half
from hoofbeat.evaluation.examination.result import (
    ALL,
    COMMON,
    GOAL_HALF,
    GOAL_LISTED,
    GOAL_SETTING,
    GOALS,
    ORPHAN,
    TOP_KS,
    ExaminationLine,
    ExaminationResult,
    Proportion,
)

_HEAD = ("setting", "half", "cases", "build", "n", *(f"top-{k}" for k in TOP_KS), "first answer claims", "in catalogue")


def markdown(result: ExaminationResult, earlier: Sequence[ExaminationResult] = ()) -> str:
    """The tables; ``earlier`` builds stand below the present one in each."""
    return "\n".join(
        [
            "# Examination cases",
            "",
            f"Bundle {result.bundle}, code {result.code}, cases {result.cases[:12]}. Shares with their 95 % interval "
            "(Wilson). A disease that the catalogue lacks is a miss; ties count against the build.",
            "",
            *_rows(("goal", "asked", *(build.bundle for build in (result, *earlier))), _goals([result, *earlier])),
            "",
            *_rows(_HEAD, _lines([result, *earlier])),
            "",
        ]
    )


def _goals(builds: Sequence[ExaminationResult]) -> Iterator[tuple[str, ...]]:
    reached = [build.find(GOAL_SETTING, GOAL_HALF, ALL) for build in builds]
    where = f"{GOAL_HALF}, {GOAL_SETTING}"
    for k, goal in GOALS.items():
        yield f"top-{k} ({where})", f"≥ {goal:.2f}", *(_judged(line.top[k] if line else None, goal) for line in reached)
    yield (
        f"in catalogue ({where})",
        f"≥ {GOAL_LISTED:.2f}",
        *(_judged(line.listed if line else None, GOAL_LISTED) for line in reached),
    )


def _judged(share: Proportion | None, goal: float) -> str:
    if share is None:
        return "not asked"
    return f"{_share(share)} {'reached' if share.value >= goal else 'not reached'}"


def _lines(builds: Sequence[ExaminationResult]) -> Iterator[tuple[str, ...]]:
    settings = dict.fromkeys(line.setting for line in builds[0].lines)
    for setting in (known for known in settings if known is not None):
        for half in Half:
            for kind in (ALL, COMMON, ORPHAN):
                yield from _compared(builds, setting, half, kind)


def _compared(
    builds: Sequence[ExaminationResult], setting: Setting, half: Half, kind: str
) -> Iterator[tuple[str, ...]]:
    for build in builds:
        line = build.find(setting, half, kind)
        if line is not None:
            yield setting, half, kind, build.bundle, *_cells(line)


def _cells(line: ExaminationLine) -> tuple[str, ...]:
    tops = (_share(line.top[k]) for k in TOP_KS)
    return str(line.n), *tops, f"{line.claimed:.3f}", _share(line.listed)


def _share(share: Proportion) -> str:
    return f"{share.value:.3f} ({share.low:.2f}–{share.high:.2f})"


def _rows(head: Sequence[str], rows: Iterator[tuple[str, ...]]) -> list[str]:
    return ["| " + " | ".join(cells) + " |" for cells in (head, ["---"] * len(head), *rows)]
