"""A real server on a free port, over a diagnoser small enough to see through."""

import math
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from time import monotonic, sleep
from typing import TYPE_CHECKING, ClassVar

import httpx
import numpy as np
import pytest
import uvicorn
from pydantic import BaseModel

from hoofbeat.bundle.runtime.bundle import Bundle
from hoofbeat.bundle.runtime.finder import DiseaseFinder, DiseaseHit
from hoofbeat.bundle.runtime.going_on.referral import Referrer
from hoofbeat.bundle.runtime.lexicon import Lexicon, LexiconEntry
from hoofbeat.bundle.runtime.numbers import NumericFeature
from hoofbeat.bundle.runtime.offline.parts import ModelPart
from hoofbeat.bundle.runtime.pages import links_of
from hoofbeat.bundle.runtime.rows import LateRows
from hoofbeat.domain.case import Case
from hoofbeat.domain.circumstances import GENETICS, Circumstances
from hoofbeat.domain.differential import (
    Caution,
    Contribution,
    Differential,
    ExpectedFinding,
    NamedFinding,
    NextFinding,
    RankedDisease,
    Shift,
)
from hoofbeat.domain.disease import Disease
from hoofbeat.domain.disease_page import DiseasePage, ProfileFinding
from hoofbeat.domain.errors import InputError
from hoofbeat.domain.languages import ProseLanguage, SearchLanguage, Wording
from hoofbeat.domain.next_steps import BodySystem, ExplainedDiseases, FindingCost, NextStep, NextSteps
from hoofbeat.monitoring.metrics import ServingMetrics
from hoofbeat.serving.access.doors import Doors
from hoofbeat.serving.app import create_app
from hoofbeat.serving.cases.access import CaseKeeping
from hoofbeat.serving.engine import Diagnoser, Engine
from hoofbeat.serving.rollout.rollout import Rollout
from hoofbeat.serving.settings import ServingSettings
from hoofbeat.standards.standardise import standardise

if TYPE_CHECKING:
    from watched_pages import Watched, playwright

PATIENCE = 20.0

LEXICON = Lexicon(
    [
        LexiconEntry("HP:0001945", Wording(en="Fever", es="Fiebre")),
        LexiconEntry("HP:0012735", Wording(en="Cough", es="Tos")),
        LexiconEntry(
            "HP:0001166", Wording(en="Arachnodactyly", es="Aracnodactilia"), {"en": ("Long slender fingers",)}
        ),
        LexiconEntry("HP:0001083", Wording(en="Ectopia lentis", es="Ectopia del cristalino")),
    ],
    aliases={"HP:0005195": "HP:0012735"},
)

#: Disease → its prior and the findings it has; everything is known of these two, which suffices to test an application.
DISEASES = {
    Disease(
        id="HBD:0000001", names=Wording(en="Pneumonia", es="Neumonía"), orphan=False, icd10=("J18",), cant_miss=True
    ): (
        0.9,
        {"HP:0001945", "HP:0012735"},
    ),
    Disease(
        id="OMIM:154700",
        equivalent_ids=("ORPHA:558",),
        names=Wording(en="Marfan syndrome"),
        orphan=True,
        rule="1 in 5,000",
    ): (
        0.1,
        {"HP:0001166", "HP:0001083"},
    ),
}


ROWS = LateRows([disease.model_dump(mode="json", round_trip=True) for disease in DISEASES], Disease.model_validate)
FINDER = DiseaseFinder(ROWS, {"HBD:0000001": {"es": ["pulmonía"]}})
REFERRER = Referrer(ROWS)
SYSTEM = BodySystem(id="HP:0000118", names=Wording(en="Everything", es="Todo"))


class Manifest(BaseModel):
    """What this diagnoser says of itself."""

    created: str = "2026-11-20T10:00:00Z"
    knowledge_version: str = "hpo-2026-10-01+tables-0123"
    labels: tuple[str, ...] = ("HBD:0000001", "OMIM:154700")
    simulated: bool = False


class TwoDiseases:
    """Ranks two diseases by Bayes' rule: a finding is ten times as likely in the disease that has it.

    Both are as frequent in every setting; as in a bundle, only a genetics clinic is promised anything.
    """

    version = "test-1"
    manifest = Manifest()
    diseases = tuple(DISEASES)
    orphan_diseases = sum(disease.orphan for disease in DISEASES)
    lexicon = LEXICON
    card: ClassVar[dict[str, str]] = {}
    parts: ClassVar[dict[str, ModelPart]] = {}  # it hands out nothing: the page over it does not rank by itself
    numbers = (NumericFeature(code="SITE:arm", unit="cm", names=Wording(en="Arm", es="Brazo")),)

    def differential(
        self,
        case: Case,
        *,
        circumstances: Circumstances = GENETICS,
        top: int = 10,
        explain: bool = True,
        grouped: bool = False,
    ) -> Differential:
        case = standardise(case)
        if not any(finding.id in LEXICON for finding in case.findings):
            raise InputError("None of the findings is known to this model", hint="give HPO ids")
        evidence = {disease: self._contributions(case, disease) for disease in DISEASES}
        scores = {disease: sum(item.value for item in items) for disease, items in evidence.items()}
        total = sum(math.exp(score) for score in scores.values())
        ranked = sorted(scores, key=lambda disease: -scores[disease])[:top]
        judged = circumstances.measured
        enough = judged and len(case.observed) > 1
        unasked = [entry for entry in LEXICON.entries if entry.id not in {finding.id for finding in case.findings}]
        return Differential(
            case_id=case.case_id,
            differential=tuple(
                RankedDisease(
                    rank=rank,
                    disease_id=disease.id,
                    equivalent_ids=disease.equivalent_ids,
                    names=disease.names,
                    orphan=disease.orphan,
                    icd10=disease.icd10,
                    cant_miss=disease.cant_miss,
                    rule=disease.rule,
                    probability=math.exp(scores[disease]) / total,
                    score=scores[disease],
                    contributions=tuple(evidence[disease]) if explain else (),
                    in_set=enough and rank == 1,
                    group_probability=math.exp(scores[disease]) / total if grouped else None,  # neither has a twin
                    expected_missing=tuple(
                        ExpectedFinding(finding_id=entry.id, names=entry.names, frequency=0.6)
                        for entry in unasked
                        if entry.id in DISEASES[disease][1]
                    ),
                    unexplained=tuple(
                        NamedFinding(finding_id=entry.id, names=entry.names)
                        for entry in LEXICON.entries
                        if entry.id in case.observed and entry.id not in DISEASES[disease][1]
                    ),
                )
                for rank, disease in enumerate(ranked, start=1)
            ),
            warnings=(
                *(note for note in case.notes if note.endswith("set aside")),
                *(
                    f"{finding.id} is not known to this model: set aside"
                    for finding in case.findings
                    if finding.id not in LEXICON
                ),
            ),
            bundle=self.version,
            setting=circumstances.setting,
            sufficiency=(0.9 if enough else 0.2) if judged else None,
            sufficient=enough if judged else None,
            conformal_set=1 if enough else None,
            caution=Caution(kind="too little", texts=Wording(en="Too little.", es="Muy poco."))
            if judged and not enough
            else None,
            next_findings=tuple(self._question(entry) for entry in unasked) if explain else (),
            stop_asking=not unasked if explain else None,
        )

    def explain(
        self, case: Case, disease_ids: Sequence[str], *, circumstances: Circumstances = GENETICS
    ) -> ExplainedDiseases:
        answer = self.differential(case, circumstances=circumstances)
        asked = [ROWS[place].id for each in disease_ids if (place := FINDER.place(each)) is not None]
        lines = {line.disease_id: line for line in answer.differential}
        return ExplainedDiseases(
            diseases=tuple(lines[each] for each in dict.fromkeys(asked)), warnings=answer.warnings, bundle=self.version
        )

    def next_steps(self, case: Case, *, circumstances: Circumstances = GENETICS, limit: int = 10) -> NextSteps:
        answer = self.differential(case, circumstances=circumstances)
        by_id = {line.disease_id: line.probability for line in answer.differential}
        shares = np.array([by_id[disease.id] for disease in ROWS], dtype=np.float32)
        return NextSteps(
            findings=tuple(
                NextStep(**{name: getattr(found, name) for name in NextFinding.model_fields}, system=SYSTEM, cost=cost)
                for found, cost in zip(answer.next_findings[:limit], list(FindingCost) * limit, strict=False)
            ),
            stop=bool(answer.stop_asking),
            stop_reason=Wording(en="Nothing is left.", es="No queda nada.") if answer.stop_asking else None,
            referral=REFERRER.refer(shares, sufficient=answer.sufficient),
            warnings=answer.warnings,
            bundle=self.version,
        )

    def find_diseases(self, query: str, *, lang: SearchLanguage = "en", limit: int = 10) -> list[DiseaseHit]:
        return FINDER.search(query, lang=lang, limit=limit)

    def knows(self, any_id: str) -> bool:
        return FINDER.place(any_id) is not None

    def disease(self, any_id: str, *, lang: ProseLanguage = "en") -> DiseasePage | None:
        place = FINDER.place(any_id)
        if place is None:
            return None
        disease = ROWS[place]
        return DiseasePage(
            **{name: getattr(disease, name) for name in Disease.model_fields},
            links=links_of(disease, lang),
            profile=tuple(
                ProfileFinding(finding_id=entry.id, names=entry.names, frequency=0.6, system=SYSTEM)
                for entry in LEXICON.entries
                if entry.id in DISEASES[disease][1]
            ),
            bundle=self.version,
        )

    @staticmethod
    def _question(entry: LexiconEntry) -> NextFinding:
        shifts = [
            Shift(disease_id=d.id, names=d.names, before=0.5, after=0.9 if entry.id in has else 0.1)
            for d, (_, has) in DISEASES.items()
        ]
        return NextFinding(
            finding_id=entry.id,
            names=entry.names,
            gain=0.5,
            probability=0.5,
            if_present=tuple(shifts),
            if_absent=tuple(shift.model_copy(update={"after": 1 - shift.after}) for shift in shifts),
        )

    def _contributions(self, case: Case, disease: Disease) -> list[Contribution]:
        prior, has = DISEASES[disease]
        items = [
            Contribution(
                kind="prior", names=Wording(en="How common it is", es="Lo frecuente que es"), value=math.log(prior)
            )
        ]
        for finding in case.findings:
            entry = LEXICON.get(finding.id)
            if entry is None:
                continue
            sign = 1 if (entry.id in has) != finding.excluded else -1
            kind = "excluded" if finding.excluded else "observed"
            items.append(
                Contribution(
                    kind=kind,
                    finding_id=entry.id,
                    names=entry.names,
                    value=sign * math.log(10) / 2,
                )
            )
        return items


@pytest.fixture
def two_diseases() -> TwoDiseases:
    return TwoDiseases()


@contextmanager
def serving(
    bundle: Diagnoser | Engine,
    settings: ServingSettings | None = None,
    metrics: ServingMetrics | None = None,
    cases: CaseKeeping | None = None,
    doors: Doors | None = None,
    rollout: Rollout | None = None,
) -> Iterator[str]:
    """Serve in a thread until the block ends; yields the address."""
    app = create_app(bundle, settings, metrics, cases, doors, rollout=rollout)
    config = uvicorn.Config(app, port=0, access_log=False, log_config=None, ws="none")
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    deadline = monotonic() + PATIENCE
    while not server.started:
        assert thread.is_alive(), "the server ended before it answered"
        assert monotonic() < deadline, "the server did not start"
        sleep(0.01)
    try:
        port = server.servers[0].sockets[0].getsockname()[1]
        yield f"http://127.0.0.1:{port}"
    finally:
        server.should_exit = True
        thread.join(PATIENCE)


@pytest.fixture(scope="package")
def address() -> Iterator[str]:
    """A server over :class:`TwoDiseases`."""
    with serving(TwoDiseases()) as url:
        yield url


@pytest.fixture(scope="package")
def demonstration(demo_bundle: Path) -> Bundle:
    """The bundle of the demonstration."""
    return Bundle.load(demo_bundle)


@pytest.fixture(scope="package")
def demonstrating(demonstration: Bundle) -> Iterator[str]:
    """A server over the demonstration; it keeps no cases."""
    with serving(demonstration) as url:
        yield url


@pytest.fixture
def client(address: str) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=address, timeout=60) as http:
        yield http


@pytest.fixture
def serve() -> Iterator[Callable[..., httpx.Client]]:
    """Start another server, as :func:`serving`, and get a client for it."""
    with ExitStack() as stack:

        def start(
            bundle: Diagnoser | Engine,
            settings: ServingSettings | None = None,
            metrics: ServingMetrics | None = None,
            cases: CaseKeeping | None = None,
            doors: Doors | None = None,
            rollout: Rollout | None = None,
        ) -> httpx.Client:
            url = stack.enter_context(serving(bundle, settings, metrics, cases, doors, rollout))
            return stack.enter_context(httpx.Client(base_url=url, timeout=60))

        yield start


@pytest.fixture(scope="module")
def browser() -> Iterator["playwright.Browser"]:
    from watched_pages import started  # skips here, and only what needs a browser, where playwright is missing

    with started() as instance:
        yield instance


@pytest.fixture
def watched(browser: "playwright.Browser", address: str) -> Iterator["Watched"]:
    from watched_pages import watching

    with watching(browser, address) as page:
        yield page
