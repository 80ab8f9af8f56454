"""``hoofbeat feedback``: which confirmed cases may teach, and what waits for a person's look."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

from pydantic import BaseModel, ConfigDict

from hoofbeat.bundle.runtime.bundle import Bundle
from hoofbeat.console import stage
from hoofbeat.domain.case import Case
from hoofbeat.domain.errors import InputError
from hoofbeat.intake.loose import read_cases
from hoofbeat.lake.gold import read_cohort
from hoofbeat.lake.pseudonyms import Pseudonyms
from hoofbeat.models.teaching import Teaching
from hoofbeat.trained.folding import with_cases
from hoofbeat.trained.kept_ranking import KeptRanking
from hoofbeat.watching.outcomes.followed import EventSource, Followed, event_texts, followed_events
from hoofbeat.watching.outcomes.judged import judge_cases
from hoofbeat.watching.teaching.decisions import Decision, Decisions, Fate
from hoofbeat.watching.teaching.guard import Confirmed, FeedbackLimits, hold
from hoofbeat.watching.teaching.persons import persons_of
from hoofbeat.watching.teaching.profile_moves import moved_since
from hoofbeat.watching.teaching.series import Earlier
from hoofbeat.workspace import Workspace


class Reviewed(NamedTuple):
    """The numbers of a review.

    Every event that is ``read`` is ``passed`` over, ``quarantined``, or of a confirmed case that is ``accepted``,
    ``held`` or ``rejected``. Passed are events that a later one replaced, that withdrew a case, or confirm nothing.
    """

    read: int
    passed: int
    accepted: int
    held: int
    rejected: int
    quarantined: int


class _FeedbackJob(BaseModel):
    """Something done about confirmed cases.

    Attributes:
        output: run directory.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    output: Path


class ReviewJob(_FeedbackJob):
    """Hold what should not teach before a person has looked, and accept the rest.

    From then on gold takes no confirmed case of the source that was not accepted.

    Attributes:
        cases: log or address of a case store.
        bundle: bundle that says how plausible a diagnosis is; ``<output>/bundle`` if not given.
        lake: address of the lake, if it is not in the run directory.
        source: name of the case store in the lake.
        limits: what passes.
    """

    cases: str
    bundle: Path | None = None
    lake: str | None = None
    source: str = "app"
    limits: FeedbackLimits = FeedbackLimits()

    def run(self) -> Reviewed:
        """Decide on every confirmed case that is new, and keep what was decided.

        Raises:
            InputError: nothing was ingested there, or the decisions cannot be read.
            BundleError: the bundle cannot be read.
            SourceError: the log cannot be read.
            LakeError: the lake cannot be read.
        """
        work = Workspace(self.output, self.lake)
        with stage("Loading the bundle"):
            bundle = Bundle.load(self.bundle or work.bundle)
        texts, before = list(event_texts(self.cases)), Decisions.load(self.output)
        key, refused = work.open_lake().key(self.output), list[str]()
        source = EventSource(texts, name=self.source, resolve=work.knowledge.ontology.resolve)
        newest: dict[str, Case] = {}
        for case in read_cases(source, key, refused):
            known = newest.get(case.case_id)
            if known is None or known.revision < case.revision:
                newest[case.case_id] = case
        standing = {id_: case for id_, case in newest.items() if case.diagnosis and not case.withdrawn}
        pseudonyms = Pseudonyms(key)
        followed = {
            pseudonyms.of(self.source, one.case.case_id): one
            for one in followed_events(texts, bundle.lexicon.resolve)
            if one.confirmed
        }
        new = [id_ for id_ in standing if not _decided(before, standing[id_]) and id_ in followed]
        waiting = self._confirmed(bundle, standing, followed, sorted(new, key=lambda id_: (_at(followed[id_]), id_)))
        accepted = [standing[id_] for id_ in standing if _accepted(before, standing[id_])]
        teaching = Teaching.of(work.knowledge, with_cases(work.cohort, accepted, self.source))
        new_ids = {one.case.case_id for one in waiting}
        counted = [
            (disease or "", case)
            for disease, case in zip(teaching.cohort.diseases, teaching.cohort.cases, strict=True)
            if case.case_id not in new_ids
        ]

        looked_at = [case for case in accepted if before.decided[case.case_id].by == "operator"]

        def moved(cases: Sequence[Confirmed]) -> Mapping[str, float]:
            return moved_since(
                self._looked_at(work, looked_at), [*counted, *((one.disease, one.case) for one in cases)]
            )

        # What is corrected speaks for itself again, and what was withdrawn no longer.
        decided_before = (one for id_, one in before.decided.items() if id_ in standing and id_ not in new_ids)
        earlier = [Earlier(one.source, one.reviewer, one.confirmed, one.implausible) for one in decided_before]
        reasons = hold(waiting, counted, persons_of(work.knowledge), moved, self.limits, earlier)
        now = datetime.now(UTC)
        decided = {
            one.case.case_id: _decision(one, "held" if why else "accepted", why, now)
            for one, why in zip(waiting, reasons, strict=True)
        }
        kept = Decisions(sources=(self.source,), decided=decided).keep(self.output)
        fates = [kept.decided[id_].fate for id_ in standing if id_ in kept.decided]
        return Reviewed(
            read=len(texts),
            passed=len(texts) - len(refused) - len(fates),
            accepted=fates.count("accepted"),
            held=fates.count("held"),
            rejected=fates.count("rejected"),
            quarantined=len(refused),
        )

    def _looked_at(self, work: Workspace, cases: Sequence[Case]) -> Teaching:
        """What the training knew, and what a person accepted since; all of gold where nothing was exported."""
        try:
            cohort = read_cohort(work.lake, KeptRanking.load(work.training).data_version)
        except InputError:
            cohort = work.cohort
        return Teaching.of(work.knowledge, with_cases(cohort, cases, self.source))

    def _confirmed(
        self, bundle: Bundle, standing: Mapping[str, Case], followed: Mapping[str, Followed], ids: Sequence[str]
    ) -> list[Confirmed]:
        asked = [replace(followed[id_], case=standing[id_], disease=standing[id_].diagnosis) for id_ in ids]
        return [
            Confirmed(
                case=one.case,
                confirmed=_at(one),
                source=self.source,
                reviewer=one.reviewer,
                basis=one.basis,
                disease=judged.disease if judged else one.disease or "",
                rank=judged.rank if judged else 0,
                of=len(bundle.manifest.labels),
            )
            for one, judged in zip(asked, judge_cases(bundle, asked), strict=True)
        ]


class ListFeedbackJob(_FeedbackJob):
    """List what was decided.

    Attributes:
        fate: the one fate that is listed; all if not given.
    """

    fate: Fate | None = None

    def run(self) -> list[Decision]:
        """Decisions, the first confirmed first.

        Raises:
            InputError: they cannot be read.
        """
        decided = Decisions.load(self.output).decided.values()
        chosen = [one for one in decided if self.fate in (None, one.fate)]
        return sorted(chosen, key=lambda one: (one.confirmed, one.case_id))


class DecideJob(_FeedbackJob):
    """Accept or reject a case by hand.

    Attributes:
        case_id: its pseudonym, as listed, or the beginning of it.
        fate: ``accepted`` or ``rejected``.
    """

    case_id: str
    fate: Fate

    def run(self) -> Decision:
        """The decision, which counts from the next gold on.

        Raises:
            InputError: no case, or more than one, has an id that begins so.
        """
        decided = Decisions.load(self.output)
        found = [one for id_, one in decided.decided.items() if id_.startswith(self.case_id)]
        if len(found) != 1:
            raise InputError(
                f"{len(found) or 'no'} reviewed cases have an id that begins so",
                hint="see the ids with `hoofbeat feedback list`",
            )
        update = {"fate": self.fate, "by": "operator", "decided": datetime.now(UTC)}
        decision = found[0].model_copy(update=update)
        Decisions(decided={decision.case_id: decision}).keep(self.output)
        return decision


def _at(followed: Followed) -> datetime:
    return followed.confirmed or followed.registered


def _decided(before: Decisions, case: Case) -> bool:
    known = before.decided.get(case.case_id)
    return known is not None and known.revision == case.revision


def _accepted(before: Decisions, case: Case) -> bool:
    return _decided(before, case) and before.decided[case.case_id].fate == "accepted"


def _decision(one: Confirmed, fate: Fate, reasons: Sequence[str], now: datetime) -> Decision:
    return Decision(
        case_id=one.case.case_id,
        revision=one.case.revision,
        fate=fate,
        reasons=tuple(reasons),
        disease=one.disease,
        source=one.source,
        reviewer=one.reviewer,
        basis=one.basis,
        confirmed=one.confirmed,
        decided=now,
    )
