"""What the examination found, case by case and summed up."""

from collections.abc import Iterable, Iterator, Sequence
from math import sqrt
from pathlib import Path

from pydantic import ValidationError

from hoofbeat.domain.circumstances import Setting
from hoofbeat.domain.errors import InputError
from hoofbeat.evaluation.estimate import Kept
from hoofbeat.evaluation.examination.cases import Half

TOP_KS = (1, 3, 10)

#: Stated before anything was measured: the reported half under ``emergency``, and the share that the catalogue lists.
GOAL_HALF, GOAL_SETTING = Half.REPORTED, Setting.EMERGENCY
GOALS = {1: 0.30, 3: 0.50, 10: 0.70}
GOAL_LISTED = 0.95

ALL, COMMON, ORPHAN = "all", "common", "orphan"

#: 97.5 % of a normal distribution lies below it.
_Z = 1.959964


class Proportion(Kept):
    """A share of cases with its 95 % interval by Wilson (J Am Stat Assoc 1927;22:209-212)."""

    value: float
    low: float
    high: float

    @classmethod
    def of(cls, hits: int, n: int) -> "Proportion":
        """The share of ``hits`` in ``n`` cases.

        Raises:
            InputError: there is no case.

        Example:
            >>> share = Proportion.of(5, 10)
            >>> round(share.low, 3), round(share.high, 3)
            (0.237, 0.763)
        """
        if n < 1:
            raise InputError("a share of no case", hint="give at least one case")
        share, spread = hits / n, _Z * _Z / n
        middle = (share + spread / 2) / (1 + spread)
        half = _Z * sqrt(share * (1 - share) / n + spread / (4 * n)) / (1 + spread)
        return cls(value=share, low=max(min(middle - half, share), 0.0), high=min(max(middle + half, share), 1.0))


class CaseAnswer(Kept):
    """How one case was answered.

    Attributes:
        case: its number.
        setting: where it was asked; ``None`` if the build knows no settings.
        half: which half it belongs to.
        orphan: whether its disease is a rare one.
        listed: whether the catalogue has any accepted id.
        rank: of the best accepted disease, ties against us; 0 for a miss.
        claimed: probability of the first answer.
    """

    case: int
    setting: Setting | None
    half: Half
    orphan: bool
    listed: bool
    rank: int
    claimed: float


class ExaminationLine(Kept):
    """One half of the cases, of one kind, under one setting."""

    setting: Setting | None
    half: Half
    kind: str
    n: int
    top: dict[int, Proportion]
    claimed: float
    listed: Proportion


class ExaminationResult(Kept):
    """What one bundle answered.

    Attributes:
        bundle: its version.
        code: version of the code that asked.
        cases: digest of the file of cases.
        answers: one for each case and setting.
        lines: the same summed up.
    """

    bundle: str
    code: str
    cases: str
    answers: tuple[CaseAnswer, ...]
    lines: tuple[ExaminationLine, ...]

    @classmethod
    def of(cls, bundle: str, code: str, cases: str, answers: Sequence[CaseAnswer]) -> "ExaminationResult":
        """Sum the answers up."""
        return cls(bundle=bundle, code=code, cases=cases, answers=tuple(answers), lines=tuple(_summed(answers)))

    @classmethod
    def load(cls, path: Path) -> "ExaminationResult":
        """Read an earlier result.

        Raises:
            InputError: it is none.
        """
        try:
            return cls.model_validate_json(path.read_text(encoding="utf-8"))
        except (OSError, UnicodeDecodeError, ValidationError) as error:
            raise InputError(
                f"{path} is no result of an examination", hint="give an examination.json to --compare"
            ) from error

    def find(self, setting: Setting, half: Half, kind: str) -> ExaminationLine | None:
        """The line of a setting; of a build that knows none, the one that stands for all of them."""
        found = {line.setting: line for line in self.lines if (line.half, line.kind) == (half, kind)}
        return found.get(setting) or found.get(None)


def _summed(answers: Sequence[CaseAnswer]) -> Iterator[ExaminationLine]:
    for setting in dict.fromkeys(answer.setting for answer in answers):
        for half in Half:
            own = [answer for answer in answers if (answer.setting, answer.half) == (setting, half)]
            kinds = {ALL: own, COMMON: [a for a in own if not a.orphan], ORPHAN: [a for a in own if a.orphan]}
            for kind, chosen in kinds.items():
                if chosen:
                    yield _line(setting, half, kind, chosen)


def _line(setting: Setting | None, half: Half, kind: str, answers: Sequence[CaseAnswer]) -> ExaminationLine:
    n = len(answers)
    return ExaminationLine(
        setting=setting,
        half=half,
        kind=kind,
        n=n,
        top={k: Proportion.of(_count(0 < answer.rank <= k for answer in answers), n) for k in TOP_KS},
        claimed=sum(answer.claimed for answer in answers) / n,
        listed=Proportion.of(_count(answer.listed for answer in answers), n),
    )


def _count(flags: Iterable[bool]) -> int:
    return sum(map(int, flags))
