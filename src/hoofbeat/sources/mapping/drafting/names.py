"""The finding that the name of a column asks for, or a text names, with what is said about presence around it."""

import re
from dataclasses import dataclass

from hoofbeat.bundle.runtime.lexicon import FindingHit
from hoofbeat.sources.folding import key_of
from hoofbeat.sources.mapping.drafting.questions import ColumnQuestion, grouped, question
from hoofbeat.sources.mapping.meanings import Meanings
from hoofbeat.sources.mapping.words import is_code
from hoofbeat.sources.table.cells import NO, YES
from hoofbeat.sources.table.readers.hpo_lists import listed

_NEGATED = re.compile(
    r"(?:niega|nego|sin|no (?:refiere|presenta|tiene|hay|has|evidence of)|no|ausencia de|denies|denied|without|"
    r"absence of|"
    r"absent|negative for|negativo para|ausente|excluded|descartad[oa])\s*:?\s+(?P<rest>\S.*)"
)
#: What is said of a finding behind its name: ``tos (-)``, ``fiebre: no``, ``fiebre negada``.
_BEHIND = re.compile(
    r"(?P<name>.*[^\W\d_].*?)(?:\s*[(\[]\s*(?P<a>\+{1,4}|[-–−]|[a-z]+)\s*[)\]]|\s*[:=]\s*(?P<b>[a-z]+|[+–−-]|[01])"
    r"|\s*(?P<c>\+{1,4})|\s+(?P<d>[-–−]|si|no|negad[oa]s?|ausentes?|negativ[oa]s?|absent|denied|presentes?|present))"
)
_SAYS_NO = NO | {"-", "–", "−", "negados", "negadas", "ausentes", "negativos", "negativas", "denied"}
_SAYS_YES = YES | {"presentes"}
#: Adjectives that deny a finding.
_OPPOSITES = {"afebril": "fiebre", "afebriles": "fiebre", "afebrile": "fever", "anicterico": "ictericia"}
_JOINED = re.compile(r"\s+(?:y|e|ni|o|and|or|nor)\s+|\s*[,+]\s*(?:ni |y )?")
#: Adjectives behind a symptom that say how much of it there is.
_DEGREE = re.compile(
    r"\s+(?:leve|moderad[oa]|sever[oa]|grave|intens[oa]|mild|severe|importante|ocasional|persistente)$"
)
#: Answers that say that nothing was found, or nothing that the form lists; folded.
_NOTHING = frozenset(
    {
        "no",
        "ninguno",
        "ninguna",
        "none",
        "nada",
        "niega",
        "nil",
        "normal",
        "asintomatico",
        "asintomatica",
        "asymptomatic",
    }
    | {"no refiere", "sin sintomas", "sin hallazgos", "no presenta", "no symptoms", "nothing", "sin alteraciones"}
    | {"normales", "ningun hallazgo", "negativo", "sin particularidades", "sin datos patologicos", "conservado"}
    | {"conservados", "limpio", "limpios", "unremarkable", "clear"}
    # What the form does not list says nothing that could be learnt.
    | {"otro", "otra", "otros", "otras", "other", "others"}
)


@dataclass(frozen=True)
class ColumnFinding:
    """The finding that a column asks for.

    Attributes:
        hit: the finding, ``None`` if it is none that we know.
        near: the nearest one, where ``hit`` is none.
        absent: whether yes means that it is absent (``Sin fiebre``).
        sure: whether nothing else may be meant.
        others: whether it is asked of relatives or of former times.
    """

    hit: FindingHit | None
    near: FindingHit | None = None
    absent: bool = False
    sure: bool = True
    others: bool = False


def asked_finding(name: str, meanings: Meanings) -> ColumnFinding:
    """What a column asks for by its name."""
    if (ids := listed(name)[0]) and len(ids) == 1:
        by_id, _ = meanings.finding(ids[0].id)
        if by_id is not None:
            return ColumnFinding(by_id, absent=ids[0].absent, sure=not ids[0].absent)
    asked = question(name)
    if asked.code is not None or is_code(asked.name):
        return ColumnFinding(None)
    if (said := _said_behind(key_of(asked.name.replace("_", " ")), meanings)) is not None:
        return ColumnFinding(said[0], absent=said[1], sure=False)
    hit, near = meanings.finding(asked.name)
    if hit is None and (inner := grouped(asked)) is not None:
        inner_hit, _ = meanings.finding(inner.name)
        if inner_hit is not None:
            return _in_group(inner, inner_hit)
    if asked.choice and hit is not None:
        return _in_group(asked, hit)
    if hit is None and (negated := _NEGATED.fullmatch(key_of(asked.name.replace("_", " ")))):
        absent, _ = meanings.finding(negated["rest"])
        if absent is not None:
            return ColumnFinding(absent, absent=True, sure=False)
    return ColumnFinding(hit, near)


def _said_behind(key: str, meanings: Meanings) -> tuple[FindingHit, bool] | None:
    """The finding that a folded text says something of behind its name, and whether that is that it is absent."""
    if key in _OPPOSITES:
        hit, absent = meanings.finding(_OPPOSITES[key])[0], True
    elif found := _BEHIND.fullmatch(key):
        said = next(word for word in found.group("a", "b", "c", "d") if word)
        if said not in _SAYS_NO | _SAYS_YES:
            return None
        hit, absent = meanings.finding(found["name"])[0], said in _SAYS_NO
        whole = meanings.finding(key)[0]
        if whole is not None and key_of(whole.matched) == key:
            return None  # its own name ends so
    else:
        return None
    return (hit, absent) if hit is not None else None


def _in_group(asked: ColumnQuestion, hit: FindingHit) -> ColumnFinding:
    if asked.of_others:
        return ColumnFinding(None, near=hit, others=True)
    return ColumnFinding(hit, absent=asked.of_absent, sure=(asked.of_symptoms or asked.choice) and not asked.of_absent)


def is_denied(text: str) -> bool:
    """Whether a text begins by denying what it names: ``niega fiebre``."""
    return _NEGATED.fullmatch(key_of(text)) is not None


def stated_findings(text: str, meanings: Meanings) -> list[tuple[str, bool]] | None:
    """The findings that a text names, and whether each is said to be absent; empty for none; ``None`` if unknown.

    Example: ``niega fiebre y tos`` names two, both absent.
    """
    key = key_of(text)
    if key in _NOTHING:
        return []
    if (behind := _said_behind(key, meanings)) is not None and not _NEGATED.fullmatch(key):
        return [(behind[0].id, behind[1])]
    hit, _ = meanings.finding(text)
    if hit is None and (plain := _DEGREE.sub("", key)) != key:
        key, hit = plain, meanings.finding(plain)[0]
    if hit is not None and not _NEGATED.fullmatch(key):
        return [(hit.id, False)]
    if hit is not None and key_of(hit.matched) == key:
        return [(hit.id, False)]  # a name that begins so: "no habla"
    negated = _NEGATED.fullmatch(key)
    names = _JOINED.split(negated["rest"] if negated else key)
    found = [meanings.finding(name)[0] for name in names if name]
    if not found or any(hit is None for hit in found):
        single = meanings.finding(negated["rest"])[0] if negated else None
        return [(single.id, True)] if single else None
    return [(hit.id, negated is not None) for hit in found if hit is not None]
