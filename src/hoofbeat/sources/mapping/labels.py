"""What stands in one cell of a diagnosis column: a name, a code beside it, words that cast doubt on it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from hoofbeat.bundle.runtime.words import fold
from hoofbeat.knowledge.vocabulary.disease_names import SURE, DiseaseNames, How, Naming
from hoofbeat.sources.doubt import is_unsettled, without_doubt
from hoofbeat.terminology.meanings import meaning
from hoofbeat.terminology.spellings import id_meaning
from hoofbeat.terminology.spellings import parted as parted_id

_ICD10 = "http://hl7.org/fhir/sid/icd-10"
_CODE = r"[A-TV-Z]\d[0-9A-Z](?:[.,]?[0-9X]{1,4})?[*†+]?"
#: A code before a name, behind it in brackets, or behind it and a sign.
_BESIDE = (
    re.compile(rf"(?P<code>{_CODE})(?:\s*[-–—:.;|/)\]]+\s*|\s+)(?P<name>.*[^\W\d_]{{3}}.*)", re.ASCII | re.I | re.S),
    re.compile(rf"(?P<name>.*[^\W\d_]{{3}}.*?)\s*[(\[{{]\s*(?P<code>{_CODE})\s*[)\]}}]\W*", re.I | re.S),
    re.compile(rf"(?P<name>.*[^\W\d_]{{3}}.*?)\s+[-–—|/]\s*(?P<code>{_CODE})", re.I | re.S),
)
#: The same with a code that names its vocabulary: ``CIE10: G43 Migraña``, ``Fibrosis quística (OMIM:219700)``.
_VOCABULARY = r"(?:ICD|CIE|CID)[ \-]?10\w*|O?MIM|ORPHA(?:NET|CODE)?|MONDO|SNOMED(?:[ \-]?CT)?"
_PREFIXED = re.compile(rf"[(\[]?\s*(?P<id>(?:{_VOCABULARY})\s*[:_#\- ]\s*\w+(?:\.\w+)?)\s*[)\]]?", re.I)

#: What says how bad, on which side or how sure, but not which disease; folded, at the end of a name.
_QUALIFIER = re.compile(
    r" (?:leves?|moderad[oa]s?|graves?|sever[oa]s?|mild|moderate|severe|derech[oa]s?|izquierd[oa]s?|bilateral(?:es)?"
    r"|unilateral(?:es)?|left|right|(?:micro)?organismo no especificado|virus no identificado|no especificad[oa]s?"
    r"|no clasificad[oa]s? en otra parte|sin especificar|sin (?:otra )?especificacion|sai|nos|unspecified|confirmad[oa]"
    r"|confirmed|activ[oa]s?|en (?:tratamiento|control)|(?:des)?compensad[oa]s?|(?:no )?complicad[oa]s?"
    r"|(?:sin|con) complicaci(?:on|ones)|de repeticion|basal(?:es)?|en (?:ninos?|adultos?))$"
)
_BRACKETS = re.compile(r"\s*[(\[{][^)\]}]*[)\]}]")
#: Where a name goes on with a cause or a company.
_GOES_ON = re.compile(r",| con | por | debid[oa] a | secundari[oa] a | asociad[oa] a | sin | with | due to ", re.I)
#: What may be an abbreviation within a name.
_CAPITALS = re.compile(r"\b[A-Z][A-Z0-9]{1,5}\b")
_SEVERAL = re.compile(r"\s\+\s|;|\||\n|\s/\s|(?:^|\s)\d[.)]\s")


@dataclass(frozen=True, slots=True)
class Label:
    """A diagnosis as a hospital writes it.

    Attributes:
        naming: what its words may mean.
        coded: id of the disease that a code in the cell means, ``None`` if there is none.
        doubtful: whether it is only suspected, ruled out, over, or somebody else's.
    """

    naming: Naming
    coded: str | None = None
    doubtful: bool = False


def read_label(text: str, names: DiseaseNames) -> Label:
    """What a label may mean.

    Example:
        >>> from hoofbeat.knowledge.catalogue import build_catalogue
        >>> names = DiseaseNames(build_catalogue({}).diseases)
        >>> label = read_label("J18.9 - Neumonía", names)
        >>> label.coded, label.naming.candidates[0].name, read_label("¿Neumonía?", names).doubtful
        ('HBD:0000040', 'Pneumonia', True)
    """
    name, coded = _code_beside(text)
    naming = _named(name, names)
    if not is_unsettled(name):
        return Label(naming, coded)
    left = without_doubt(name)
    bare, whole = _named(left, names), names.find(name)
    # A disease's own name may have such words ("Anemia en estudio"); signs, and words it does without, are none of it.
    if fold(left) != fold(name) and (
        whole.how is How.NAME or (whole.how is How.WORDS and whole.candidates != bare.candidates)
    ):
        return Label(whole, coded)
    return Label(naming if naming.how in SURE else bare, coded, doubtful=True)


def code_meaning(text: str, vocabulary: str | None = None) -> str | None:
    """Id of the disease that a code means; ``None`` for a text that is no code, or one of none that we know.

    Args:
        text: text, as it stands in a cell that holds codes.
        vocabulary: vocabulary of a bare number (``OMIM``, ``ORPHA`` …), where the column's name tells it.
    """
    text = text.strip()
    if vocabulary and vocabulary != "ICD10" and text.isdigit():
        text = f"{vocabulary}:{text}"
    if parted_id(text) is not None:
        return id_meaning(text).disease
    return meaning(_ICD10, text.upper().replace(",", ".").rstrip("*†+")).disease if is_icd10(text) else None


def is_icd10(text: str) -> bool:
    """Whether a text has the form of an ICD-10 code: ``J18.9``, ``J189``, ``J18X``; that is not yet a meaning."""
    return re.fullmatch(_CODE, text.strip(), re.ASCII | re.I) is not None


def _code_beside(text: str) -> tuple[str, str | None]:
    """The name without the code that stands beside it, and the disease that the code means."""
    text = text.strip()
    if found := _PREFIXED.search(text):
        disease = id_meaning(" ".join(found["id"].split())).disease
        return _bare(text[: found.start()] + " " + text[found.end() :]) or text, disease
    for form in _BESIDE:
        if found := form.fullmatch(text):
            return _bare(found["name"]), code_meaning(found["code"])
    return text, None


def _bare(name: str) -> str:
    return name.strip(" \t\n-–—:;,.|/")


def _named(name: str, names: DiseaseNames) -> Naming:
    """What the words mean: all of them, else without qualifiers, else what stands before a cause."""
    whole = names.find(name)
    if whole.disease is not None:
        return whole
    for shorter in _shortened(name):
        found = names.find(shorter)
        if found.disease is not None:
            return found
        if whole.how is How.RESEMBLES:
            whole = found  # what only qualifies is no resemblance
    parts = [_bare(part) for part in _SEVERAL.split(name) if _bare(part)]
    known = dict.fromkeys(disease for part in parts if (disease := names.find(part).disease))
    if len(parts) > 1 and known:
        return Naming(How.SEVERAL if len(known) > 1 else How.RESEMBLES, tuple(known))
    head = _bare(_GOES_ON.split(name, maxsplit=1)[0])
    if head and head != name and whole.how is not How.SEVERAL and (near := names.find(head).disease) is not None:
        return Naming(How.STANDS_NEAR, (near,))
    if whole.how is How.UNKNOWN:
        short = (names.find(word) for word in _CAPITALS.findall(name))
        whole = next((Naming(How.RESEMBLES, one.candidates) for one in short if one.how is How.ABBREVIATION), whole)
    return whole


def _shortened(name: str) -> Iterator[str]:
    """A name without its brackets, and without what only qualifies it, one word less at a time."""
    bare = _BRACKETS.sub(" ", name).strip()
    if bare and bare != name.strip():
        yield bare
    folded = fold(bare)
    while (shorter := _QUALIFIER.sub("", folded)) != folded:
        folded = shorter
        yield folded
