"""A model card as it stands in a bundle: facts for programs, and one page in each language that needs nothing else."""

from collections.abc import Callable, Mapping
from functools import cache

from jinja2 import Environment

from hoofbeat.bundle.runtime.card import CARD, CARD_PAGES
from hoofbeat.bundle.runtime.manifest import Manifest
from hoofbeat.domain.languages import ProseLanguage
from hoofbeat.evaluation.card.facts import ModelCard, Statements, card_of
from hoofbeat.evaluation.report import PROTOCOL_ORDER, page_environment
from hoofbeat.evaluation.result import EvaluationResult

#: Lists of sentences that a language's words hold, for programs too.
STATEMENTS = ("purpose", "users", "not_for", "comes_in", "comes_out", "limits", "ethics", "problems")

#: 1,234.5 where a comma is the decimal mark.
_DECIMAL_COMMA = str.maketrans(".,", ",.")


def card_files(result: EvaluationResult, manifest: Manifest) -> dict[str, str]:
    """The card of the model that ``result`` judged and ``manifest`` describes: name of each file → its text."""
    statements = {language: _statements(language) for language in CARD_PAGES}
    card = card_of(result, manifest).model_copy(update={"statements": statements})
    pages = {name: render(card, language) for language, name in CARD_PAGES.items()}
    return {CARD: card.model_dump_json(indent=1) + "\n"} | pages


def render(card: ModelCard, language: ProseLanguage) -> str:
    """The card as one self-contained HTML page in one language."""
    return (
        _environment(language)
        .get_template("card/card.html.j2")
        .render(
            card=card,
            language=language,
            protocols=[name for name in PROTOCOL_ORDER if any(line.protocol == name for line in card.rankings)],
        )
    )


@cache
def _environment(language: ProseLanguage) -> Environment:
    """Templates whose numbers are written as the language writes them."""
    environment = page_environment()
    environment.filters["tiny"] = "{:.1e}".format
    # Asked of another environment: a template keeps the filters it was first read with.
    if vars(page_environment().get_template(f"card/names.{language}.j2").module)["decimal_comma"]:
        for name in ("pct", "whole", "fixed", "tiny"):
            environment.filters[name] = _with_comma(environment.filters[name])
    return environment


def _with_comma(write: Callable[..., str]) -> Callable[..., str]:
    return lambda *args: write(*args).translate(_DECIMAL_COMMA)


def _statements(language: ProseLanguage) -> Statements:
    words: Mapping[str, tuple[str, ...]] = vars(_environment(language).get_template(f"card/words.{language}.j2").module)
    return {name: tuple(words[name]) for name in STATEMENTS}
