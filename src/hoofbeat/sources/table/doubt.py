"""Diagnoses that a cell itself calls unsettled: suspected, ruled out, one of several, of former times."""

import re

from hoofbeat.sources.table.cells import key_of

_BEFORE = re.compile(
    r"(?:sosp\w*\.?|suspect\w*|suspicion|descart\w*|[ad]/[dc]|r/o|rule[sd]? out|excl\w*|no confirmad\w*|no es|no hay|"
    r"probable\w*|prob\.|pb\.?|posible\w*|possible|possibly|likely|unlikely|presunt\w*|presumpt\w*|impresiona\w*|idx|"
    r"impresion diagnostica|(?:a|por) (?:descartar|confirmar|definir|determinar)|en estudio|estudio de|"
    r"antecedentes? (?:de|personal\w*)|ant\.? de|history of|h/o|hx(?: of)?|past|previous|diagnostico diferencial|"
    r"dx dif\w*|"
    r"differential|query|\?)(?=$|[\s:.,(-])|¿"
)
_BEHIND = re.compile(
    r"(?:^|[\s(\[,:;/-])(?:descartad[oa]|sospech\w+|suspected|probable|posible|possible|presunt[oa]|presuntiv[oa]|"
    r"ruled out|"
    r"excluded|(?:a|por) (?:descartar|confirmar)|en estudio|no confirmad[oa]|unconfirmed|not confirmed)[\s)\].]*$"
)
_AMONG = re.compile(r"\bvs\b|\bversus\b|\?")
_NONE = re.compile(
    r"sin (?:diagnostico|dx|datos?|hallazgos?).*|(?:no|ningun|ninguno|none|no diagnosis|undiagnosed|unsolved|unknown)"
    r"|(?:a|por) (?:definir|determinar)|pendiente.*|en (?:estudio|proceso).*|pending.*|diferido"
)


def is_unsettled(text: str) -> bool:
    """Whether a diagnosis is said not to be one, or not yet: nobody may be taught it as a label.

    Example:
        >>> [is_unsettled(text) for text in ("Descartado dengue", "Dengue vs. zika", "¿Marfan?", "Dengue")]
        [True, True, True, False]
    """
    key = key_of(text)
    return bool(_BEFORE.match(key) or _BEHIND.search(key) or _AMONG.search(key) or _NONE.fullmatch(key))
