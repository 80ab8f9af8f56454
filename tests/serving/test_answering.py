"""What reads notes is made once a bundle, at the first note, and leaves with its bundle."""

import gc
import threading
import weakref

import pytest

from hoofbeat.extraction import extract
from hoofbeat.extraction.extract import Extractor
from hoofbeat.serving.answering import Answering
from hoofbeat.serving.engine import Diagnoser, Engine


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> list[Extractor]:
    """Every extractor that is made from now on."""
    kept: list[Extractor] = []

    class Counted(Extractor):
        def __init__(self, lexicon: object) -> None:
            super().__init__(lexicon)  # type: ignore[arg-type]
            kept.append(self)

    monkeypatch.setattr(extract, "Extractor", Counted)
    return kept


def test_it_is_made_at_the_first_note_alone(two_diseases: Diagnoser, made: list[Extractor]) -> None:
    answering = Answering(two_diseases)
    assert made == []
    assert answering.extractor is answering.extractor
    assert len(made) == 1


def test_many_threads_make_one(two_diseases: Diagnoser, made: list[Extractor]) -> None:
    answering, together = Answering(two_diseases), threading.Barrier(8)
    found: list[int] = []

    def read() -> None:
        together.wait()
        found.append(len(answering.extractor.extract("No fever, but cough.").findings))

    threads = [threading.Thread(target=read) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (len(made), found) == (1, [2] * 8)


def test_another_bundle_brings_another_and_the_first_one_goes(two_diseases: Diagnoser) -> None:
    engine = Engine(two_diseases)
    first = engine.answering
    gone = weakref.ref(first.extractor)
    engine.use(two_diseases)
    assert engine.answering is not first
    assert first.extractor is gone(), "a request goes on with what it began with"
    del first
    gc.collect()
    assert gone() is None
