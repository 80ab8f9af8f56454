"""How the ranking of common diseases and that of orphan ones become one.

With z_o(d) the logits of ``models.hybrid`` and what person and setting add to them, and z_c(h) those of the common
diseases,

    z_c(h) = κ · told(h) + person(h) + setting(h) + γ · cohort(h)

each with its setting's prior as logarithms of a distribution, the log-evidence of a ranking is e = log Σ exp z. How
likely the patient has a common disease, the *share*, depends on where one asks, on how much better the one ranking
explains the findings than the other, and on how much of them the sources of the common diseases ask about at all:

    share = σ(α(setting) + β_c · e_c − β_o · e_o + δ · (covered − 1))

    P(d) ∝ max(share · exp(z_c(d) − e_c), (1 − share) · exp(z_o(d) − e_o))

The larger part decides instead of the sum, so that one of the two explains the place of a disease that both know.
"""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from hoofbeat.domain.circumstances import Setting

Floats = NDArray[np.float32]

#: Log-odds of a disease that a ranking knows nothing of.
UNKNOWN = -1e4

#: How far from 0 the log-odds of the share may come.
LARGEST = 12.0


@dataclass(frozen=True)
class MixtureParameters:
    """With the symbols of the module's formula; chosen by ``benchmarks/mixture.py``.

    Attributes:
        sharpness: κ, how far evidence of a common disease counts.
        cohort: γ, how far the cohort model counts here. With much more, a model of simulated patients would know each
            of its few diseases in anybody; with nothing, three findings of such a patient would not do.
        level: α, by setting.
        common_evidence: β_c, how far the log-evidence of the common ranking counts.
        orphan_evidence: β_o, how far that of the orphan ranking does.
        covered: δ, nats for the part of the findings that is covered.
        sureness: (l, m) of ``models.hybrid`` for the first answer, by setting; genetics takes those of the pool.
    """

    sharpness: float = 1.0
    cohort: float = 0.5
    level: dict[Setting, float] = field(
        default_factory=lambda: {
            Setting.PRIMARY_CARE: 5.0,
            Setting.EMERGENCY: 4.0,
            Setting.HOSPITAL: 0.0,
            Setting.GENETICS: -2.5,
        }
    )
    common_evidence: float = 0.05
    orphan_evidence: float = 0.15
    covered: float = 7.0
    sureness: dict[Setting, tuple[float, float]] = field(
        default_factory=lambda: {
            Setting.PRIMARY_CARE: (-1.20, 0.63),
            Setting.EMERGENCY: (-1.18, 0.79),
            Setting.HOSPITAL: (-1.43, 0.17),
        }
    )


@dataclass(frozen=True)
class Mixed:
    """One ranking over the catalogue.

    Attributes:
        logits: float32 [n, D].
        is_common: bool [n, D], which of the two rankings decides a disease's place.
        share: float32 [n], how likely a common disease is.
    """

    logits: Floats
    is_common: NDArray[np.bool_]
    share: Floats


def mix(
    orphan: Floats,
    common: Floats,
    positions: NDArray[np.int64],
    level: Floats,
    covered: Floats,
    parameters: MixtureParameters,
) -> Mixed:
    """Mix the logits of the orphan ranking [n, D] with those of the common diseases [n, H] at their positions [H].

    Args:
        orphan: ``UNKNOWN`` where that ranking knows nothing of a disease.
        common: of the common diseases.
        positions: where they stand in the catalogue.
        level: α of each case, [n].
        covered: share of each case's findings that is covered, [n].
        parameters: of the mixture.
    """
    of_orphan, of_common = (_log_evidence(logits) for logits in (orphan, common))
    odds = level + parameters.common_evidence * of_common - parameters.orphan_evidence * of_orphan
    odds += parameters.covered * (covered - 1)
    odds = np.clip(odds, -LARGEST, LARGEST)
    ours = orphan - (of_orphan + np.logaddexp(0, odds))[:, None]
    theirs = np.full_like(ours, 2 * UNKNOWN)
    theirs[:, positions] = common - (of_common + np.logaddexp(0, -odds))[:, None]
    decided = theirs > ours
    logits = np.where(decided, theirs, ours).astype(np.float32)
    return Mixed(logits, decided, (1 / (1 + np.exp(-odds))).astype(np.float32))


def _log_evidence(logits: Floats) -> Floats:
    return np.asarray(np.logaddexp.reduce(logits.astype(np.float64), axis=1), dtype=np.float32)
