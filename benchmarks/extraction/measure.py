"""How well and how fast clinical text is read: Hoofbeat's extraction beside the annotators of others, in one run.

    python benchmarks/extraction/measure.py                        # what can be said without installing anything
    python benchmarks/extraction/measure.py --peers \
        --examination osce_cases.jsonl --translations hpo-translations --json figures.json

Reads sentences_en.tsv and sentences_es.tsv of this folder (README.md says how they were coded), the test half unless
told otherwise, and, where their file is given, the texts of the examination cases with the codings that the repository
holds (benchmarks/examination). Prints tables in Markdown; --json has every figure, also by status.

A finding counts where its id and its status agree. "id alone" leaves the status out. "near" is told apart and counts a
finding too whose id stands above or below the coded one. "HPO alone" leaves out ids of ours (HB:…): no peer knows them.
"span" is the share of the true ones whose words overlap the coded ones. Of an examination case, whatever is told as
present or absent anywhere in its text is set beside the coding of the case; the diagnosis itself is not coded there.
Peers know no more than present and absent: of what is uncertain, past or a relative's they are wrong at best in status.

--peers installs fenominal, txt2hpo and FastHPOCR with pinned versions, each in an environment of its own in --folder,
and gives all of them the ontology that Hoofbeat's knowledge was built from. Each also stands with negspacy behind it,
and fenominal with the HPO's Spanish names too, where --translations names them.
What cannot be run here is said in words. Half an hour the first time, five minutes afterwards.
"""

import argparse
import gc
import json
import platform
import sys
import time
from functools import cache
from pathlib import Path
from typing import Any

from annotators import OWN, Annotate, Answers, Peers, own
from coded import LANGUAGES, STATUSES, Coded, Mention, examination_cases, notes_of_words, sentences
from environments import NotHere
from scoring import Ancestors, margin, of_a_case, score

from hoofbeat.bundle.export.writer import lexicon_of
from hoofbeat.extraction.extract import Extractor
from hoofbeat.knowledge.embedded import embedded_file
from hoofbeat.knowledge.kept import knowledge_of
from hoofbeat.knowledge.ontology import Ontology
from hoofbeat.places import cache_home

#: Notes that are timed.
_NOTES = 200
_KINDS = (("all", "id and status"), ("ontology", "HPO alone"), ("id", "id alone"), ("near", "near"))


def main() -> None:
    """Ask every annotator, print tables, write the figures."""
    asked = _arguments()
    knowledge = knowledge_of()
    start = time.process_time()
    extractor = Extractor(lexicon_of(knowledge.ontology))
    made = time.process_time() - start
    annotators: dict[str, Annotate] = {OWN: own(extractor)}
    peers = Peers(asked.folder, embedded_file("ontology"), asked.translations, asked.patience * 60)
    if asked.peers:
        peers.prepare()
        annotators |= peers.running
    above = _ancestors(knowledge.ontology)
    lots = {lang: sentences(lang, asked.half) for lang in LANGUAGES}
    if asked.examination is not None:
        lots["examination"] = examination_cases(asked.examination)
    figures: dict[str, Any] = {  # "left_out" may grow while they are asked
        "half": asked.half, "release": knowledge.version,
        "machine": platform.machine(), "python": platform.python_version(),
        "left_out": peers.left_out, "extractor_made_in_seconds": round(made, 2),
        "texts": {name: len(texts) for name, texts in lots.items()}, "scores": {},
    }  # fmt: skip
    timed = {lang: notes_of_words(lots[lang], _NOTES) for lang in LANGUAGES}
    answers = _asked([*lots.items(), *timed.items()], annotators, peers.left_out)
    for place, (name, texts) in enumerate(lots.items()):
        scores = {who: _score(name, texts, each[place].found, above) for who, each in answers.items()}
        figures["scores"][name] = scores
        print(_table(name, texts, scores, asked.half))
    figures["speed"] = {
        lang: {who: round(_NOTES / sum(each[place].seconds), 1) for who, each in answers.items()}
        for place, lang in enumerate(timed, start=len(lots))
    }
    print(_speed_table(figures["speed"]))
    for who, why in peers.left_out.items():
        print(f"Not run: {who}: {why}.")
    if asked.json is not None:
        asked.json.write_text(json.dumps(figures, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    add = parser.add_argument
    add("--half", choices=("development", "test"), default="test", help="of the sentences (default: test)")
    add("--peers", action="store_true", help="install and ask the annotators of others too")
    add("--examination", type=Path, metavar="JSONL", help="the examination cases as published (AgentClinic)")
    add("--translations", type=Path, metavar="FOLDER", help="holds the HPO's hp-es.babelon.tsv and hp-es.synonyms.tsv")
    kept = cache_home() / "extraction-peers"
    add("--folder", type=Path, default=kept, help="where environments and indices are kept (default: %(default)s)")
    add(
        "--patience",
        type=float,
        default=20.0,
        metavar="MINUTES",
        help="of FastHPOCR's index, and of each one's answers (default: 20)",
    )
    add("--json", type=Path, help="file for all figures")
    return parser.parse_args()


def _ancestors(ontology: Ontology) -> Ancestors:
    @cache
    def above(id_: str) -> frozenset[str]:
        place = ontology.index.get(id_)
        return frozenset() if place is None else frozenset(ontology.ids[other] for other in ontology.ancestors(place))

    return above


def _asked(
    lots: list[tuple[str, list[Coded]]], annotators: dict[str, Annotate], left_out: dict[str, str]
) -> dict[str, list[Answers]]:
    """What each annotator answers to each lot; it is started once, for all together. Who does not end is left out."""
    together = [text for _, texts in lots for text in texts]
    answers: dict[str, list[Answers]] = {}
    for who, annotate in annotators.items():
        print(f"asking {who}", file=sys.stderr)
        gc.collect()
        try:
            every = annotate(together)
        except NotHere as why:
            left_out[who] = str(why)
            continue
        answers[who], start = [], 0
        for _, texts in lots:
            end = start + len(texts)
            answers[who].append(Answers(every.found[start:end], every.seconds[start:end]))
            start = end
    return answers


def _score(name: str, texts: list[Coded], found: list[list[Mention]], above: Ancestors) -> dict[str, Any]:
    """The figures on sentences as they are, on an examination case by what its whole note says."""
    return score(texts, [of_a_case(one) for one in found] if name == "examination" else found, above)


def _table(name: str, texts: list[Coded], scores: dict[str, Any], half: str) -> str:
    coded = sum(len(set(text.gold)) for text in texts)
    what = f"{len(texts)} examination cases" if name == "examination" else f"{name}, {half} half, {len(texts)} texts"
    lines = [f"\n### {what}, {coded} findings\n"]
    lines.append("| annotator | precision | recall | F1 | HPO alone | id alone | near | span |")
    lines.append("|---|---|---|---|---|---|---|---|")
    for who, figures in scores.items():
        every = figures["all"]
        others = " | ".join(f"{figures[kind]['f1']:.3f}" for kind in ("ontology", "id", "near"))
        span = "" if figures["span"] is None else f"{figures['span']:.3f}"
        lines.append(
            f"| {who} | {every['precision']:.3f} | {every['recall']:.3f} | {every['f1']:.3f} | {others} | {span} |"
        )
    for kind, said in _KINDS[:3] if len(scores) > 1 else ():
        ahead, best = margin(scores, OWN, kind)
        lines.append(f"\nF1, {said}: {ahead:+.3f} against {best}.")
    lines.append("\n| status | coded | precision | recall | F1 |\n|---|---|---|---|---|")
    for status in STATUSES:
        one = scores[OWN][status]
        if one["coded"]:
            lines.append(
                f"| {status} | {one['coded']} | {one['precision']:.3f} | {one['recall']:.3f} | {one['f1']:.3f} |"
            )
    return "\n".join(lines)


def _speed_table(speeds: dict[str, dict[str, float]]) -> str:
    lines = ["\n### Notes of 200 words a second, one core\n", f"| annotator | {' | '.join(speeds)} |", "|---|---|---|"]
    lines += [
        f"| {who} | {' | '.join(f'{each[who]:.0f}' for each in speeds.values())} |"
        for who in next(iter(speeds.values()))
    ]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    main()
