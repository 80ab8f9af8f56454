"""Findings that do not pass: told as a history ("antecedentes de asma"), the patient still has them."""

from functools import cache

from hoofbeat.extraction.text.tables import rows


@cache
def _chronic() -> frozenset[str]:
    return frozenset(id_ for id_, _ in rows("chronic", ("id", "name")))


def is_chronic(finding_id: str) -> bool:
    """Whether a finding, once there, stays; items of a history (``HB:…``) are told as one and hold.

    Example:
        >>> is_chronic("HP:0002099"), is_chronic("HP:0001945")  # asthma, fever
        (True, False)
    """
    return finding_id.startswith("HB:") or finding_id in _chronic()
