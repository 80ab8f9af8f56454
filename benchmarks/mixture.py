"""The figures behind the parameters of ``models/common/mixture.py``: the development half of the examination cases.

    python benchmarks/mixture.py --run runs/first

Needs a run that was trained on published patients (`hoofbeat train`). Fits the ranking on all of it, asks it the
development half, and prints

- the logistic regression of "the disease is a common one" on the log-evidence of both rankings and on how much of the
  findings is covered (α under `emergency`, β_c, β_o, δ),
- for each setting the one of "the first answer is right" on the log-odds of its probability (l, m),
- the shares found among the first 1, 3 and 10 as the parameters stand.

The parameters in the code are these figures, rounded and, where a hundred cases cannot tell, pulled towards what is
argued beside them. The reported half is never read here. About five minutes.
"""

import argparse
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression

from hoofbeat.domain.circumstances import Setting
from hoofbeat.evaluation.examination.cases import ExaminationCase, Half, read_cases
from hoofbeat.models.common.model import CommonModel
from hoofbeat.models.hybrid import HybridRanker, pool, raised_by_cohort, softmax
from hoofbeat.models.ranker import fit_ranker
from hoofbeat.standards.standardise import standardise
from hoofbeat.trained.ranking import bench_of, trained

CASES = Path(__file__).parent / "examination" / "cases.jsonl"

#: Ridge of the regressions (scikit-learn's C): a hundred cases must not decide a direction that they hardly have.
_RIDGE = 10.0

Floats = NDArray[np.float32]


@dataclass(frozen=True)
class Asked:
    """The development half, and what both rankings say of it before they are mixed."""

    cases: tuple[ExaminationCase, ...]
    ranker: HybridRanker
    common: CommonModel

    def truth(self) -> list[set[int]]:
        """Catalogue positions of the accepted diseases of each case."""
        find = self.ranker.knowledge.catalogue.find
        return [{p for any_id in case.accepted or () if (p := find(any_id)) is not None} for case in self.cases]

    def evidence(self, setting: Setting) -> NDArray[np.float64]:
        """Log-evidence of the common and of the orphan ranking, and how much is covered less 1, [cases, 3]."""
        told = [standardise(case.asked()) for case in self.cases]
        ranker, common = self.ranker, self.common
        learned = ranker.cohort.predict(told) if ranker.cohort else np.zeros((len(told), 0), dtype=np.float32)
        positions, diseases = ranker.class_positions, len(ranker.knowledge.catalogue)
        asked = [case.circumstances(setting) for case in self.cases]
        orphan = pool(ranker.refined(told), learned, positions, ranker.parameters)
        raised = raised_by_cohort(learned, positions, ranker.parameters.floor, diseases)
        orphan, ours = common.halves(orphan, raised, told, asked)
        both = [np.logaddexp.reduce(logits.astype(np.float64), axis=1) for logits in (ours, orphan)]
        return np.column_stack([*both, common.covered(told) - 1])

    def logits(self, setting: Setting) -> Floats:
        """Logits of the mixture, [cases, D]."""
        ranked = [
            self.ranker.under(case.circumstances(setting)).logits([standardise(case.asked())]) for case in self.cases
        ]
        return np.concatenate(ranked)


def main() -> None:
    """Fit, ask, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--run", type=Path, required=True, help="run directory that was trained")
    work, outcome = trained(parser.parse_args().run, None)
    bench = bench_of(work, outcome, seed=0)
    ranker = fit_ranker(bench.teaching, bench.fit_cohort, bench.settings)
    if ranker.common is None:
        parser.error("the run's catalogue has no common disease")
    half = tuple(case for case in read_cases(CASES) if case.half is Half.DEVELOPMENT)
    asked = Asked(half, ranker, ranker.common)
    _share(asked)
    for setting in Setting:
        _sureness(asked, setting)


def _share(asked: Asked) -> None:
    """What tells common diseases from orphan ones, among cases whose disease one of the rankings knows."""
    common = set(asked.common.positions.tolist())
    known = [bool(truth) for truth in asked.truth()]
    is_common = [
        not case.orphan and bool(truth & common) for case, truth in zip(asked.cases, asked.truth(), strict=True)
    ]
    evidence = asked.evidence(Setting.EMERGENCY)[known]
    fitted = LogisticRegression(C=_RIDGE, max_iter=1000).fit(evidence, np.array(is_common)[known])
    beta_c, beta_o, delta = fitted.coef_[0]
    alpha = f"α(emergency) {fitted.intercept_[0]:.2f}"
    print(f"share, {sum(known)} cases: {alpha}, β_c {beta_c:.3f}, β_o {-beta_o:.3f}, δ {delta:.2f}")


def _sureness(asked: Asked, setting: Setting) -> None:
    """How often the first answer is right, and who is found."""
    logits, truths = asked.logits(setting), asked.truth()
    first = softmax(logits).max(axis=1).clip(1e-6, 1 - 1e-6)
    right = np.array([int(best) in truth for best, truth in zip(logits.argmax(axis=1), truths, strict=True)])
    fitted = LogisticRegression().fit(np.log(first / (1 - first))[:, None], right)
    own = [max((row[place] for place in truth), default=-np.inf) for row, truth in zip(logits, truths, strict=True)]
    ranks = np.array([(row >= best).sum() for row, best in zip(logits, own, strict=True)])
    found = "/".join(f"{np.mean(ranks <= k):.3f}" for k in (1, 3, 10))
    print(f"{setting}: l {fitted.intercept_[0]:.2f}, m {fitted.coef_[0, 0]:.2f}; found {found} of {len(ranks)}")


if __name__ == "__main__":
    main()
