"""The model card that stands in a bundle: one file of facts, and a page in each language."""

from collections.abc import Mapping
from pathlib import Path

from hoofbeat.bundle.runtime.manifest import Manifest
from hoofbeat.domain.errors import BundleFormatError

CARD = "model-card.json"
CARD_PAGES = {"en": "model-card.en.html", "es": "model-card.es.html"}


def read_card(folder: Path, manifest: Manifest) -> Mapping[str, str]:
    """The card of a bundle whose files have been checked: name of each file → its text; empty where it has none.

    A bundle answers without a card: those exported before there were any have none.

    Raises:
        BundleFormatError: a file of the card is no text.
    """
    names = [name for name in (CARD, *CARD_PAGES.values()) if name in manifest.files]
    try:
        return {name: (folder / name).read_text(encoding="utf-8") for name in names}
    except UnicodeDecodeError as error:
        raise BundleFormatError(f"{folder}: the model card is no text", hint="export the bundle again") from error
