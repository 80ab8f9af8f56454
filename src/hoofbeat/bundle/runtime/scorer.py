"""One case through the graphs of a bundle: what of it is known, and what every disease gets from it."""

from collections.abc import Mapping
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from hoofbeat.bundle.runtime import manifest as layout
from hoofbeat.bundle.runtime.circumstances import rows_of
from hoofbeat.bundle.runtime.lexicon import Lexicon
from hoofbeat.bundle.runtime.manifest import Manifest
from hoofbeat.bundle.runtime.numbers import number_rows
from hoofbeat.bundle.runtime.sessions import Array, run
from hoofbeat.domain.case import Case
from hoofbeat.domain.circumstances import Circumstances
from hoofbeat.domain.errors import InputError
from hoofbeat.standards.analytes import analyte
from hoofbeat.standards.standardise import standardise, unheard
from hoofbeat.timings import timed

#: Scores that standardising adds itself: nobody sent them, so nobody misses them.
_OWN_SCORES = "HBM:"

#: Outputs of the graph of findings that it gives of the diseases shown.
SHARES = ("support_share", "absence_share")

#: No disease is shown, and so none by the ranking of common ones.
_NOWHERE, _NOBODY = np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.bool_)


class Understood(NamedTuple):
    """What a bundle knows of a case.

    Attributes:
        case: standardised.
        observed: current ids of the observed findings, sorted.
        excluded: the same of the excluded ones.
        measured: whether the cohort model reads any of its measurements.
        warnings: what was set aside or is missing.
    """

    case: Case
    observed: list[str]
    excluded: list[str]
    measured: bool
    warnings: list[str]


class Scored(NamedTuple):
    """The answer of the graphs to a case.

    Attributes:
        known: what was known of the case.
        given: the case as the graph of findings takes it.
        speaks: whether anything in the case speaks for any disease.
        outputs: outputs of the graph that ranks, by name; the shares only if one explains.
    """

    known: Understood
    given: dict[str, NDArray[Any]]
    speaks: bool
    outputs: dict[str, Array]

    @property
    def observed_at(self) -> NDArray[np.int64]:
        """Positions of the observed findings in the lexicon."""
        return self.given["observed"]

    @property
    def excluded_at(self) -> NDArray[np.int64]:
        """Positions of the excluded ones."""
        return self.given["excluded"]

    @property
    def probability(self) -> Array:
        """Of every disease, [D]."""
        return self.outputs["probability"]

    @property
    def score(self) -> Array:
        """Of every disease, [D], nats."""
        return self.outputs["score"]


class Scorer:
    """Puts cases to the graphs.

    Args:
        manifest: what the bundle says of itself.
        lexicon: the findings it knows.
        sessions: its graphs by the names of their files.
    """

    def __init__(self, manifest: Manifest, lexicon: Lexicon, sessions: Mapping[str, Any]) -> None:
        self._manifest = manifest
        self._lexicon = lexicon
        self._sessions = sessions
        self._features = frozenset(manifest.features)
        self._units = {number.code: number.unit for number in manifest.numbers}

    def understand(self, case: Case) -> Understood:
        """Standardise a case and set aside what is not known."""
        case = standardise(case)
        observed, excluded, warnings = self._known(case)
        measured, set_aside = self._measured(case)
        return Understood(case, observed, excluded, measured, warnings + set_aside)

    def understand_known(self, case: Case) -> Understood:
        """The same of a case of which something is known.

        Raises:
            InputError: it has neither a finding nor a measurement that is known.
        """
        known = self.understand(case)
        if not known.observed and not known.excluded and not known.measured:
            raise self._nothing_known(known)
        if not known.observed:
            rests_on = [
                *(["what was excluded"] if known.excluded else []),
                *(["measurements"] if known.measured else []),
                "how frequent diseases are",
            ]
            known.warnings.append(f"No observed finding: the ranking rests on {' and on '.join(rests_on)}")
        return known

    def score(self, known: Understood, circumstances: Circumstances, *, explain: bool) -> Scored:
        """Score every disease.

        Args:
            known: what is known of the case.
            circumstances: where one asks, course and pregnancy.
            explain: whether the shares of the score are worked out.
        """
        given: dict[str, NDArray[Any]] = {
            "observed": self._places(known.observed),
            "excluded": self._places(known.excluded),
            "numbers": number_rows([known.case], self._manifest.numbers)[0],
        }
        with timed("knowledge"):
            told = self._findings(given, _NOWHERE, _NOBODY)
        speaks, features = told.pop("speaks"), told.pop("features")
        asked: dict[str, NDArray[Any]] = dict(told)
        if self._has_common:
            asked |= {"circumstances": rows_of(known.case, circumstances), "explain": np.array(explain)}
        if self._manifest.classes:
            with timed("cohort"):
                asked |= run(self._sessions[layout.COHORT_GRAPH], features=features)
        with timed("rank"):
            outputs = run(self._sessions[layout.RANKER_GRAPH], **asked)
        spoken = known.measured or bool(speaks[0] > 0) or not self._features.isdisjoint(known.observed)
        return Scored(known, given, spoken, outputs)

    def shares(self, scored: Scored, shown: NDArray[np.int64]) -> dict[str, Array]:
        """What each finding adds to the score of the diseases of k positions, nats.

        Returns:
            ``support_share`` float32 [n, k] of the observed findings, ``absence_share`` [m, k] of the excluded ones.

        Raises:
            ValueError: k is 0: the graph would be asked about all.
        """
        if not len(shown):
            raise ValueError("no disease is shown")
        by_common = scored.outputs["by_common"][shown] if self._has_common else _NOBODY
        told = self._findings(scored.given, shown, by_common)
        return {name: told[name] for name in SHARES}

    @cached_property
    def _has_common(self) -> bool:
        """Whether the catalogue has common diseases: both graphs then take and give more."""
        return "by_common" in {given.name for given in self._sessions[layout.FINDINGS_GRAPH].get_inputs()}

    def _findings(
        self, given: dict[str, NDArray[Any]], shown: NDArray[np.int64], by_common: NDArray[Any]
    ) -> dict[str, Array]:
        asked = {"shown": shown} | ({"by_common": by_common} if self._has_common else {})
        told = run(self._sessions[layout.FINDINGS_GRAPH], **given, **asked)
        return {name: output for name, output in told.items() if (name in SHARES) == bool(len(shown))}

    def _nothing_known(self, known: Understood) -> InputError:
        case = known.case
        to_none = f", and its measurements lead to none: {'; '.join(known.warnings)}" if known.warnings else ""
        age = "give the age, which reference ranges depend on; or " if case.age is None and case.measurements else ""
        return InputError(
            "None of the findings is known to this model"
            if case.findings
            else f"The case has no finding, observed or excluded{to_none}",
            hint=f"{age}give HPO ids of {self._manifest.knowledge_version}; GET /v1/findings searches them by name",
        )

    def _known(self, case: Case) -> tuple[list[str], list[str], list[str]]:
        """Current ids of observed and excluded findings, each once, and what was set aside.

        In the order of their ids: sums of floats depend on an order, and what was typed first must change no answer.
        """
        sides: dict[str, bool] = {}
        warnings = list(case.notes)
        for finding in case.findings:
            current = self._lexicon.resolve(finding.id)
            if current is None:
                warnings.append(f"{finding.id} is not known to this model: set aside")
            elif sides.setdefault(current, finding.excluded) and not finding.excluded:
                sides[current] = False  # observed once is observed
        observed = sorted(finding_id for finding_id, is_excluded in sides.items() if not is_excluded)
        excluded = sorted(finding_id for finding_id, is_excluded in sides.items() if is_excluded)
        return observed, excluded, warnings

    def _measured(self, case: Case) -> tuple[bool, list[str]]:
        """Whether the cohort model reads any measurement of the case, and which measurements nothing reads."""
        concluded = {finding.derived_from for finding in case.findings}
        silent = unheard(case)
        used, warnings = False, []
        for code, unit in dict.fromkeys((measurement.code, measurement.unit) for measurement in case.measurements):
            if self._units.get(code) == unit:
                used = True
            elif code in self._units:
                warnings.append(f"{code} is given in another unit than this model's {self._units[code]}: set aside")
            elif code in silent and code not in concluded:
                follows = f"no finding follows from its value ({silent[code]})"
                warnings.append(f"{code} is no column of this model, and {follows}: set aside")
            elif analyte(code) is None and not code.startswith(_OWN_SCORES):
                warnings.append(f"{code} is no column of this model, and no finding follows from its value: set aside")
        return used, warnings

    def _places(self, finding_ids: list[str]) -> NDArray[np.int64]:
        return np.array([self._lexicon.position(finding_id) for finding_id in finding_ids], dtype=np.int64)
