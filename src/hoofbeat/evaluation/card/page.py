"""A model card as it stands in a bundle: facts for programs, and one page in each language that needs nothing else."""

from collections.abc import Callable, Mapping
from functools import cache

from jinja2 import Environment

from hoofbeat.bundle.runtime.card import CARD, CARD_PAGES
from hoofbeat.bundle.runtime.manifest import Manifest
from hoofbeat.evaluation.card.facts import ModelCard, Statements, card_of
from hoofbeat.evaluation.report import PROTOCOL_ORDER, page_environment
from hoofbeat.evaluation.result import EvaluationResult

#: Lists of sentences that a language's words hold, for programs too.
STATEMENTS = ("purpose", "users", "not_for", "comes_in", "comes_out", "limits", "ethics", "problems")

#: 1,234.5 as Spanish writes it.
_SPANISH_NUMBERS = str.maketrans(".,", ",.")


def card_files(result: EvaluationResult, manifest: Manifest) -> dict[str, str]:
    """The card of the model that ``result`` judged and ``manifest`` describes: name of each file → its text."""
    statements = {language: _statements(language) for language in CARD_PAGES}
    card = card_of(result, manifest).model_copy(update={"statements": statements})
    pages = {name: render(card, language) for language, name in CARD_PAGES.items()}
    return {CARD: card.model_dump_json(indent=1) + "\n"} | pages


def render(card: ModelCard, language: str) -> str:
    """The card as one self-contained HTML page in ``en`` or ``es``."""
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
def _environment(language: str) -> Environment:
    """Templates whose numbers are written as the language writes them."""
    environment = page_environment()
    environment.filters["tiny"] = "{:.1e}".format
    if language == "es":
        for name in ("pct", "whole", "fixed", "tiny"):
            environment.filters[name] = _spanish(environment.filters[name])
    return environment


def _spanish(write: Callable[..., str]) -> Callable[..., str]:
    return lambda *args: write(*args).translate(_SPANISH_NUMBERS)


def _statements(language: str) -> Statements:
    words: Mapping[str, tuple[str, ...]] = vars(_environment(language).get_template(f"card/words.{language}.j2").module)
    return {name: tuple(words[name]) for name in STATEMENTS}
