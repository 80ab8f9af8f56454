"""Names of the ontology as physicians say them, by families: "anti-X antibody positivity" is "positive X antibodies".

A name of a family has words that only the ontology uses ("circulating", "concentration", "morphology"). Here each name
gives the short forms that a note has instead; what is an ordinary form of a word is left to the stems and meanings.
"""

from collections.abc import Iterator

_Words = tuple[str, ...]

#: Words of names of laboratory results that a note leaves out.
_UNSAID = frozenset(
    {"circulating", "concentration", "concentrations", "level", "levels", "total", "activity", "complement"}
)
_QUANTITIES = frozenset(
    {"circulating", "concentration", "level", "activity", "proportion", "count", "urinary", "urine"}
)
_DIRECTIONS = frozenset({"elevated", "increased", "decreased", "reduced", "high", "low"})
_ANTIBODIES = frozenset({"antibody", "antibodies"})
_OF = frozenset({"of", "the"})
_MISSING = frozenset({"aplasia", "agenesis"})
_SMALL = frozenset({"hypoplasia", "hypoplastic"})
#: A form has at least so many words, or it would mean too much.
_LEAST = 2


def forms(words: _Words) -> Iterator[_Words]:
    """Yield the short forms of a name; none for most.

    Example:
        >>> list(forms(("cardiolipin", "antibody", "positivity")))
        [('cardiolipin', 'antibody'), ('cardiolipin', 'antibody', 'positive')]
        >>> list(forms(("decreased", "circulating", "complement", "c3", "concentration")))
        [('decreased', 'c3')]
        >>> list(forms(("limited", "shoulder", "movement")))
        [('limited', 'shoulder', 'mobility'), ('limited', 'range', 'of', 'motion', 'shoulder')]
    """
    for form in _forms(words):
        if form != words and len(form) >= _LEAST:
            yield form


def _forms(words: _Words) -> Iterator[_Words]:
    if words[-1] == "positivity" or (words[-1] in _ANTIBODIES and len(words) > _LEAST):
        bare = tuple(word for word in words if word != "positivity")
        bare = bare[1:] if bare[0] == "anti" else bare
        yield bare
        yield (*bare, "positive")
        if bare[0].startswith("anti"):  # written apart too
            yield ("anti", bare[0].removeprefix("anti"), *bare[1:])
    if words[0] in _DIRECTIONS and not _QUANTITIES.isdisjoint(words):
        yield tuple(word for word in words if word not in _UNSAID)
    if words[0] in ("limited", "limitation") and words[-1] in ("movement", "mobility"):
        place = tuple(word for word in words[1:-1] if word not in _OF and word != "joint")
        yield ("limited", *place, "mobility")
        yield ("limited", "range", "of", "motion", *place)
    if not _MISSING.isdisjoint(words) and not _SMALL & set(words):
        yield ("absent", *(word for word in words if word not in _MISSING | _OF))
    if not _SMALL.isdisjoint(words) and not _MISSING & set(words):
        yield ("small", *(word for word in words if word not in _SMALL | _OF))
        yield ("underdeveloped", *(word for word in words if word not in _SMALL | _OF))
    if "atrophy" in words and "muscle" in words:
        yield tuple(word for word in words if word != "muscle")
    if words[-1] == "morphology" and words[0] == "abnormal":
        yield words[:-1]
