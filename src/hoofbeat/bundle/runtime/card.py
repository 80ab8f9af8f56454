"""The model card that stands in a bundle: one file of facts, and a page in each language."""

from collections.abc import Mapping
from pathlib import Path
from typing import get_args

from hoofbeat.domain.errors import BundleFormatError
from hoofbeat.domain.languages import FALLBACK, ProseLanguage

CARD = "model-card.json"

#: Page of the card in each language.
CARD_PAGES: Mapping[ProseLanguage, str] = {
    language: f"model-card.{language}.html" for language in get_args(ProseLanguage)
}


def card_text(files: Mapping[str, str], language: ProseLanguage | None) -> str | None:
    """The card's page in a language, the facts for ``None``; ``None`` where there is no card.

    A bundle that was exported before the language was known has the English page.
    """
    if language is None:
        return files.get(CARD)
    return files.get(CARD_PAGES[language]) or files.get(CARD_PAGES[FALLBACK])


def read_card(folder: Path, files: Mapping[str, bytes]) -> Mapping[str, str]:
    """The card of a bundle: name of each file → its text; empty where it has none.

    A bundle answers without a card: those exported before there were any have none.

    Args:
        folder: the bundle, for messages.
        files: what its files hold, checked.

    Raises:
        BundleFormatError: a file of the card is no text.
    """
    names = [name for name in (CARD, *CARD_PAGES.values()) if name in files]
    try:
        return {name: files[name].decode() for name in names}
    except UnicodeDecodeError as error:
        raise BundleFormatError(f"{folder}: the model card is no text", hint="export the bundle again") from error
