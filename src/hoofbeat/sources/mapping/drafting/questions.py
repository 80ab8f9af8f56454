"""What the name of a column asks: ``Síntomas (choice=Fiebre)``, ``signs/fever``, ``¿Fiebre? (1=Sí, 2=No)``."""

import re
from dataclasses import dataclass, field

from hoofbeat.sources.folding import key_of
from hoofbeat.sources.mapping.words import ABSENT, OTHERS_OR_BEFORE, SYMPTOM_LIST, name_words
from hoofbeat.sources.table.cells import NO, YES

#: REDCap names a checkbox by its field and the label of the choice, in the language of the project.
_CHOICE = re.compile(
    r"^(?P<group>.*?)\s*\((?:choice|opci[oó]n|elecci[oó]n|selecci[oó]n|escolha|op[cç][aã]o|choix)\s*=\s*(?P<name>.+)\)$",
    re.IGNORECASE,
)
#: … or, raw, by the field and the code of the choice.
_RAW_CHOICE = re.compile(r"^(?P<group>.+?)___(?P<name>\w+)$")
#: A group in front: folders of KoBo, sections of DHIS2 and OpenMRS, paths of FHIR questionnaires.
_GROUPED = re.compile(r"^(?P<group>.+?)(?:\s*[:/|]\s*|\s+[-–]\s+|\.(?=\w))(?P<name>[^:/|]+)$")
_PAIR = re.compile(r"(?P<code>\w{1,3})\s*[=:]\s*(?P<text>[^\W\d][^,;/|=)\]]*?)(?=\s*(?:[,;/|)\]]|$)|\s+\w{1,3}\s*[=:])")
#: The same without a sign of equality, or turned round: within brackets only, where nothing else is said.
_TEXT = r"(?P<text>[^\W\d][^,;/|=:)\]\d]*?)"
_IN_BRACKETS = (
    re.compile(rf"(?<!\w)(?P<code>\d)(?:\s*[-–.)]\s*|\s+|(?=[^\W\d](?!\w))){_TEXT}(?=\s*(?:[,;/|)\]]|$)|\s+\d)"),
    re.compile(rf"(?<!\w){_TEXT}\s*[=:\-–]?\s*(?P<code>\d)(?!\w)"),
)
_BRACKETS = re.compile(r"\s*[(\[](?P<inside>[^)\]]*)[)\]]")

#: What stands in brackets to say how to answer, besides yes and no.
_FORMS = frozenset(
    {"m", "f", "h", "u", "o", "i", "ns", "nc", "na", "marcar con x", "marque"}
    | {"masculino", "femenino", "male", "female"}
)


@dataclass(frozen=True)
class ColumnQuestion:
    """What a column asks.

    Attributes:
        name: the thing asked for, without legend and group.
        group: text in front of it, "" if there is none.
        legend: what the codes of its answers mean, folded code → folded text.
        code: a choice whose label is not in the name (``symptoms___1``): the name says nothing.
        choice: whether it is one box of a list.
    """

    name: str
    group: str = ""
    legend: dict[str, str] = field(default_factory=dict)
    code: str | None = None
    choice: bool = False

    @property
    def of_symptoms(self) -> bool:
        """Whether the group is a list of symptoms or signs."""
        return bool(set(name_words(self.group)) & SYMPTOM_LIST)

    @property
    def of_others(self) -> bool:
        """Whether the group speaks of relatives or of former times: no finding of this visit."""
        return bool(set(name_words(self.group)) & OTHERS_OR_BEFORE)

    @property
    def of_absent(self) -> bool:
        """Whether the group lists what is absent."""
        return bool(set(name_words(self.group)) & ABSENT)


def question(name: str) -> ColumnQuestion:
    """Take a column's name apart.

    Example:
        >>> question("Symptoms (choice=Seizures)").name, question("Fiebre (1=Sí, 2=No)").legend
        ('Seizures', {'1': 'si', '2': 'no'})
    """
    if choice := _CHOICE.match(name):
        return ColumnQuestion(choice["name"].strip(" '\""), choice["group"], choice=True)
    if (raw := _RAW_CHOICE.match(name)) is not None:
        worded = len(raw["name"]) > 2 and not any(char.isdigit() for char in raw["name"])
        return ColumnQuestion(raw["name"], raw["group"], code=None if worded else raw["name"], choice=True)
    legend = _pairs(_PAIR, name)
    bare = name
    if len(legend) < 2 and (within := _legend_within(name)):
        return ColumnQuestion(_BRACKETS.sub("", name).strip(" ¿?*:") or name, legend=within)
    if len(legend) > 1:
        bare = _BRACKETS.sub(lambda found: "" if _PAIR.search(found["inside"]) else found[0], bare)
        bare = _PAIR.sub("", bare).strip(" ,;:/|")
    else:
        legend = {}
        bare = _BRACKETS.sub(lambda found: "" if _is_form(found["inside"]) else found[0], bare)
    return ColumnQuestion(bare.strip(" ¿?*:") or name, legend=legend)


def _pairs(form: re.Pattern[str], text: str) -> dict[str, str]:
    return {key_of(pair["code"]): key_of(pair["text"]) for pair in form.finditer(text)}


def _legend_within(name: str) -> dict[str, str]:
    """The legend that brackets are filled with: ``(1-H, 2-M)``, ``[H=1; M=2]``; empty if there is none."""
    for found in _BRACKETS.finditer(name):
        for form in _IN_BRACKETS:
            legend = _pairs(form, found["inside"])
            if len(set(legend.values())) > 1 and not form.sub("", found["inside"]).strip(" ,;/|"):
                return legend
    return {}


def grouped(asked: ColumnQuestion) -> ColumnQuestion | None:
    """The question without a group that stands in front of its name, ``None`` if none does."""
    found = None if asked.choice else _GROUPED.match(asked.name)
    if found is None or found["group"].count("(") > found["group"].count(")"):
        return None  # the sign stands in brackets: "Sex (M/F)"
    return ColumnQuestion(found["name"].strip(" ¿?"), found["group"], asked.legend)


def readings(name: str) -> list[ColumnQuestion]:
    """What a column asks, as it stands and without the group in front of it."""
    asked = question(name)
    inner = grouped(asked)
    return [asked, inner] if inner else [asked]


def _is_form(inside: str) -> bool:
    """Whether brackets say how to answer (``Sí/No``) and not what is asked."""
    parts = [key_of(part) for part in re.split(r"[/,|]| o | or ", inside) if part.strip()]
    return (len(parts) > 1 or " " in inside) and all(part in YES | NO or part in _FORMS for part in parts)
