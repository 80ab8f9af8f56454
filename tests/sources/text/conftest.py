"""What the tests of notes share: a reader of the whole lexicon."""

from typing import TYPE_CHECKING

import pytest

from hoofbeat.extraction.extract import Extractor

if TYPE_CHECKING:
    from hoofbeat.knowledge.release import Knowledge


@pytest.fixture(scope="session")
def extractor(embedded_knowledge: "Knowledge") -> Extractor:
    from hoofbeat.bundle.export.writer import lexicon_of

    return Extractor(lexicon_of(embedded_knowledge.ontology))
