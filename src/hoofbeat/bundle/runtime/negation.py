"""A finding that was looked for and is absent, as a physician types it: "sin fiebre", "denies cough", "ictericia: no".

Only the cue is taken off here; whether it is a negation at all is decided by what is found with and without it, for
"no habla" and "absent speech" are findings, and "no puede caminar" denies an ability and states a finding.
"""

import re
from typing import NamedTuple

from hoofbeat.bundle.runtime.words import fold

#: Cues in front, folded; longest first, so that "no tiene" is not read as "no" and "tiene".
_BEFORE = sorted(
    {
        "no", "sin", "niega", "niegan", "nego", "negaba", "niego", "niega tener", "no tiene", "no tuvo", "no tengo",
        "no presenta", "no presento", "no ha presentado", "no ha tenido", "no tenia", "no refiere", "no refirio",
        "no hay", "no hubo", "no se observa", "no se observan", "no se evidencia", "no se palpa", "no se palpan",
        "no se ausculta", "no se auscultan", "no manifiesta", "no muestra", "no sufre de", "no padece", "nunca",
        "nunca ha tenido", "nunca tuvo", "jamas", "jamas ha tenido", "ausencia de", "ausente", "ausentes", "ausencia",
        "negativo para", "negativa para", "negativo a", "niega haber tenido", "se descarta", "descartado", "descarta",
        "descartada", "libre de", "exento de", "tampoco", "tampoco tiene", "no evidencia de", "sin evidencia de",
        "sin signos de", "sin datos de", "sin presencia de", "sin antecedentes de", "sin historia de", "no existe",
        "no signos de", "no datos de", "no le", "no me", "ni", "ya no tiene", "no esta", "no ha habido",
        "not", "without", "w o", "denies", "denied", "denying", "deny", "denies any", "no any", "never",
        "never had", "negative for", "neg for", "neg", "absence of", "absent", "free of", "no evidence of",
        "no history of", "no hx of", "no signs of", "no sign of", "no complaints of", "no complaint of", "nil", "lacks",
        "doesn t have", "does not have", "doesnt have", "don t have", "do not have", "dont have", "hasn t had",
        "has no", "have no", "had no", "had not had", "has not had", "isn t", "is not", "not having", "with no",
        "without any", "no longer has", "ruled out", "rules out", "patient denies", "pt denies",
        "paciente niega", "no reported", "denies having", "didn t have", "did not have", "doesn t", "does not",
        "doesnt", "don t", "do not", "dont",
    },
    key=len,
    reverse=True,
)  # fmt: skip
_AFTER = sorted(
    {
        "no", "ausente", "ausentes", "negativo", "negativa", "negativos", "negativas", "negado", "negada", "negados",
        "descartado", "descartada", "no presente", "no tiene", "no hay", "absent", "negative", "denied", "not present",
        "none", "neg", "ruled out", "nil", "no presenta",
    },
    key=len,
    reverse=True,
)  # fmt: skip
_MINUS_AFTER = re.compile(r"(?:\(\s*[-\u2212\u2013]\s*\)|\s[-\u2212\u2013])\s*$")
_MINUS_BEFORE = re.compile(r"^\s*(?:\(\s*[-\u2212\u2013]\s*\)|[-\u2212\u2013])\s*(?=[^\W\d_])")

#: One word that says that a finding is absent → that finding, in words the lexicon holds.
ABSENT_IN_ONE_WORD = {
    "Fever": (
        "afebril", "afebriles", "afebrile", "apiretico", "apiretica", "apyretic", "apyrexial", "eutermico", "eutermica",
        "normothermic", "normotermico", "normotermica",
    ),
    "Jaundice": ("anicterico", "anicterica", "anicteric"),
    "Cyanosis": ("acianotico", "acianotica", "acyanotic"),
    "Dyspnea": ("eupneico", "eupneica", "eupneic", "eupnoeic"),
    "Hypertension": ("normotenso", "normotensa", "normotensive"),
    "Pain": ("indoloro", "indolora", "painless"),
    "Edema": ("nonedematous",),
    "Current smoker": ("nonsmoker", "non smoker", "no fumador", "no fumadora"),
}  # fmt: skip

#: Cues that may belong to a verb, or to a part of the body that is missing.
_BARE = {
    "no", "not", "sin", "without", "never", "nunca", "no le", "no me", "ni", "no esta", "isn t", "is not", "doesn t",
    "does not", "doesnt", "don t", "do not", "dont",
}  # fmt: skip
_NORMAL = {"normal", "normales", "wnl", "unremarkable", "conservado", "conservada", "conservados", "conservadas"}

#: What denies an ability: the rest is no finding that could be absent ("no puede" + "caminar").
_OF_ABILITY = re.compile(
    r"^(?:no (?:puede|puedo|pudo|logra|consigue|sabe|siente|siento|ve|oye|escucha|huele|come|duerme|camina|anda|habla"
    r"|traga|crece|respira|mueve|responde|entiende|controla|aguanta|soporta|tolera|sube|baja|le baja|le sube|quiere"
    r"|deja|para)|can ?not|can t|cant|unable|incapaz|won t|wont|not able"
    r"|(?:does ?n t|doesnt|does not|not) (?:see|hear|feel|walk|talk|speak|eat|sleep|grow|move|respond|smell|stop))\b"
)

_DENIED_BY_NAME = re.compile(
    r"^(?:absent|no|not|non|missing|lack|sin|ausente|never|nunca|can t|cannot|unable|loss|perdida)\b"
    r"|\b(?:ausencia de|absence of|falta de|lack of|abolid[oa]s?|ausentes?|perdida de|loss of|doesn t|never)\b"
)
#: Who is spoken of, in front of what is said of them.
_OF_WHOM = re.compile(r"^(?:(?:el|la|the) )?(?:paciente|patient|pt|pte) (?:esta |is |se encuentra )?")


class Negated(NamedTuple):
    """What a query denies: the words of the finding, and the cue as it was folded."""

    rest: str
    cue: str

    @property
    def bare(self) -> bool:
        """Whether the cue is a mere "no", which may as well belong to a verb ("no mama", "not urinating")."""
        return self.cue in _BARE


def negated(query: str) -> Negated | None:
    """What is denied in a query, ``None`` where nothing looks like a denial."""
    folded = _OF_WHOM.sub("", fold(query))
    for finding, words in ABSENT_IN_ONE_WORD.items():
        if folded in words:
            return Negated(finding, folded)
    if _OF_ABILITY.match(folded):
        return None
    for pattern in (_MINUS_AFTER, _MINUS_BEFORE):
        if (rest := pattern.sub("", query)) != query and fold(rest):
            return Negated(fold(rest), "-")
    for cue in _BEFORE:
        if folded.startswith(cue + " "):
            return Negated(folded.removeprefix(cue + " "), cue)
    for cue in _AFTER:
        if folded.endswith(" " + cue):
            return Negated(folded.removesuffix(" " + cue), cue)
    return None


def is_normal(query: str) -> bool:
    """Whether a query says that something is normal: whatever answers with less than that says the contrary."""
    return not _NORMAL.isdisjoint(fold(query).split())


def denies_itself(name: str, cue: str) -> bool:
    """Whether a finding's own name holds a denial, or this very cue.

    "Ausencia de reflejos" does; "absence seizure" names a seizure, and who types "absence of seizures" has seen none.
    """
    folded = fold(name)
    return folded.startswith(cue + " ") or bool(_DENIED_BY_NAME.search(folded))
