"""A month's patients are asked about: answers are counted into windows, and held against what is right."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from hoofbeat.bundle.runtime.bundle import Bundle
from hoofbeat.console import track
from hoofbeat.domain.circumstances import Circumstances, Setting
from hoofbeat.domain.errors import InputError
from hoofbeat.monitoring.windows.book import WindowBook
from hoofbeat.simulation.house.servers import Service
from hoofbeat.simulation.patients.stream import Comer
from hoofbeat.simulation.record.accuracy import Accuracy, Answered, Share
from hoofbeat.simulation.record.parts import Served
from hoofbeat.watching.outcomes.followed import Followed
from hoofbeat.watching.outcomes.judged import JudgedAnswer, judge_cases


def count(visits: Sequence[Comer], living: Bundle, folder: Path) -> None:
    """Count the answers of a month into the windows of their days, as the service does.

    Args:
        visits: patients, the first to come first.
        living: the bundle that answers.
        folder: of the windows; what an earlier try left of these days is taken away first.
    """
    days = sorted({one.day for one in visits})
    for day in days:
        for path in folder.glob(f"{day.isoformat()}.*"):
            path.unlink()
    today: list[date] = days[:1]
    book = WindowBook(folder, today=lambda: today[0], seconds=0)
    for one in track(visits, "Answering"):
        if one.day != today[0]:
            book.write()
            today[0] = one.day
        where = Circumstances(setting=one.setting)
        try:
            answer = living.differential(one.asked, circumstances=where, top=10, explain=False)
        except InputError:  # nothing that is known is told of the patient
            continue
        book.add(living, one.asked, answer)
    book.close()


def answered(visits: Sequence[Comer], living: Bundle, never: Bundle) -> list[Answered]:
    """The answers of both bundles, before either has learned from these patients, as far as they can be answered."""
    found = []
    for setting in Setting:
        asked = [one for one in visits if one.setting is setting]
        if not asked:
            continue
        where = Circumstances(setting=setting)
        true = [_followed(one, one.case.diagnosis) for one in asked]
        now = judge_cases(living, true, where)
        first = now if living is never else judge_cases(never, true, where)
        wrong = [number for number, one in enumerate(asked) if one.told != one.case.diagnosis]
        claims = [_followed(asked[number], asked[number].told) for number in wrong]
        told = judge_cases(living, claims, where) if claims else []
        as_told = dict(zip(wrong, told, strict=True))
        for number, (one, new, old) in enumerate(zip(asked, now, first, strict=True)):
            outcome = as_told.get(number, new)
            if new is not None and old is not None and outcome is not None:
                found.append(
                    Answered(
                        day=one.day, house=one.house, setting=one.setting, orphan=old.orphan, unlisted=one.unlisted,
                        rank=new.rank, never_rank=old.rank, outcome=replace(outcome, confirmed=one.confirmed),
                    )
                )  # fmt: skip
    return sorted(found, key=lambda each: (each.day, each.outcome.registered))


def accuracy_of(answers: Sequence[Answered]) -> dict[str, Accuracy]:
    """Of all, of orphan and common diseases, and of those that the knowledge lacks, as far as any came."""
    groups = {
        "all": list(answers),
        "orphan": [one for one in answers if one.orphan],
        "common": [one for one in answers if not one.orphan],
        "new diseases": [one for one in answers if one.unlisted],
    }
    return {name: _accuracy(its) for name, its in groups.items() if its}


def outcomes_until(answers: Sequence[Answered], until: date) -> list[JudgedAnswer]:
    """What the house knows at the end of a day: labels that come later are not there yet."""
    known = (one.outcome for one in answers if one.day <= until)
    return [
        one if one.confirmed is not None and one.confirmed.date() <= until else replace(one, confirmed=None)
        for one in known
    ]


def served(visits: Sequence[Comer], bundle: Bundle, service: Service, *, changed: bool) -> Served:
    """Ask the running service: it answers as the bundle in production does.

    Args:
        visits: whom to ask about.
        bundle: the bundle in production.
        service: the service.
        changed: whether the bundle was put there just now.
    """
    seconds = service.follows(bundle.version, _body_of(visits[0]))
    same = 0
    for one in visits:
        told = service.differential(_body_of(one))
        where = Circumstances(setting=one.setting)
        own = bundle.differential(one.asked, circumstances=where, top=1, explain=False)
        same += told["differential"][0]["disease_id"] == own.differential[0].disease_id
    return Served(asked=len(visits), same=same, bundle=bundle.version, seconds=seconds if changed else None)


def _body_of(one: Comer) -> dict[str, Any]:
    """A patient as a request to the service."""
    case = one.asked
    return {
        "age": case.age,
        "sex": case.sex.value,
        "setting": one.setting.value,
        "top": 1,
        "findings": [{"id": each.id, "excluded": each.excluded} for each in case.findings],
        "measurements": [{"code": each.code, "value": each.value, "unit": each.unit} for each in case.measurements],
    }


def _followed(one: Comer, disease: str | None) -> Followed:
    return Followed(one.asked, one.registered, one.confirmed or one.registered, disease, source=one.house)


def _accuracy(its: Sequence[Answered]) -> Accuracy:
    def share(ranks: list[int], k: int) -> Share:
        return Share(n=sum(1 <= rank <= k for rank in ranks), of=len(ranks))

    now, never = [one.rank for one in its], [one.never_rank for one in its]
    return Accuracy(top_1=share(now, 1), top_10=share(now, 10), never_1=share(never, 1), never_10=share(never, 10))
