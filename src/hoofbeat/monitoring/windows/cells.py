"""Which cells one case falls into: the same rules for the training cohort and for what the service is asked."""

from bisect import bisect_left, bisect_right
from functools import cached_property
from typing import Protocol

from hoofbeat.bundle.runtime.going_on.systems import Systems
from hoofbeat.bundle.runtime.lexicon import Lexicon
from hoofbeat.domain.case import Case, Sex
from hoofbeat.domain.circumstances import Setting
from hoofbeat.domain.differential import Differential
from hoofbeat.monitoring.windows import layout as ends
from hoofbeat.monitoring.windows.layout import MEASURED, WindowLayout
from hoofbeat.standards.analytes import analyte
from hoofbeat.standards.standardise import impossible_codes, standardise

#: How notes end on a term that reading does not know; an impossible value has a cell of its own.
_SET_ASIDE = (
    "not in the ontology: set aside",
    "HPO id: set aside",
    "HPO ids: set aside",
    "no analyte of the table: kept as given",
)

_SEXES, _SETTINGS = tuple(Sex), tuple(Setting)


class KnowsFindings(Protocol):
    """What of a bundle is needed to tell the cells of a case."""

    @property
    def lexicon(self) -> Lexicon:
        """The findings it knows."""
        ...

    @property
    def systems(self) -> Systems:
        """The body systems of its findings."""
        ...


class CaseCells:
    """Tells the cells of cases; thread-safe.

    Args:
        layout: names the cells.
        bundle: knows the findings and their body systems.
    """

    def __init__(self, layout: WindowLayout, bundle: KnowsFindings) -> None:
        self.layout = layout
        self._bundle = bundle
        self._findings = {finding: place for place, finding in enumerate(layout.findings)}
        self._systems = {system: place for place, system in enumerate(layout.systems)}
        self._diseases = {disease: place for place, disease in enumerate(layout.diseases)}
        self._system_of: dict[str, int | None] = {}

    def of(self, case: Case, differential: Differential | None = None) -> dict[str, tuple[int, ...]]:
        """Positions by what is counted, each position once.

        Args:
            case: standardised here by the rules of the answer; doing so twice changes nothing. Its notes say what
                reading did not know.
            differential: the answer; without one nothing of the predictions is counted.
        """
        case = standardise(case)
        resolve = self._bundle.lexicon.resolve
        current = {each: resolve(each) for each in (*case.observed, *case.excluded)}
        # What was concluded from a measurement is no term that anybody used.
        stated = (each.id for each in case.findings if each.derived_from is None)
        unknown = any(current[each] is None for each in stated) or any(map(_says_set_aside, case.notes))
        observed = {known for each in case.observed if (known := current[each]) is not None}
        excluded = {known for each in case.excluded if (known := current[each]) is not None}
        ages, age = len(ends.AGES) + 1, case.age
        told = {
            "findings": tuple(self._findings[each] for each in observed if each in self._findings),
            "systems": tuple({place for each in observed if (place := self._system(each)) is not None}),
            "age": (ages if age is None else bisect_right(ends.AGES, age),),
            "sex": (_SEXES.index(case.sex),),
            "observed": (bisect_left(ends.OBSERVED, len(observed)),),
            "excluded": (bisect_left(ends.EXCLUDED, len(excluded)),),
            "measuring": (int(bool(case.measurements) or bool(impossible_codes(case))),),
            "unknown_terms": (int(unknown),),
        }
        told |= self._measured(case)
        return told if differential is None else told | self._answered(differential)

    def _system(self, finding_id: str) -> int | None:
        if finding_id not in self._system_of:
            system = self._bundle.systems.of(self._bundle.lexicon.position(finding_id)).id
            self._system_of[finding_id] = self._systems.get(system)
        return self._system_of[finding_id]

    def _measured(self, case: Case) -> dict[str, tuple[int, ...]]:
        told: dict[str, tuple[int, ...]] = {}
        bins = self._bins
        aside = list(impossible_codes(case))
        for measurement in case.measurements:
            its = bins.get(measurement.code)
            if its is not None and measurement.unit == its.unit:
                told[MEASURED + its.code] = (bisect_right(its.edges, measurement.value),)
            elif (known := analyte(measurement.code)) is not None:  # in a unit that leads nowhere
                aside.append(known.code)
        for code in aside:
            if code in bins:
                told.setdefault(MEASURED + code, (len(bins[code].edges) + 1,))
        return told

    @cached_property
    def _bins(self) -> dict[str, ends.MeasurementBins]:
        return {bins.code: bins for bins in self.layout.measurements}

    def _answered(self, answer: Differential) -> dict[str, tuple[int, ...]]:
        told: dict[str, tuple[int, ...]] = {
            "setting": (_SETTINGS.index(answer.setting),),
            "sufficiency": (2 if answer.sufficient is None else int(answer.sufficient),),
            "unlisted": (_or_last(answer.unlisted, ends.UNLISTED),),
            "set_size": (
                len(ends.SET_SIZES) + 1
                if answer.conformal_set is None
                else bisect_left(ends.SET_SIZES, answer.conformal_set),
            ),
        }
        if not answer.differential:
            return told
        first = answer.differential[0]
        return told | {
            "probability": (bisect_right(ends.PROBABILITIES, first.probability),),
            "rarity": (int(first.orphan),),
            "disease": (self._diseases.get(first.disease_id, len(self._diseases)),),
        }


def _says_set_aside(note: str) -> bool:
    return note.endswith(_SET_ASIDE)


def _or_last(value: float | None, edges: tuple[float, ...]) -> int:
    return len(edges) + 1 if value is None else bisect_right(edges, value)
