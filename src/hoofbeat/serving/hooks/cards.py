"""A differential as a card: one sentence, and below it the leading diseases with what speaks for each."""

import re
from collections.abc import Iterable, Sequence
from uuid import uuid4

from hoofbeat.domain.differential import Differential, RankedDisease
from hoofbeat.domain.languages import ProseLanguage
from hoofbeat.serving.hooks import words
from hoofbeat.serving.hooks.schemas import Card, CardExtension, CardLink, CardSource, CardTopic

#: The standard asks for fewer than 140 characters, and names of diseases alone may have more.
_LONGEST = 139
#: Lines that a card shows, and findings that each names.
LINES = 5
_NAMED = 4
#: Among the first so many lines a disease that must not be missed makes the card a warning; further down nearly every
#: differential has one.
_WARNED = 3

_TOPIC = CardTopic(system="http://snomed.info/sct", code="47965005", display="Differential diagnosis")
#: Signs that mean something in Markdown or HTML.
_SIGNS = re.compile(r"([\\`*_{}\[\]()#+\-.!|<>~&:@])")


def card_of(answer: Differential, language: ProseLanguage, page: str, partial: Sequence[str] = ()) -> Card:
    """The card of a differential that was explained.

    Args:
        answer: it has at least one line.
        language: the reader's.
        page: address of the page.
        partial: keys of the prefetch of which only a part was sent.
    """
    leading = answer.differential[:LINES]
    if answer.caution is None:
        summary = _shortened(words.SUMMARY.best(language), f"{_name(leading[0], language)} ({_share(leading[0])})")
    else:
        summary = words.THIN.best(language)
    lines = [f"{number}. {_line(one, language)}" for number, one in enumerate(leading, start=1)]
    said = [_partial(partial, language)] if partial else []
    said += [f"**{_escaped(answer.caution.texts.best(language))}**"] if answer.caution else []
    said += ["\n".join(lines)]
    if answer.warnings:
        said.append(_escaped(words.SET_ASIDE.best(language).format(len(answer.warnings))))
    said.append(f"_{_escaped(words.SUPPORT.best(language))}_")
    warning = partial or any(one.cant_miss for one in leading[:_WARNED])
    return _card(summary, said, warning, language, page, answer.prediction_id)


def card_of_nothing(partial: Sequence[str], language: ProseLanguage, page: str) -> Card:
    """The card where a part of the record holds nothing that speaks for any disease: the rest may."""
    return _card(words.NOTHING.best(language), [_partial(partial, language)], True, language, page)


def _card(
    summary: str,
    said: Iterable[str],
    warning: object,
    language: ProseLanguage,
    page: str,
    prediction_id: str | None = None,
) -> Card:
    return Card(
        uuid=str(uuid4()),
        summary=summary,
        detail="\n\n".join(said),
        indicator="warning" if warning else "info",
        source=CardSource(label="Hoofbeat", url=page, topic=_TOPIC),
        links=[CardLink(label=words.PAGE.best(language), url=page)],
        extension=CardExtension(prediction_id=prediction_id) if prediction_id else None,
    )


def _partial(keys: Sequence[str], language: ProseLanguage) -> str:
    return f"**{_escaped(words.PARTIAL.best(language).format(', '.join(keys)))}**"


def _line(one: RankedDisease, language: ProseLanguage) -> str:
    marks = [words.ORPHAN] if one.orphan else []
    marks += [words.CANNOT_MISS] if one.cant_miss else []
    told = "".join(f", {_escaped(mark.best(language))}" for mark in marks)
    speaking = [each for each in one.contributions if each.finding_id is not None and each.value > 0][:_NAMED]
    because = ", ".join(_escaped(each.names.best(language)) for each in speaking)
    why = f" — {_escaped(words.FOR.best(language))}: {because}" if because else ""
    return f"**{_escaped(_name(one, language))}** ({_escaped(_share(one))}{told}){why}"


def _name(one: RankedDisease, language: ProseLanguage) -> str:
    return one.names.best(language)


def _share(one: RankedDisease) -> str:
    """The probability of the line, of its group where it stands for one."""
    probability = one.probability if one.group_probability is None else one.group_probability
    return "<1 %" if probability < 0.01 else f"{probability:.0%}".replace("%", " %")


def _shortened(sentence: str, name: str) -> str:
    room = _LONGEST - len(sentence.format(""))
    return sentence.format(name if len(name) <= room else f"{name[: room - 1].rstrip()}…")


def _escaped(text: str) -> str:
    """The text as Markdown that shows it letter by letter, on one line."""
    return _SIGNS.sub(r"\\\1", " ".join(text.split()))
