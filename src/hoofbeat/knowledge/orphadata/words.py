"""Orphanet's words for relations, frequencies, prevalence, onset and inheritance, and what they mean here.

Ids are the same in every language of a product; words are those of the English one.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from typing import NamedTuple

from hoofbeat.domain.disease import PrevalenceClass
from hoofbeat.knowledge.annotations import CRITERION, EXCLUSION, PATHOGNOMONIC

HPO_ID = re.compile(r"HP:\d{7}", re.ASCII)

#: Relation of an ORPHA code to a code of another terminology: E, the two concepts are equivalent.
_EXACT_ID = "21527"
_EXACT = re.compile(r"E(?: |$)")

#: Orphanet's frequency ids and words, as HPO frequency terms (the ranges are the same).
EXCLUDED = "HP:0040285"
_FREQUENCY_IDS = {
    "28405": "HP:0040280", "28412": "HP:0040281", "28419": "HP:0040282",
    "28426": "HP:0040283", "28433": "HP:0040284", "28440": EXCLUDED,
}  # fmt: skip
_FREQUENCY_WORDS = {
    "obligate": "HP:0040280", "very frequent": "HP:0040281", "frequent": "HP:0040282",
    "occasional": "HP:0040283", "very rare": "HP:0040284", "excluded": EXCLUDED,
}  # fmt: skip

#: What a finding is to the diagnosis → as the annotation table calls it. Orphanet's page of clinical signs defines all
#: three; files up to 2026 hold the first two.
DIAGNOSTIC = {
    "diagnostic criterion": CRITERION, "pathognomonic sign": PATHOGNOMONIC, "exclusion criterion": EXCLUSION,
}  # fmt: skip

#: Age of onset → HPO terms. "All ages" names every age after birth.
ONSET: dict[str, tuple[str, ...]] = {
    "Antenatal": ("HP:0030674",),
    "Neonatal": ("HP:0003623",),
    "Infancy": ("HP:0003593",),
    "Childhood": ("HP:0011463",),
    "Adolescent": ("HP:0003621",),
    "Adult": ("HP:0003581",),
    "Elderly": ("HP:0003584",),
    "All ages": ("HP:0003623", "HP:0003593", "HP:0011463", "HP:0003621", "HP:0003581", "HP:0003584"),
    "No data available": (),
}

#: Type of inheritance → HPO terms.
INHERITANCE: dict[str, tuple[str, ...]] = {
    "Autosomal dominant": ("HP:0000006",),
    "Autosomal recessive": ("HP:0000007",),
    "X-linked recessive": ("HP:0001419",),
    "X-linked dominant": ("HP:0001423",),
    "Y-linked": ("HP:0001450",),
    "Mitochondrial inheritance": ("HP:0001427",),
    "Semi-dominant": ("HP:0032113",),
    "Oligogenic": ("HP:0010983",),
    "Multigenic/multifactorial": ("HP:0001426",),
    "Not applicable": (),
    "Unknown": (),
    "No data available": (),
    "Not yet documented": (),
}

_KNOWN_CLASSES = {class_.value: class_ for class_ in PrevalenceClass if class_ is not PrevalenceClass.UNKNOWN}
PREVALENCE_CLASSES = {*_KNOWN_CLASSES, "Unknown", "Notyetdocumented"}

_PUBLICATION = re.compile(r"(\d+)\s*\[PMID\]", re.ASCII)


def is_exact(code: str, name: str) -> bool:
    """Whether a mapping relation says that the two concepts are equivalent (``E (Exact mapping …)``)."""
    return code == _EXACT_ID if code else _EXACT.match(name) is not None


def equivalent(source: str, reference: str) -> str | None:
    """The id of ours for a code of OMIM or MONDO; ``None`` for any other terminology.

    The publisher writes some MONDO codes as numbers, without the zeros that make them seven digits.
    """
    if source not in {"OMIM", "MONDO"}:
        return None
    code = reference.removeprefix(f"{source}:")
    return f"{source}:{code.zfill(7) if source == 'MONDO' else code}"


def frequency(code: str, name: str) -> str | None:
    """HPO frequency term of a class of Orphanet's; "" where the product gives none, ``None`` for an unknown one."""
    if not code and not name:
        return ""
    return _FREQUENCY_IDS.get(code) or _FREQUENCY_WORDS.get(name.split("(", 1)[0].strip().lower())


def publications(source: str) -> list[str]:
    """The publications of a source field (``11389160[PMID]_9689990[PMID]_ [EXPERT]``) as ``PMID:…``."""
    return [f"PMID:{number}" for number in dict.fromkeys(_PUBLICATION.findall(source))]


class PrevalenceReport(NamedTuple):
    """One statement of product 9: kind, class, area and whether it is validated, in Orphanet's words."""

    kind: str
    class_: str
    area: str
    status: str


def point_prevalence(reports: Iterable[PrevalenceReport]) -> PrevalenceClass | None:
    """The class of point prevalence that several reports amount to, ``None`` where none states one.

    Worldwide before regional and validated before not; among several at the same level the one most regions report,
    and of equals the more frequent one. Prevalence at birth, incidence and case counts are other quantities.
    """
    levels: dict[tuple[bool, bool], list[PrevalenceClass]] = defaultdict(list)
    for report in reports:
        class_ = _KNOWN_CLASSES.get(report.class_.replace(" ", ""))
        if class_ and report.kind == "Point prevalence":
            levels[report.area != "Worldwide", report.status != "Validated"].append(class_)
    if not levels:
        return None
    counts, order = Counter(levels[min(levels)]), list(PrevalenceClass)
    return min(counts, key=lambda class_: (-counts[class_], order.index(class_)))
