"""The disease each case teaches, in a catalogue that lists them all."""

from dataclasses import replace

from hoofbeat.features.cohort import Cohort
from hoofbeat.knowledge.catalogue import Catalogue


def label(cohort: Cohort, catalogue: Catalogue) -> tuple[Cohort, Catalogue]:
    """Give every diagnosed case a disease of the catalogue, listing those that it lacks.

    A cohort may hold confirmed cases of a disease published after the knowledge was released. It is listed under its
    recorded id and name, and its cases are the only profile it has.

    Returns:
        The cohort with ``None`` only for cases without diagnosis, and the extended catalogue.
    """
    names: dict[str, str] = {}
    for case in cohort.cases:
        # Not every record names its disease: the first that does names it for all.
        if case.diagnosis is not None and names.get(case.diagnosis, case.diagnosis) == case.diagnosis:
            names[case.diagnosis] = case.diagnosis_name or case.diagnosis
    extended = catalogue.extended(names)
    diseases = tuple(None if c.diagnosis is None else extended.canonical(c.diagnosis) for c in cohort.cases)
    return replace(cohort, diseases=diseases), extended
