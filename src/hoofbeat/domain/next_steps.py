"""How to go on after a differential: what to ask next, by body system and cost, when to stop, to whom to refer."""

from enum import StrEnum
from typing import Literal

from hoofbeat.domain.differential import NextFinding, RankedDisease
from hoofbeat.domain.frozen import Frozen
from hoofbeat.domain.languages import HasNames, Wording


class FindingCost(StrEnum):
    """What it takes to learn whether a patient has a finding, the cheapest first.

    ``ask``: patient, family or record tell. ``examine``: seen, heard, felt or measured at the bedside. ``test``:
    laboratory, imaging, endoscopy, ECG, EEG, pathology, genetics.
    """

    ASK = "ask"
    EXAMINE = "examine"
    TEST = "test"


class BodySystem(HasNames):
    """A group that findings are listed under.

    Its ``id`` is that of a branch right below Phenotypic abnormality; ``HB`` for history items, ``SITE`` for what a
    hospital's own tables name.
    """

    id: str


class NextStep(NextFinding):
    """A finding worth asking for, with where it belongs and what it takes to learn it."""

    system: BodySystem
    cost: FindingCost


class Referral(Frozen):
    """Who should see the patient, and why; a suggestion about what the model knows.

    Attributes:
        kind: ``now``: a disease that must not wait may be there; ``soon``: such diseases are possible together, none
            of them by itself; ``genetics``: rare, mostly hereditary diseases explain the case best.
        texts: the same in words.
        because: ids of the diseases that led to it, the most probable first.
    """

    kind: Literal["now", "soon", "genetics"]
    texts: Wording
    because: tuple[str, ...]


class NextSteps(Frozen):
    """How to go on with one case.

    Attributes:
        findings: what to ask next, the most informative first.
        stop: whether asking on would tell little.
        stop_reason: why; ``None`` while asking on is worth it.
        referral: who should see the patient; ``None`` where nothing speaks for it.
        warnings: what of the case was set aside.
        bundle: version of the bundle that answered.
    """

    findings: tuple[NextStep, ...]
    stop: bool
    stop_reason: Wording | None
    referral: Referral | None
    warnings: tuple[str, ...] = ()
    bundle: str


class ExplainedDiseases(Frozen):
    """What speaks for and against named diseases in one case, wherever they stand.

    Attributes:
        diseases: a line each, as an ungrouped differential has it, in the order asked.
        warnings: what of the case was set aside.
        bundle: version of the bundle that answered.
    """

    diseases: tuple[RankedDisease, ...]
    warnings: tuple[str, ...] = ()
    bundle: str
