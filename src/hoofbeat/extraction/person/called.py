"""A patient who is called by his work ("un soldado de 20 años"), and one who only brings or cares for another."""

import re

from hoofbeat.extraction.text.tables import word_list

#: Words for a human being by work or state, as patterns: those whose ending tells the sex, and all.
SEXED = "(?:" + "|".join(sorted(word_list("worker"))) + ")"
HUMANS = "(?:" + "|".join(sorted(word_list("worker") | word_list("worker of either sex"))) + ")"
#: What may stand beside it: "ama de casa", "un soldado profesional"; none that joins anything else.
SOME = (
    r"(?:de\s+casa|del\s+hogar|(?!(?:con|sin|por|para|y|e|o|de|del|que|en|lleva|tiene|"
    r"desde|hace|un|una|el|la|los|las|su)\b)[^\W\d]+)"
)
_ANOTHER = re.compile(
    r"\b(?:brought|brings?|trae|trajo|traen|atiende|atendi[oó]|cuida|acompaña|accompanies|accompanied|llev[oóa]\s+a)\b"
    r"|\b(?:her|his|their|the|a|su|una?|el|la|al|del?)\s+(?:\w+\s+){0,2}?"
    r"(?:son|daughter|baby|child|boy|girl|infant|toddler|patient|hij[oa]|niet[oa]|ni[ñn][oa]|beb[eé]|lactante|paciente|mujer|hombre|alumn[oa]|nen[ea])\b",
    re.IGNORECASE,
)


def speaks_of_another(rest: str) -> bool:
    """Whether the rest of a sentence that names one speaks of somebody else, who may be the patient.

    Example:
        >>> speaks_of_another(" atiende a una niña con tos"), speaks_of_another(", brought her son with fever")
        (True, True)
        >>> speaks_of_another(" con fiebre y tos")
        False
    """
    return _ANOTHER.search(rest) is not None
