"""Reading a bundle and answering with it: NumPy and ONNX Runtime, no model code."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import onnxruntime
from numpy.typing import NDArray
from pydantic_core import from_json

from hoofbeat.bundle.runtime import manifest as layout
from hoofbeat.bundle.runtime.card import read_card
from hoofbeat.bundle.runtime.circumstances import rows_of
from hoofbeat.bundle.runtime.explanation import Explainer, caution_of
from hoofbeat.bundle.runtime.groups import Groups, Line, single_lines
from hoofbeat.bundle.runtime.lexicon import Lexicon
from hoofbeat.bundle.runtime.manifest import Manifest, read_sealed
from hoofbeat.bundle.runtime.numbers import NumericFeature, number_row
from hoofbeat.bundle.runtime.profiles import ProfileBook
from hoofbeat.bundle.runtime.questions import LEADING
from hoofbeat.bundle.runtime.rows import LateRows
from hoofbeat.domain.case import Case
from hoofbeat.domain.circumstances import GENETICS, Circumstances
from hoofbeat.domain.differential import Contribution, Differential, RankedDisease
from hoofbeat.domain.disease import Disease, PrevalenceClass
from hoofbeat.domain.errors import BundleFormatError, InputError
from hoofbeat.domain.languages import Wording
from hoofbeat.standards.analytes import analyte
from hoofbeat.standards.standardise import standardise, unheard

#: Contributions that are no finding, by kind, in the order they are told.
_WITHOUT_FINDING = {
    "pattern": Wording(
        en="How well the whole picture fits the profile", es="Cómo encaja el cuadro completo con el perfil"
    ),
    "cohort": Wording(en="Model trained on confirmed cases", es="Modelo entrenado con casos confirmados"),
    "person": Wording(en="Age, sex, pregnancy and course", es="Edad, sexo, embarazo y evolución"),
    "setting": Wording(
        en="How frequent it is where one asks, and how common diseases explain the case beside orphan ones",
        es="Qué tan frecuente es donde se consulta, y cómo explican el caso las enfermedades comunes frente a las "
        "huérfanas",
    ),
    "prior": Wording(
        en="Frequency among known patients and breadth of the profile", es="Frecuencia conocida y amplitud del perfil"
    ),
}

#: Scores that standardising adds itself: nobody sent them, so nobody misses them.
_OWN_SCORES = "HBM:"

#: What every entry of a catalogue states; the rest is read when an answer names it.
_REQUIRED = {name for name, field in Disease.model_fields.items() if field.is_required()}

Array = NDArray[np.float32]


class Bundle:
    """A loaded bundle: answers cases, and knows what it is made of.

    Thread-safe: ONNX Runtime sessions may be shared, and nothing else changes after loading.
    """

    def __init__(
        self,
        manifest: Manifest,
        diseases: LateRows[Disease],
        lexicon: Lexicon,
        book: ProfileBook,
        sessions: dict[str, Any],
        card: Mapping[str, str],
    ) -> None:
        self.manifest = manifest
        self.diseases = diseases
        self.lexicon = lexicon
        self.card = card
        self._sessions = sessions
        self._explainer = Explainer(book, lexicon, diseases, manifest.trust)
        self._groups = Groups(diseases)
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
            if not all(_REQUIRED <= row.keys() <= Disease.model_fields.keys() for row in rows):
                raise ValueError("an entry lacks a field, or has one that this version does not know")
            if not {row.get("prevalence", PrevalenceClass.UNKNOWN) for row in rows} <= set(PrevalenceClass):
                raise ValueError("an entry has a class of prevalence that this version does not know")
            diseases = LateRows(rows, Disease.model_validate)
            listed = tuple(diseases.column("id"))
        if listed != manifest.labels:
            raise BundleFormatError(
                f"{path} does not list the diseases of the manifest in their order", hint="export the bundle again"
            )
        with _reading(folder / layout.LEXICON):
            lexicon = Lexicon.from_json(files[layout.LEXICON].decode())
        with _reading(folder / layout.PROFILES_GRAPH):
            book = ProfileBook.of(_run(_session(files[layout.PROFILES_GRAPH])))
        sessions = {}
        for name in (layout.FINDINGS_GRAPH, layout.RANKER_GRAPH, *([layout.COHORT_GRAPH] if manifest.classes else [])):
            with _reading(folder / name):
                sessions[name] = _session(files[name])
        return cls(manifest, diseases, lexicon, book, sessions, read_card(folder, files))

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
        case = standardise(case)
        observed, excluded, warnings = self._known(case)
        measured, set_aside = self._measured(case)
        warnings += set_aside
        if not observed and not excluded and not measured:
            raise InputError(
                "None of the findings is known to this model"
                if case.findings
                else "The case has no finding, observed or excluded"
                + (f", and its measurements lead to none: {'; '.join(warnings)}" if warnings else ""),
                hint=(
                    "give the age, which reference ranges depend on; or "
                    if case.age is None and case.measurements
                    else ""
                )
                + f"give HPO ids of {self.manifest.knowledge_version}; GET /v1/findings searches them by name",
            )
        if not observed:
            rests_on = [
                *(["what was excluded"] if excluded else []),
                *(["measurements"] if measured else []),
                "how frequent diseases are",
            ]
            warnings.append(f"No observed finding: the ranking rests on {' and on '.join(rests_on)}")
        answer = self._score(observed, excluded, case, circumstances, explain=explain)
        probability, places = answer["probability"], (self._places(observed), self._places(excluded))
        speaks = measured or bool(answer["speaks"]) or not set(self.manifest.features).isdisjoint(observed)
        judgement = self._explainer.judge(probability, *places, speaks=speaks) if circumstances.measured else None
        best = self.first(answer["score"], len(self.diseases) if grouped else max(top, LEADING))
        lines = self._groups.lines(best, probability, top) if grouped else single_lines(best, top)
        ranked = tuple(
            self._ranked(
                line,
                answer,
                in_set=judgement is not None and line.rank <= (judgement.conformal_set or 0),
                **(self._explained(line.position, answer, observed, excluded) if explain else {}),
            )
            for line in lines
        )
        asked = self._explainer.next_findings(probability, best, *places) if explain else None
        return Differential(
            case_id=case.case_id,
            differential=ranked,
            warnings=tuple(warnings),
            bundle=self.version,
            setting=circumstances.setting,
            sufficiency=judgement and round(judgement.sufficiency, 4),
            sufficient=judgement and judgement.sufficient,
            conformal_set=judgement and judgement.conformal_set,
            unlisted=judgement and judgement.unlisted and round(judgement.unlisted, 4),
            caution=caution_of(judgement, speaks=speaks),
            next_findings=asked.findings if asked else (),
            stop_asking=asked.stop if asked else None,
        )

    def answer(self, case: Case, circumstances: Circumstances = GENETICS) -> tuple[Array, Array]:
        """Probability and score of every disease of the catalogue, both float32 [D].

        The case is standardised as in ``differential``; unknown findings and measurements are ignored.
        """
        case = standardise(case)
        observed, excluded, _ = self._known(case)
        answer = self._score(observed, excluded, case, circumstances, explain=False)
        return answer["probability"], answer["score"]

    def _known(self, case: Case) -> tuple[list[str], list[str], list[str]]:
        """Current ids of observed and excluded findings, each once, and what was set aside.

        In the order of their ids: sums of floats depend on an order, and what was typed first must change no answer.
        """
        sides: dict[str, bool] = {}
        warnings = list(case.notes)
        for finding in case.findings:
            current = self.lexicon.resolve(finding.id)
            if current is None:
                warnings.append(f"{finding.id} is not known to this model: set aside")
            elif sides.setdefault(current, finding.excluded) and not finding.excluded:
                sides[current] = False  # observed once is observed
        observed = sorted(finding_id for finding_id, is_excluded in sides.items() if not is_excluded)
        excluded = sorted(finding_id for finding_id, is_excluded in sides.items() if is_excluded)
        return observed, excluded, warnings

    def _measured(self, case: Case) -> tuple[bool, list[str]]:
        """Whether the cohort model reads any measurement of the case, and which measurements nothing reads."""
        units = {number.code: number.unit for number in self.manifest.numbers}
        concluded = {finding.derived_from for finding in case.findings}
        silent = unheard(case)
        used, warnings = False, []
        for code, unit in dict.fromkeys((measurement.code, measurement.unit) for measurement in case.measurements):
            if units.get(code) == unit:
                used = True
            elif code in units:
                warnings.append(f"{code} is given in another unit than this model's {units[code]}: set aside")
            elif code in silent and code not in concluded:
                follows = f"no finding follows from its value ({silent[code]})"
                warnings.append(f"{code} is no column of this model, and {follows}: set aside")
            elif analyte(code) is None and not code.startswith(_OWN_SCORES):
                warnings.append(f"{code} is no column of this model, and no finding follows from its value: set aside")
        return used, warnings

    def _places(self, finding_ids: list[str]) -> NDArray[np.int64]:
        return np.array([self.lexicon.position(finding_id) for finding_id in finding_ids], dtype=np.int64)

    def _score(
        self, observed: list[str], excluded: list[str], case: Case, circumstances: Circumstances, *, explain: bool
    ) -> dict[str, Array]:
        """Outputs of the graph that ranks, the shares only if one explains; and whether any finding ``speaks``."""
        evidence = _run(
            self._sessions[layout.FINDINGS_GRAPH],
            observed=np.array([self.lexicon.position(finding_id) for finding_id in observed], dtype=np.int64),
            excluded=np.array([self.lexicon.position(finding_id) for finding_id in excluded], dtype=np.int64),
            numbers=number_row(case, self.manifest.numbers),
        )
        shares: dict[str, NDArray[Any]] = {name: told for name, told in evidence.items() if name != "features"}
        if "covered" in shares:
            shares |= {"circumstances": rows_of(case, circumstances), "explain": np.array(explain)}
        if self.manifest.classes:
            shares |= _run(self._sessions[layout.COHORT_GRAPH], features=evidence["features"])
        told = [evidence[name] for name in ("support", "observed_common") if name in evidence]
        answer = _run(self._sessions[layout.RANKER_GRAPH], **shares)
        return answer | {"speaks": np.array(any((each > 0).any() for each in told))}

    def first(self, score: Array, top: int) -> NDArray[np.int64]:
        """Positions of the best diseases by score [D], ties by id; far down the list, probabilities round to one."""
        top = min(top, len(score))
        threshold = np.partition(score, -top)[-top]
        candidates = np.flatnonzero(score >= threshold)
        order = np.lexsort((self._by_id[candidates], -score[candidates]))
        return candidates[order][:top]

    def _ranked(self, line: Line, answer: dict[str, Array], **more: Any) -> RankedDisease:
        disease = self.diseases[line.position]
        return RankedDisease(
            rank=line.rank,
            disease_id=disease.id,
            probability=min(float(answer["probability"][line.position]), 1.0),
            score=float(answer["score"][line.position]),
            subtypes=line.subtypes,
            group_probability=line.group_probability,
            **more,
            **{name: getattr(disease, name) for name in Disease.model_fields if name != "id"},
        )

    def _explained(
        self, position: int, answer: dict[str, Array], observed: list[str], excluded: list[str]
    ) -> dict[str, Any]:
        """Fields of a ranked disease that say why it stands there."""
        places = self._places(observed)
        return {
            "contributions": self._contributions(position, answer, observed, excluded),
            "expected_missing": self._explainer.expected_missing(position, places, self._places(excluded)),
            "unexplained": self._explainer.unexplained(places, answer["support_share"][:, position]),
        }

    def _contributions(
        self, position: int, answer: dict[str, Array], observed: list[str], excluded: list[str]
    ) -> tuple[Contribution, ...]:
        """Shares of the score, the strongest finding first, then re-ranker, cohort model, prior, person and setting."""
        shares = [
            self._of_finding(kind, finding_id, float(value))
            for kind, ids, name in (("observed", observed, "support_share"), ("excluded", excluded, "absence_share"))
            for finding_id, value in zip(ids, answer[name][:, position], strict=True)
        ]
        shares.sort(key=lambda share: -abs(share.value))
        for kind, names in _WITHOUT_FINDING.items():
            share = answer.get(f"{kind}_share")
            value = 0.0 if share is None else float(share[position])
            if value:
                shares.append(Contribution(kind=kind, names=names, value=value))
        return tuple(shares)

    def _of_finding(self, kind: str, finding_id: str, value: float) -> Contribution:
        entry = self.lexicon.entries[self.lexicon.position(finding_id)]
        return Contribution(kind=kind, finding_id=finding_id, names=entry.names, value=value)


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


def _session(graph: bytes | Path) -> Any:
    options = onnxruntime.SessionOptions()
    # One case is little work: threads would cost more than they give, and requests already run side by side.
    options.intra_op_num_threads = 1
    options.inter_op_num_threads = 1
    options.log_severity_level = 3
    return onnxruntime.InferenceSession(graph, options, providers=["CPUExecutionProvider"])


def _run(session: Any, **inputs: NDArray[Any]) -> dict[str, Array]:
    """Outputs of a graph by name."""
    names = [output.name for output in session.get_outputs()]
    return dict(zip(names, session.run(names, inputs), strict=True))
