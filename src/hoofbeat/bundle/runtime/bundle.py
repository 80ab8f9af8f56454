"""Reading a bundle and answering with it: NumPy and ONNX Runtime, no model code."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cached_property, partial
from pathlib import Path
from types import MappingProxyType
from typing import Any

import numpy as np
from numpy.typing import NDArray
from pydantic_core import from_json

from hoofbeat.bundle.runtime import manifest as layout
from hoofbeat.bundle.runtime.card import read_card
from hoofbeat.bundle.runtime.explanation import Explainer, caution_of
from hoofbeat.bundle.runtime.finder import DiseaseFinder, DiseaseHit, Synonyms
from hoofbeat.bundle.runtime.going_on.costs import FindingCosts
from hoofbeat.bundle.runtime.going_on.referral import Referrer
from hoofbeat.bundle.runtime.going_on.systems import Systems
from hoofbeat.bundle.runtime.groups import Groups, Line, single_lines
from hoofbeat.bundle.runtime.largest import among_largest
from hoofbeat.bundle.runtime.lexicon import Lexicon
from hoofbeat.bundle.runtime.lines import Lines
from hoofbeat.bundle.runtime.manifest import Manifest, read_sealed
from hoofbeat.bundle.runtime.numbers import NumericFeature
from hoofbeat.bundle.runtime.offline.parts import ModelPart, parts_of
from hoofbeat.bundle.runtime.pages import Pages
from hoofbeat.bundle.runtime.profiles import ProfileBook
from hoofbeat.bundle.runtime.questions import LEADING, MOST
from hoofbeat.bundle.runtime.rows import LateRows
from hoofbeat.bundle.runtime.scorer import Scored, Scorer, Understood
from hoofbeat.bundle.runtime.sessions import Array, run, session_of
from hoofbeat.bundle.runtime.trust import Judgement
from hoofbeat.domain.case import Case
from hoofbeat.domain.circumstances import GENETICS, Circumstances
from hoofbeat.domain.differential import Differential, NextFinding, RankedDisease
from hoofbeat.domain.disease import Disease, PrevalenceClass
from hoofbeat.domain.disease_page import DiseasePage
from hoofbeat.domain.errors import BundleFormatError, InputError
from hoofbeat.domain.languages import ProseLanguage, SearchLanguage
from hoofbeat.domain.next_steps import ExplainedDiseases, NextStep, NextSteps
from hoofbeat.timings import timed

#: What every entry of a catalogue states, and what it may state; it is read when an answer names it.
_REQUIRED = {name for name, field in Disease.model_fields.items() if field.is_required()}
_ALLOWED = Disease.model_fields.keys()

_NO_SYNONYMS: Mapping[str, Synonyms] = MappingProxyType({})


class Bundle:
    """A loaded bundle: answers cases, and knows what it is made of.

    Thread-safe: ONNX Runtime sessions may be shared, and nothing else changes after loading but what is made late.
    """

    def __init__(
        self,
        manifest: Manifest,
        diseases: LateRows[Disease],
        lexicon: Lexicon,
        book: ProfileBook,
        sessions: dict[str, Any],
        card: Mapping[str, str],
        synonyms: Mapping[str, Synonyms] = _NO_SYNONYMS,
        folder: Path | None = None,
        reference: bytes | None = None,
    ) -> None:
        self.manifest = manifest
        self.diseases = diseases
        self.lexicon = lexicon
        self.card = card
        self.book = book
        self.systems = Systems(book, lexicon)
        self.costs = FindingCosts(book, lexicon)
        self._scorer = Scorer(manifest, lexicon, sessions)
        self._explainer = Explainer(book, lexicon, diseases, manifest.trust)
        self._lines = Lines(self._explainer, diseases)
        self._groups = Groups(diseases)
        self._referrer = Referrer(diseases)
        self._finder = DiseaseFinder(diseases, synonyms)
        self._pages = Pages(diseases, book, lexicon, self.systems, self._groups, manifest.version)
        self._folder = folder
        self.reference = reference
        # Equal scores rank by id, so that the same case always gets the same list.
        self._by_id = np.argsort(np.argsort(manifest.labels))

    @property
    def version(self) -> str:
        """Names this bundle."""
        return self.manifest.version

    @property
    def orphan_diseases(self) -> int:
        """How many diseases of the catalogue are orphan, counted without making an entry."""
        return sum(map(bool, self.diseases.column("orphan")))

    @property
    def numbers(self) -> tuple[NumericFeature, ...]:
        """The measurements that the cohort model reads."""
        return self.manifest.numbers

    @cached_property
    def parts(self) -> Mapping[str, ModelPart]:
        """What another machine needs to rank as this bundle does; empty where it lies in no folder."""
        return parts_of(self._folder, self.manifest, self.orphan_diseases, len(self.lexicon)) if self._folder else {}

    @classmethod
    def load(cls, folder: Path, signed: bytes | None = None) -> "Bundle":
        """Read a bundle, checking every file first.

        Args:
            folder: the bundle.
            signed: the manifest's bytes whose signature was verified, where one was.

        Raises:
            BundleError: the bundle is incomplete, damaged, or of another format.
        """
        manifest, files = read_sealed(folder, signed)
        with _reading(path := folder / layout.CATALOGUE):
            rows = from_json(files[layout.CATALOGUE])
            if not all(_REQUIRED <= row.keys() <= _ALLOWED for row in rows):
                raise ValueError("an entry lacks a field, or has one that this version does not know")
            if not {row.get("prevalence", PrevalenceClass.UNKNOWN) for row in rows} <= set(PrevalenceClass):
                raise ValueError("an entry has a class of prevalence that this version does not know")
            diseases = LateRows(rows, Disease.model_validate)
            listed = tuple(diseases.column("id"))
        if listed != manifest.labels:
            raise BundleFormatError(
                f"{path} does not list the diseases of the manifest in their order", hint="export the bundle again"
            )
        with _reading(folder / layout.SYNONYMS):  # of later bundles alone; without it diseases are found by their names
            synonyms = _synonyms_of(from_json(files.get(layout.SYNONYMS, b"{}")))
        with _reading(folder / layout.PROFILES_GRAPH):
            book = ProfileBook.of(run(session_of(files[layout.PROFILES_GRAPH])))
        with _reading(folder / layout.LEXICON):
            lexicon = Lexicon.from_json(files[layout.LEXICON].decode(), book.background)
        sessions = {}
        for name in (layout.FINDINGS_GRAPH, layout.RANKER_GRAPH, *([layout.COHORT_GRAPH] if manifest.classes else [])):
            with _reading(folder / name):
                sessions[name] = session_of(files[name])
        return cls(
            manifest,
            diseases,
            lexicon,
            book,
            sessions,
            read_card(folder, files),
            synonyms,
            folder,
            files.get(layout.REFERENCE),
        )

    def differential(
        self,
        case: Case,
        *,
        circumstances: Circumstances = GENETICS,
        top: int = 10,
        explain: bool = True,
        grouped: bool = False,
    ) -> Differential:
        """Rank the catalogue for one case.

        Args:
            case: findings with unknown ids are set aside with a warning; measurements are standardised first, by the
                rules that the training cases went through.
            circumstances: where one asks, course and pregnancy. Sufficiency and the conformal set were measured in a
                genetics clinic alone, with nothing told of region, course and pregnancy, and are given nowhere else.
            top: how many lines to return: diseases, or groups of them.
            explain: whether each comes with its contributions, with what is missing and what is not explained, and all
                with what to ask next. What measurements say by themselves is part of the cohort model's share; a
                finding concluded from one has its own, and so have the person and the setting.
            grouped: whether subtypes of one disease (``domain/subtypes.py`` has the rule) share a line. It is that of
                the best-ranked, which keeps its probability and its rank among all diseases: lines may be ranked
                1, 2, 5. ``subtypes`` lists the others down to the rank of the last line, at least the first 50;
                ``group_probability`` sums over all of them. ``in_set`` and ``conformal_set`` remain statements about
                single diseases by rank: no coverage was measured for groups.

        Raises:
            InputError: the case has neither a finding nor a measurement that is known.
        """
        scored = self._scored(case, circumstances, explain=explain)
        judgement = self._judged(scored, circumstances)
        probability = scored.probability
        with timed("order"):
            first = partial(self.first, scored.score)
            best = first(max(top, LEADING))
            lines = self._groups.lines(best, first, probability, top) if grouped else single_lines(best, top)
        with timed("explain"):
            ranked = self._written(lines, scored, judgement, explain=explain)
        with timed("questions"):
            places = scored.observed_at, scored.excluded_at
            asked = self._explainer.next_findings(probability, best, *places) if explain else None
        return Differential(
            case_id=case.case_id,
            differential=ranked,
            warnings=tuple(scored.known.warnings),
            bundle=self.version,
            setting=circumstances.setting,
            sufficiency=judgement and round(judgement.sufficiency, 4),
            sufficient=judgement and judgement.sufficient,
            conformal_set=judgement and judgement.conformal_set,
            unlisted=judgement and judgement.unlisted and round(judgement.unlisted, 4),
            caution=caution_of(judgement, speaks=scored.speaks),
            next_findings=asked.findings if asked else (),
            stop_asking=asked.stop if asked else None,
        )

    def explain(
        self, case: Case, disease_ids: Sequence[str], *, circumstances: Circumstances = GENETICS
    ) -> ExplainedDiseases:
        """What speaks for and against named diseases, wherever they stand: their lines as ``differential`` has them.

        Args:
            case: as in ``differential``.
            disease_ids: ids of the catalogue, or equivalent ones; each disease is answered once, in this order.
            circumstances: as in ``differential``.

        Raises:
            InputError: the catalogue lacks one of the diseases, or nothing of the case is known.
        """
        places = [self._finder.place(each) for each in disease_ids]
        known = [place for place in places if place is not None]
        if len(known) < len(places):
            raise InputError(
                f"Disease number {places.index(None) + 1} of those asked for is not in this catalogue",
                hint="find it by name: GET /v1/diseases?q=…",
            )
        scored = self._scored(case, circumstances, explain=True)
        judgement = self._judged(scored, circumstances)
        lines = [Line(self.rank(scored.score, place), place) for place in dict.fromkeys(known)]
        with timed("explain"):
            explained = self._written(lines, scored, judgement, explain=True)
        return ExplainedDiseases(
            diseases=explained,
            warnings=tuple(scored.known.warnings),
            bundle=self.version,
        )

    def next_steps(self, case: Case, *, circumstances: Circumstances = GENETICS, limit: int = MOST) -> NextSteps:
        """How to go on: what to ask next, by body system and by cost, when to stop, and who should see the patient.

        Args:
            case: as in ``differential``.
            circumstances: as in ``differential``.
            limit: how many findings to offer; the first are those of ``differential``.

        Raises:
            InputError: nothing of the case is known.
        """
        scored = self._scored(case, circumstances, explain=False)
        judgement = self._judged(scored, circumstances)
        best = self.first(scored.score, LEADING)
        places = scored.observed_at, scored.excluded_at
        with timed("questions"):
            asked = self._explainer.next_findings(scored.probability, best, *places, most=limit)
        sufficient = None if judgement is None else judgement.sufficient
        return NextSteps(
            findings=tuple(map(self._step, asked.findings)),
            stop=asked.stop,
            stop_reason=asked.reason,
            referral=self._referrer.refer(scored.probability, sufficient=sufficient) if scored.speaks else None,
            warnings=tuple(scored.known.warnings),
            bundle=self.version,
        )

    def find_diseases(self, query: str, *, lang: SearchLanguage = "en", limit: int = 10) -> list[DiseaseHit]:
        """Find diseases of the catalogue by name, synonym or id, best first."""
        return self._finder.search(query, lang=lang, limit=limit)

    def knows(self, any_id: str) -> bool:
        """Whether the catalogue has a disease of this id, its own or an equivalent one."""
        return self._finder.place(any_id) is not None

    def disease(self, any_id: str, *, lang: ProseLanguage = "en") -> DiseasePage | None:
        """What is known of a disease by its own id or an equivalent one; ``None`` if the catalogue lacks it."""
        place = self._finder.place(any_id)
        return None if place is None else self._pages.of(place, lang)

    def answer(self, case: Case, circumstances: Circumstances = GENETICS) -> tuple[Array, Array]:
        """Probability and score of every disease of the catalogue, both float32 [D].

        The case is standardised as in ``differential``; unknown findings and measurements are ignored.
        """
        scored = self._scorer.score(self._scorer.understand(case), circumstances, explain=False)
        return scored.probability, scored.score

    def judged_answer(
        self, case: Case, circumstances: Circumstances = GENETICS
    ) -> tuple[Array, Array, Judgement | None]:
        """What ``answer`` says, and how far it is to be trusted; ``None`` where that was not measured."""
        return self._weigh(self._scorer.understand(case), circumstances)

    def weighed(
        self, case: Case, circumstances: Circumstances = GENETICS
    ) -> tuple[Array, Array, Judgement | None] | None:
        """``judged_answer``, or ``None`` where nothing of the case is known."""
        known = self._scorer.understand(case)
        if not known.observed and not known.excluded and not known.measured:
            return None
        return self._weigh(known, circumstances)

    def _weigh(self, known: Understood, circumstances: Circumstances) -> tuple[Array, Array, Judgement | None]:
        scored = self._scorer.score(known, circumstances, explain=False)
        return scored.probability, scored.score, self._judged(scored, circumstances)

    def first(self, score: Array, top: int) -> NDArray[np.int64]:
        """Positions of the best diseases by score [D], ties by id; far down the list, probabilities round to one."""
        candidates = among_largest(score, top)
        order = np.lexsort((self._by_id[candidates], -score[candidates]))
        return candidates[order][:top]

    def rank(self, score: Array, place: int) -> int:
        """Where ``first`` has the disease of a place."""
        tied_before = (score == score[place]) & (self._by_id < self._by_id[place])
        return 1 + int(np.count_nonzero(score > score[place])) + int(np.count_nonzero(tied_before))

    def _scored(self, case: Case, circumstances: Circumstances, *, explain: bool) -> Scored:
        with timed("encode"):
            known = self._scorer.understand_known(case)
        return self._scorer.score(known, circumstances, explain=explain)

    def _judged(self, scored: Scored, circumstances: Circumstances) -> Judgement | None:
        """Trust in an answer, where it was measured."""
        if not circumstances.measured:
            return None
        places = scored.observed_at, scored.excluded_at
        with timed("judge"):
            return self._explainer.judge(scored.probability, *places, speaks=scored.speaks)

    def _written(
        self, lines: Sequence[Line], scored: Scored, judgement: Judgement | None, *, explain: bool
    ) -> tuple[RankedDisease, ...]:
        shown = np.array([line.position for line in lines], dtype=np.int64)
        shares = self._scorer.shares(scored, shown) if explain and lines else None
        in_set = 0 if judgement is None else judgement.conformal_set or 0
        return tuple(self._lines.write(lines, scored, shares, in_set))

    def _step(self, found: NextFinding) -> NextStep:
        position = self.lexicon.position(found.finding_id)
        return NextStep(
            **{name: getattr(found, name) for name in NextFinding.model_fields},
            system=self.systems.of(position),
            cost=self.costs.of(position),
        )


def _synonyms_of(rows: Any) -> Mapping[str, Synonyms]:
    """The other names of diseases as a bundle's file has them: id → language → names.

    Raises:
        ValueError: it is no such file.
    """
    if not isinstance(rows, dict) or not all(isinstance(names, dict) for names in rows.values()):
        raise ValueError("no names by language")
    return rows


@contextmanager
def _reading(path: Path) -> Iterator[None]:
    """A sealed file that still cannot be read is another version's, whatever the library says of it."""
    try:
        yield
    except Exception as error:
        raise BundleFormatError(
            f"{path} cannot be read by this version ({type(error).__name__})",
            hint="export the bundle with this version of hoofbeat",
        ) from error
