"""One case through the graphs of a bundle: what of it is known, and what every disease gets from it."""

from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from hoofbeat.bundle.runtime import manifest as layout
from hoofbeat.bundle.runtime.circumstances import rows_of
from hoofbeat.bundle.runtime.lexicon import Lexicon
from hoofbeat.bundle.runtime.manifest import Manifest
from hoofbeat.bundle.runtime.numbers import number_row
from hoofbeat.bundle.runtime.sessions import Array, run
from hoofbeat.domain.case import Case
from hoofbeat.domain.circumstances import Circumstances
from hoofbeat.domain.errors import InputError
from hoofbeat.standards.analytes import analyte
from hoofbeat.standards.standardise import standardise, unheard

#: Scores that standardising adds itself: nobody sent them, so nobody misses them.
_OWN_SCORES = "HBM:"


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
        observed_at: positions of the observed findings in the lexicon.
        excluded_at: positions of the excluded ones.
        speaks: whether anything in the case speaks for any disease.
        outputs: outputs of the graph that ranks, by name; the shares only if one explains.
    """

    known: Understood
    observed_at: NDArray[np.int64]
    excluded_at: NDArray[np.int64]
    speaks: bool
    outputs: dict[str, Array]

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
        observed_at, excluded_at = self._places(known.observed), self._places(known.excluded)
        evidence = run(
            self._sessions[layout.FINDINGS_GRAPH],
            observed=observed_at,
            excluded=excluded_at,
            numbers=number_row(known.case, self._manifest.numbers),
        )
        shares: dict[str, NDArray[Any]] = {name: told for name, told in evidence.items() if name != "features"}
        if "covered" in shares:
            shares |= {"circumstances": rows_of(known.case, circumstances), "explain": np.array(explain)}
        if self._manifest.classes:
            shares |= run(self._sessions[layout.COHORT_GRAPH], features=evidence["features"])
        told = [evidence[name] for name in ("support", "observed_common") if name in evidence]
        outputs = run(self._sessions[layout.RANKER_GRAPH], **shares)
        speaks = known.measured or any(bool((each > 0).any()) for each in told)
        speaks = speaks or not set(self._manifest.features).isdisjoint(known.observed)
        return Scored(known, observed_at, excluded_at, speaks, outputs)

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
        units = {number.code: number.unit for number in self._manifest.numbers}
        concluded = {finding.derived_from for finding in case.findings}
        silent = unheard(case)
        used, warnings = False, []
        for code, unit in dict.fromkeys((measurement.code, measurement.unit) for measurement in case.measurements):
            if units.get(code) == unit:
                used = True
            elif code in units:
                warnings.append(f"{code} is given in another unit than this model's {units[code]}: set aside")
            elif code in silent and code not in concluded:
                follows = f"no finding follows from its value ({silent[code]})"
                warnings.append(f"{code} is no column of this model, and {follows}: set aside")
            elif analyte(code) is None and not code.startswith(_OWN_SCORES):
                warnings.append(f"{code} is no column of this model, and no finding follows from its value: set aside")
        return used, warnings

    def _places(self, finding_ids: list[str]) -> NDArray[np.int64]:
        return np.array([self._lexicon.position(finding_id) for finding_id in finding_ids], dtype=np.int64)
