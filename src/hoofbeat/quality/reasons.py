"""Quarantine reasons by class: what several records were refused for, whatever the position in each."""

import re

#: Where in its file or list a record's trouble stood (``ages.csv:17``, ``[3]``), and every other number.
_PLACE = re.compile(r"^\S+:\d+(?=[,:]? )[,:]? *(?:: )?")
_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")

_LONGEST = 160


def reason_class(reason: str) -> str:
    """Take a reason to its class: without how to mend it, without positions, numbers as ``#``.

    Example:
        >>> reason_class("phenotypicFeatures[3].type.id: missing → give the feature an HPO id")
        'phenotypicFeatures[#].type.id: missing'
        >>> reason_class("patients.csv:17, AGE: not between 0 and 130 → give the age in years")
        'AGE: not between # and #'
    """
    what, _, _ = reason.partition(" → ")
    return _NUMBER.sub("#", _PLACE.sub("", what))[:_LONGEST]
