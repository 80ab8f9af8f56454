"""How many notes of 200 words one core reads in a second of processor time.

    python benchmarks/extraction/speed.py
    python benchmarks/extraction/speed.py --notes 100 --repeats 5

Notes are made of the development half's sentences (README.md), joined until they have 200 words. Time is that of this
process (``time.process_time``), so that other work on the machine counts little; the figure is the median of repeats.
Prints the machine too: a figure without it means nothing.
"""

import argparse
import platform
import statistics
import time
from collections.abc import Sequence
from pathlib import Path

from coded import LANGUAGES, Coded, notes_of_words, sentences

from hoofbeat.bundle.export.writer import lexicon_of
from hoofbeat.extraction.extract import Extractor
from hoofbeat.knowledge.kept import knowledge_of


def main() -> None:
    """Read the notes of each language, print notes a second."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--notes", type=int, default=100, help="of each language (default: 100)")
    parser.add_argument("--repeats", type=int, default=5, help="of each measurement (default: 5)")
    asked = parser.parse_args()
    lexicon = lexicon_of(knowledge_of().ontology)
    start = time.process_time()
    extractor = Extractor(lexicon)
    print(f"{_processor()}, Python {platform.python_version()}; extractor made in {time.process_time() - start:.1f} s")
    for lang in LANGUAGES:
        notes = notes_of_words(sentences(lang, "development"), asked.notes)
        speeds = [_speed(extractor, notes) for _ in range(asked.repeats)]
        print(f"{lang}: {statistics.median(speeds):.0f} notes a second ({min(speeds):.0f} to {max(speeds):.0f})")


def _speed(extractor: Extractor, notes: Sequence[Coded]) -> float:
    start = time.process_time()
    for note in notes:
        extractor.extract(note.text)
    return len(notes) / (time.process_time() - start)


def _processor() -> str:
    """The processor's name where the system tells it."""
    told = Path("/proc/cpuinfo")
    lines = told.read_text(encoding="utf-8").splitlines() if told.exists() else []
    names = (line.split(":", 1)[1].strip() for line in lines if line.startswith("model name"))
    return next(names, platform.processor() or platform.machine())


if __name__ == "__main__":
    main()
