"""Profiles: how often each disease of a catalogue shows each finding, as means of Beta posteriors.

A published count k/n adds k and n−k to the Beta parameters; an HPO frequency class or a statement without any
frequency adds a few pseudo-patients; each confirmed case adds itself. Publications can be left out, so that a model
never scores a patient whose own publication it has read.

A finding that a publication looked for and that nobody had (0/n: OMIM's way to say that it is absent) has no frequency:
the prior would make it 12 % after one patient and 1 % after sixty, far more than other diseases have of a rare finding,
and so turn a statement of absence into evidence for the disease. Cases that deny a finding must be many before it
counts as never seen: what a physician thought of asking, other patients of the disease do have more often than most.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import sparse

from hoofbeat.domain.case import Case
from hoofbeat.knowledge.annotations import BROADER
from hoofbeat.knowledge.catalogue import Catalogue
from hoofbeat.knowledge.ontology import Ontology
from hoofbeat.knowledge.stated import Stated

#: Middle of the interval that each HPO frequency class stands for.
CLASS_FREQUENCY = {
    "HP:0040280": 1.0,  # obligate
    "HP:0040281": 0.895,  # very frequent, 80–99 %
    "HP:0040282": 0.545,  # frequent, 30–79 %
    "HP:0040283": 0.17,  # occasional, 5–29 %
    "HP:0040284": 0.025,  # very rare, 1–4 %
    "HP:0040285": 0.0,  # excluded
}


@dataclass(frozen=True)
class ProfileParameters:
    """Strength of each kind of statement, in patients.

    Attributes:
        prior_observed: Beta prior, patients with the finding.
        prior_absent: Beta prior, patients without it: small series overstate what they report.
        class_patients: patients an HPO frequency class counts as.
        plain_frequency: frequency meant by a statement without one.
        plain_patients: patients such a statement counts as.
        case_patients: patients one confirmed case counts as.
        denying_cases: from so many cases on that deny a finding, and none that has it, it was never seen. With 1 the
            ranking finds 27.9 instead of 28.6 in a hundred patients first (publications held out); 20 costs nothing.
        broader_weight: of a patient of the broader entry, against one of the disease itself.
    """

    prior_observed: float = 0.7
    prior_absent: float = 4.0
    class_patients: float = 10.0
    plain_frequency: float = 0.9
    plain_patients: float = 3.0
    case_patients: float = 2.0
    denying_cases: int = 20
    broader_weight: float = 0.5


@dataclass(frozen=True)
class Profiles:
    """Frequencies and numbers of patients.

    Attributes:
        frequency: sparse [diseases, findings], posterior mean of P(finding | disease) where any patient had it.
        never: sparse 0/1 [diseases, findings], where it was looked for, in a publication or in many cases, and no
            patient had it.
        patients: float64 [diseases], patients behind the profile (published series, then confirmed cases).
    """

    frequency: sparse.csr_array
    never: sparse.csr_array
    patients: NDArray[np.float64]

    @property
    def speaks_of(self) -> NDArray[np.bool_]:
        """Diseases that are known to show anything at all, [diseases]."""
        return np.asarray(np.diff(self.frequency.indptr) > 0)


def build_profiles(
    ontology: Ontology,
    catalogue: Catalogue,
    annotations: pd.DataFrame,
    *,
    confirmed: Sequence[tuple[int, Case]] = (),
    without: frozenset[str] = frozenset(),
    parameters: ProfileParameters = ProfileParameters(),
) -> Profiles:
    """Build the profiles of every disease of the catalogue.

    Args:
        ontology: the findings (columns).
        catalogue: the diseases (rows).
        annotations: published statements.
        confirmed: confirmed cases with the position of their disease. A case tells more than the count it was
            published in, so it takes its own place there: a count of seven patients from a publication (``group``)
            of which the cohort holds two goes on as a count of five.
        without: publications (``PMID:…``) whose statements are left out.
        parameters: strengths.
    """
    shape = (len(catalogue), len(ontology.terms))
    rows = Stated.of(ontology, catalogue, annotations).without(without)
    rows = rows[(rows["disease"] >= 0) & (rows["finding"] >= 0)]
    rows = _without_patients(rows, Counter((disease, case.group) for disease, case in confirmed))
    diseases, findings = rows["disease"].to_numpy(np.int64), rows["finding"].to_numpy(np.int64)
    observed, examined = _patients(rows, parameters)
    by_case = _confirmed_counts(ontology, confirmed, parameters.case_patients)
    total_observed = _sum(shape, (diseases, findings, observed), by_case[:3])
    total_examined = _sum(shape, (diseases, findings, examined), (*by_case[:2], by_case[3]))
    # All of them have the same stored positions, in the same order: they were summed from the same rows.
    looked_for = np.where(examined > 0, np.inf, 0.0)
    denied = _sum(shape, (diseases, findings, looked_for), (*by_case[:2], by_case[3] / parameters.case_patients))
    numerator = total_observed.data + parameters.prior_observed
    frequency, never = total_examined.copy(), total_examined.copy()
    frequency.data = numerator / (total_examined.data + parameters.prior_observed + parameters.prior_absent)
    in_vain = (total_observed.data == 0) & (denied.data >= parameters.denying_cases)
    frequency.data[in_vain] = 0
    never.data = in_vain.astype(np.float64)
    frequency.eliminate_zeros()
    never.eliminate_zeros()
    published = rows.groupby(["disease", "reference"], observed=True)["examined"].max().groupby(level=0).sum()
    patients = np.bincount([disease for disease, _ in confirmed], minlength=shape[0]).astype(np.float64)
    patients[published.index.to_numpy(np.int64)] += published.to_numpy(np.float64)
    return Profiles(frequency, never, patients)


def _without_patients(rows: pd.DataFrame, held: Mapping[tuple[int, str | None], int]) -> pd.DataFrame:
    """Take the patients that the cohort holds itself out of the published counts, in proportion."""
    groups = {group for _, group in held}
    told = [text for text in rows["reference"].unique() if not groups.isdisjoint(text.split(";"))]
    known, by_them = np.zeros(len(rows)), rows["reference"].isin(told).to_numpy()
    pairs = zip(rows["disease"].to_numpy()[by_them], rows["reference"][by_them], strict=True)
    known[by_them] = [sum(held.get((disease, text), 0) for text in cited.split(";")) for disease, cited in pairs]
    left = (rows["examined"] - known).clip(lower=0)
    # Only a statement with a count can be divided; the others were never about single patients.
    divided = (rows["observed"] * left / rows["examined"]).where(rows["examined"].notna(), rows["observed"])
    return rows.assign(observed=divided, examined=left)[~(left == 0)]


def _patients(rows: pd.DataFrame, parameters: ProfileParameters) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Patients with the finding and patients examined, for every kind of statement."""
    classes = rows["frequency_class"].cat
    by_class = np.array([*(CLASS_FREQUENCY.get(name, np.nan) for name in classes.categories), np.nan])[classes.codes]
    observed, examined = (rows[name].to_numpy(np.float64) for name in ("observed", "examined"))
    classed, plain = ~np.isnan(by_class), np.isnan(by_class) & np.isnan(examined)
    examined = np.select([classed, plain], [parameters.class_patients, parameters.plain_patients], examined)
    by_hand = (by_class * parameters.class_patients, parameters.plain_frequency * parameters.plain_patients)
    observed = np.select([classed, plain], by_hand, observed)
    weight = np.where(rows["evidence"] == BROADER, parameters.broader_weight, 1.0)
    return observed * weight, examined * weight


_Counts = tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.float64], NDArray[np.float64]]


def _confirmed_counts(ontology: Ontology, confirmed: Iterable[tuple[int, Case]], weight: float) -> _Counts:
    """Disease, finding, patients with it and patients examined, one row for each finding of each case."""
    counts = [
        (disease, ontology.index[finding.id], 0.0 if finding.excluded else weight, weight)
        for disease, case in confirmed
        for finding in case.findings
        if finding.id in ontology.index
    ]
    table = np.array(counts, dtype=np.float64).reshape(-1, 4)
    return table[:, 0].astype(np.int64), table[:, 1].astype(np.int64), table[:, 2], table[:, 3]


_Triplet = tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.float64]]


def _sum(shape: tuple[int, int], first: _Triplet, second: _Triplet) -> sparse.csr_array:
    """Sum (row, column, value) triplets; stored zeros are kept, they are patients without the finding."""
    rows, columns, values = (np.concatenate([a, b]) for a, b in zip(first, second, strict=True))
    matrix = sparse.coo_array((values, (rows, columns)), shape=shape).tocsr()
    matrix.sort_indices()
    return matrix
