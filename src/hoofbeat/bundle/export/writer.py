"""Writing a bundle: everything checked in a draft folder, which then takes the place of the old one at once."""

import json
import shutil
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, cast

import numpy as np
import onnx

from hoofbeat.bundle.export.builder import OPSET
from hoofbeat.bundle.export.graphs import findings_graph, ranker_graph
from hoofbeat.bundle.export.profiles import profile_book, profiles_graph
from hoofbeat.bundle.runtime import manifest as layout
from hoofbeat.bundle.runtime.bundle import Bundle
from hoofbeat.bundle.runtime.lexicon import Lexicon, LexiconEntry
from hoofbeat.bundle.runtime.manifest import FileSeal, Manifest
from hoofbeat.bundle.runtime.numbers import NumericFeature
from hoofbeat.bundle.runtime.trust import Trust
from hoofbeat.console import track
from hoofbeat.domain.case import Case
from hoofbeat.domain.circumstances import GENETICS, Circumstances, Course, Region, Setting
from hoofbeat.domain.errors import BundleError, ParityError
from hoofbeat.domain.languages import Wording
from hoofbeat.knowledge import tables
from hoofbeat.knowledge.ontology import Ontology
from hoofbeat.knowledge.site import NO_SITE, SiteVocabulary
from hoofbeat.knowledge.vocabulary.disease_synonyms import disease_synonyms_of
from hoofbeat.knowledge.vocabulary.everyday import NO_WORDS, everyday_words, unclaimed
from hoofbeat.knowledge.vocabulary.further_names import further_names
from hoofbeat.models.common.shown import with_common
from hoofbeat.models.hybrid import HybridRanker, with_sureness
from hoofbeat.standards.standardise import standardise

if TYPE_CHECKING:
    from hoofbeat.models.api import FittedCohortModel

#: Largest absolute difference of a probability that export accepts.
TOLERANCE = 1e-4

#: Scores (nats) closer than this are a tie: single precision adds them up in another order.
SCORE_TOLERANCE = 1e-3

#: A bundle travels to modest computers.
LARGEST_BYTES = 60_000_000


@dataclass(frozen=True)
class Provenance:
    """Where a bundle comes from; see ``Manifest`` for the meaning of each field."""

    code_version: str
    knowledge_version: str
    data_version: str
    simulated: bool
    seed: int
    model: dict[str, str | float]
    metrics: dict[str, float]
    counts: dict[str, int]
    trust: Trust | None = None


def write_bundle(
    folder: Path,
    ranker: HybridRanker,
    provenance: Provenance,
    parity_cases: Sequence[Case],
    site: SiteVocabulary = NO_SITE,
    spanish: Mapping[str, tuple[str, tuple[str, ...]]] = MappingProxyType({}),
    documents: Callable[[Manifest], Mapping[str, str]] = lambda _: {},
    reference: Callable[[Bundle], str] | None = None,
    same: Mapping[str, bytes] = MappingProxyType({}),
) -> Manifest:
    """Export a ranker, or leave everything as it was.

    Args:
        folder: where the bundle shall stand; a bundle that stands there is replaced once the new one is sound.
        ranker: the native models; its cohort model, if any, is one that training has fitted.
        provenance: versions, metrics and counts.
        parity_cases: real cases on which graphs and native models must agree.
        site: how the hospital's own tables name their features and numbers.
        spanish: names and synonyms of the HPO translations, where the user has them (``Knowledge.spanish``).
        documents: writes what the bundle says of itself to people, as name of a file → its text, from the manifest of
            the model alone: it is sealed like every file, so no document can name the bundle's final version.
        reference: makes the text of ``reference.json`` from the drafted bundle; the bundle has none if not given.
        same: name → content of files of another bundle that would come out the same here, and need not be made anew.

    Raises:
        ParityError: they do not.
        BundleError: the bundle would be too large.
    """
    cohort_model = cast("FittedCohortModel | None", ranker.cohort)
    with _draft(folder) as draft:
        _write_graphs(draft, ranker, cohort_model, same)
        for name, content in same.items():
            (draft / name).write_bytes(content)
        if layout.CATALOGUE not in same:
            catalogue = [
                disease.model_dump(mode="json", exclude_defaults=True, round_trip=True)
                for disease in ranker.knowledge.catalogue.diseases
            ]
            _write_json(draft / layout.CATALOGUE, catalogue)
        if layout.SYNONYMS not in same:
            _write_json(draft / layout.SYNONYMS, disease_synonyms_of(ranker.knowledge.catalogue.diseases))
        if layout.LEXICON not in same:
            lexicon = lexicon_of(ranker.knowledge.ontology, site, spanish)
            (draft / layout.LEXICON).write_text(lexicon.to_json(), encoding="utf-8")
        unchecked = _manifest(draft, ranker, cohort_model, provenance, site, parity={})
        _write_json(draft / layout.MANIFEST, unchecked.model_dump(mode="json"))
        drafted = Bundle.load(draft)
        parity = check_parity(drafted, ranker, parity_cases)
        if reference is not None:
            (draft / layout.REFERENCE).write_text(reference(drafted), encoding="utf-8")
        for name, text in documents(_manifest(draft, ranker, cohort_model, provenance, site, parity)).items():
            (draft / name).write_text(text, encoding="utf-8")
        manifest = _manifest(draft, ranker, cohort_model, provenance, site, parity)
        _write_json(draft / layout.MANIFEST, manifest.model_dump(mode="json"))
        size = sum(file.stat().st_size for file in draft.iterdir())
        if size > LARGEST_BYTES:
            raise BundleError(
                f"The bundle would have {size / 1e6:.0f} MB, more than {LARGEST_BYTES / 1e6:.0f}",
                hint="raise min_cases, or select a smaller cohort model",
            )
    return manifest


#: Where the cases of the comparison are asked about, in turns: every setting, and what else the tables speak of.
_ASKED = (
    GENETICS,
    Circumstances(setting=Setting.PRIMARY_CARE, region=Region.LATIN_AMERICA),
    Circumstances(setting=Setting.EMERGENCY, course=Course.ACUTE),
    Circumstances(setting=Setting.HOSPITAL, course=Course.CHRONIC, pregnant=True),
)


def check_parity(bundle: Bundle, ranker: HybridRanker, cases: Sequence[Case]) -> dict[str, float]:
    """Compare the bundle's probabilities and first ten with the native models', case by case.

    Raises:
        ParityError: a probability differs by more than ``TOLERANCE``, the first ten differ by more than a tie, or
            there is no case to compare.
    """
    if not cases:
        raise ParityError("No case to compare graphs and native models on", hint="ingest cases first")
    largest = 0.0
    told = [standardise(case) for case in cases]
    asked = [ranker.under(circumstances) for circumstances in _ASKED]
    # The native models answer all at once: a forest asked case by case only waits for its own threads.
    native_scores = [by.logits(told[place :: len(asked)]) for place, by in enumerate(asked)]
    for number, case in enumerate(track(told, "Checking parity")):
        turn, place = divmod(number, len(asked))
        circumstances, logits = _ASKED[place], native_scores[place][turn : turn + 1]
        native = with_sureness(logits, asked[place].sureness[None])[0]
        probability, score = bundle.answer(case, circumstances)
        largest = max(float(np.abs(native - probability).max()), largest)
        if not largest <= TOLERANCE:  # so that NaN fails too
            raise ParityError(
                f"A probability differs by {largest:.1e} (limit {TOLERANCE:.0e})", hint="report this defect"
            )
        # The native scores of the exported first ten: they may only change places within rounding.
        first = bundle.first(score, 10)
        expected = np.sort(logits[0])[::-1][: len(first)]
        if np.abs(logits[0][first] - expected).max() > SCORE_TOLERANCE:
            raise ParityError("The first ten diseases differ from the native models'", hint="report this defect")
    return {"largest_difference": largest, "cases": float(len(cases))}


def lexicon_of(
    ontology: Ontology,
    site: SiteVocabulary = NO_SITE,
    spanish: Mapping[str, tuple[str, tuple[str, ...]]] = MappingProxyType({}),
) -> Lexicon:
    """Names of every finding in English, and in Spanish and other languages where we, the site or the HPO have one.

    Our own name comes first, being the word a physician uses; the translators' then helps to find it, and so do the
    words of patients.
    """
    translated = {**tables.translated_es(), **spanish}
    known: dict[str, tuple[str | None, tuple[str, ...]]] = dict(translated)
    for entry in tables.lexicon_es():
        name, synonyms = translated.get(entry.id, (entry.name_es, ()))
        everyday = everyday_words().get(entry.id, NO_WORDS)
        also = dict.fromkeys((*entry.synonyms_es, *everyday.es, name, *synonyms))
        known[entry.id] = (entry.name_es, tuple(other for other in also if other != entry.name_es))
    known |= {item.id: (item.name_es, ()) for item in tables.history()}
    known |= {feature.id: (feature.names.get("es"), ()) for feature in site.features}
    entries = []
    for term in ontology.terms:
        name_es, clinical_es = known.get(term.id, (None, ()))
        everyday = everyday_words().get(term.id, NO_WORDS)
        synonyms = tuple(dict.fromkeys((*unclaimed(term.id, term.synonyms), *everyday.en)))
        synonyms_es = tuple(dict.fromkeys((*clinical_es, *everyday.es)))
        further = further_names().get(term.id, {})
        names = {"en": term.name, "es": name_es} | {language: its.name for language, its in further.items()}
        others = {"en": synonyms, "es": synonyms_es} | {language: its.synonyms for language, its in further.items()}
        stated = {language: texts for language, texts in others.items() if texts}
        entries.append(LexiconEntry(term.id, Wording(names), stated))
    retired = (old for old in ontology.replaced if old not in ontology.index)
    aliases = {old: new for old in retired if (new := ontology.resolve(old)) is not None}
    return Lexicon(entries, aliases)


@contextmanager
def _draft(folder: Path) -> Iterator[Path]:
    """A folder that takes the place of ``folder`` if the block succeeds, and vanishes if it fails."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    retired = folder.with_name(f".{folder.name}-retired")
    if retired.exists() and not folder.exists():  # an export before this one was killed between its two renames
        retired.rename(folder)
    draft = Path(tempfile.mkdtemp(prefix=f".{folder.name}-", dir=folder.parent))
    try:
        yield draft
        draft.chmod(0o755)
        _replace(folder, draft, retired)
    finally:
        shutil.rmtree(draft, ignore_errors=True)


def _replace(folder: Path, draft: Path, retired: Path) -> None:
    """Let ``draft`` stand where ``folder`` stood; if that fails, the old one is put back."""
    shutil.rmtree(retired, ignore_errors=True)
    if folder.exists():
        folder.rename(retired)
    try:
        draft.rename(folder)
    except BaseException:
        if retired.exists():
            retired.rename(folder)
        raise
    shutil.rmtree(retired, ignore_errors=True)


def _write_graphs(
    draft: Path, ranker: HybridRanker, cohort_model: "FittedCohortModel | None", same: Mapping[str, bytes]
) -> None:
    encoder = cohort_model.encoder if cohort_model else None
    onnx.save(findings_graph(ranker, encoder), draft / layout.FINDINGS_GRAPH)
    onnx.save(ranker_graph(ranker), draft / layout.RANKER_GRAPH)
    model = ranker.knowledge
    book = profile_book(model.ontology, with_common(model.profiles, model.ontology, model.catalogue))
    onnx.save(profiles_graph(book), draft / layout.PROFILES_GRAPH)
    if cohort_model and layout.COHORT_GRAPH not in same:
        from hoofbeat.models.onnx import to_onnx  # late: converters take seconds to import

        onnx.save(to_onnx(cohort_model.pipeline, len(cohort_model.encoder.names)), draft / layout.COHORT_GRAPH)


def _manifest(
    draft: Path,
    ranker: HybridRanker,
    cohort_model: "FittedCohortModel | None",
    provenance: Provenance,
    site: SiteVocabulary,
    parity: dict[str, float],
) -> Manifest:
    files = sorted(file for file in draft.iterdir() if file.name != layout.MANIFEST)
    return Manifest(
        version="",
        created=datetime.now(UTC),
        opset=OPSET,
        features=cohort_model.encoder.names if cohort_model else (),
        numbers=_named(cohort_model.encoder.numbers, site) if cohort_model else (),
        classes=cohort_model.classes if cohort_model else (),
        labels=tuple(disease.id for disease in ranker.knowledge.catalogue.diseases),
        parity=parity,
        files={file.name: FileSeal.of(file) for file in files},
        **vars(provenance),
    ).named()


def _named(numbers: Sequence[NumericFeature], site: SiteVocabulary) -> tuple[NumericFeature, ...]:
    """The measurements under the names that the site gives them, where it does."""
    names = {feature.id: {"names": feature.names} for feature in site.features}
    return tuple(number.model_copy(update=names.get(number.code, {})) for number in numbers)


def _write_json(path: Path, content: object) -> None:
    path.write_text(json.dumps(content, ensure_ascii=False, separators=(",", ":")), encoding="utf-8")
