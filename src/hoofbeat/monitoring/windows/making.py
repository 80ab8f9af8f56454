"""Making a reference: at export, from the training cohort and the answers that evaluation held out."""

from collections import Counter
from collections.abc import Mapping, Sequence

import numpy as np

from hoofbeat.domain.case import Case, Sex
from hoofbeat.domain.circumstances import Setting
from hoofbeat.domain.errors import InputError
from hoofbeat.monitoring.windows.answers import CountedAnswers, most_frequent
from hoofbeat.monitoring.windows.cells import CaseCells, KnowsFindings
from hoofbeat.monitoring.windows.layout import FEWEST, MeasurementBins, WindowLayout
from hoofbeat.monitoring.windows.reference import JOINT, Directions, Floats, WindowReference
from hoofbeat.monitoring.windows.sketch import Sketch, Told
from hoofbeat.standards.analytes import Analyte, analytes
from hoofbeat.standards.reference import limits

#: A finding has a cell of its own from this share of the cases on, and as many findings at most.
_SHARE, _FINDINGS = 0.01, 150
#: Values from which the training cohort itself fixes a measurement's bins, at so many quantiles.
_VALUES, _QUANTILES = 100, 10
#: Diseases with a cell of their own, and directions of the joint test.
_DISEASES, _DIRECTIONS = 30, 20
#: A cell's standard deviation counts as no less: what hardly anybody has would else rule the directions.
_LEAST_DEVIATION = 0.03
#: Bins of a measurement that the cohort lacks, in spans of an adult's reference range from its lower end.
_SPANS = (-1.0, 0.0, 0.5, 1.0, 2.0, 4.0)


def make_reference(
    cohort: Mapping[str, Sequence[Case]], bundle: KnowsFindings, answers: Mapping[Setting, CountedAnswers]
) -> WindowReference:
    """Count the training cohort in cells that it fixes itself.

    Args:
        cohort: standardised cases by source.
        bundle: knows the findings.
        answers: by setting, answers to cases that nothing had learned from: a model is surer of those it knows.

    Raises:
        InputError: there is no case.
    """
    cases = [case for its in cohort.values() for case in its]
    if not cases:
        raise InputError("No case to make a reference from", hint="ingest cases first")
    layout = _layout(cases, most_frequent(answers, _DISEASES), bundle)
    cells = CaseCells(layout, bundle)
    sources = {name: Sketch(layout) for name in cohort}
    rows = []
    for name, its in cohort.items():
        for case in its:
            told = cells.of(case)
            sources[name].add(told)
            rows.append(_row(told, layout))
    sketches = {setting: counted.sketch(layout, setting) for setting, counted in answers.items()}
    return WindowReference(layout, sources, sketches, _directions(np.array(rows)))


def _layout(cases: Sequence[Case], diseases: tuple[str, ...], bundle: KnowsFindings) -> WindowLayout:
    lexicon = bundle.lexicon
    seen = Counter(
        current for case in cases for each in dict.fromkeys(case.observed) if (current := lexicon.resolve(each))
    )
    least = max(_SHARE * len(cases), FEWEST)
    frequent = [finding for finding, count in seen.most_common(_FINDINGS) if count >= least]
    systems = {bundle.systems.of(lexicon.position(finding)).id for finding in seen}
    return WindowLayout(
        findings=tuple(frequent),
        systems=tuple(sorted(systems)),
        measurements=_measurements(cases),
        diseases=diseases,
    )


def _measurements(cases: Sequence[Case]) -> tuple[MeasurementBins, ...]:
    values: dict[tuple[str, str], list[float]] = {}
    for case in cases:
        for measurement in case.measurements:
            values.setdefault((measurement.code, measurement.unit), []).append(measurement.value)
    shares = np.linspace(0, 1, _QUANTILES + 1)[1:-1]
    learned = {
        code: MeasurementBins(code=code, unit=unit, edges=tuple(np.unique(np.quantile(its, shares)).tolist()))
        for (code, unit), its in values.items()
        if len(its) >= _VALUES and (code not in analytes() or unit == analytes()[code].unit)
    }
    usual = {code: bins for code, analyte in analytes().items() if (bins := _usual_bins(analyte)) is not None}
    return tuple((usual | learned).values())


def _usual_bins(analyte: Analyte) -> MeasurementBins | None:
    within = limits(analyte.code, 40, Sex.UNKNOWN)
    low, high = within or (analyte.low, analyte.high)
    if not (np.isfinite(low) and np.isfinite(high) and low < high):
        low, high = analyte.low, analyte.high
    edges = [low + spans * (high - low) for spans in (_SPANS if within else (0.1, 0.25, 0.5, 0.75))]
    inside = tuple(round(edge, 6) for edge in edges if analyte.low < edge < analyte.high)
    return MeasurementBins(code=analyte.code, unit=analyte.unit, edges=inside) if inside else None


def _row(told: Told, layout: WindowLayout) -> Floats:
    row, start = np.zeros(sum(len(layout.cells[name]) for name in JOINT)), 0
    for name in JOINT:
        row[[start + place for place in told[name]]] = 1
        start += len(layout.cells[name])
    return row


def _directions(rows: Floats) -> Directions:
    """Principal components of the standardised cells, in the units of the cells."""
    deviation = np.maximum(rows.std(axis=0), _LEAST_DEVIATION)
    covariance = np.cov(rows / deviation, rowvar=False, bias=True)
    variance, axes = np.linalg.eigh(covariance)
    best = np.argsort(variance)[::-1][: min(_DIRECTIONS, len(rows) - 1)]
    best = best[variance[best] > 1e-6]
    return Directions((axes[:, best] / deviation[:, None]).T, variance[best])
