"""One entry of the catalogue."""

from enum import StrEnum

from hoofbeat.domain.languages import HasNames


class PrevalenceClass(StrEnum):
    """Point-prevalence classes of Orphadata product 9, the most frequent first."""

    ABOVE_ONE_IN_1000 = ">1/1000"
    SIX_TO_NINE_IN_10000 = "6-9/10000"
    ONE_TO_FIVE_IN_10000 = "1-5/10000"
    ONE_TO_NINE_IN_100000 = "1-9/100000"
    ONE_TO_NINE_IN_1000000 = "1-9/1000000"
    BELOW_ONE_IN_1000000 = "<1/1000000"
    UNKNOWN = "unknown"


class Disease(HasNames):
    """A disease under one id, with every id that means the same.

    Attributes:
        id: the id the differential shows (OMIM before ORPHA before DECIPHER before common ``HBD``).
        equivalent_ids: every other id of the same disease (OMIM, ORPHA, MONDO, DDXPLUS …), sorted.
        names: by language; in English always.
        orphan: true for a rare disease, false for a common one.
        rule: how it is known whether a common entry, or a title that names one, is rare; "" for others.
        prevalence: class of point prevalence.
        icd10: ICD-10 codes, sorted.
        icpc2: rubrics of ICPC-2.
        cant_miss: whether a delay of hours or days harms.
    """

    id: str
    equivalent_ids: tuple[str, ...] = ()
    orphan: bool
    rule: str = ""
    prevalence: PrevalenceClass = PrevalenceClass.UNKNOWN
    icd10: tuple[str, ...] = ()
    icpc2: tuple[str, ...] = ()
    cant_miss: bool = False
