"""What the guard says of confirmed diagnoses, and which of them were right indeed."""

from collections import Counter
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from hoofbeat.jobs.feedback import ReviewJob
from hoofbeat.simulation.house.lifecycle import House
from hoofbeat.simulation.patients.stream import Comer
from hoofbeat.simulation.record.parts import GuardSaid
from hoofbeat.watching.teaching.decisions import Decisions
from hoofbeat.workspace import Workspace


def review(house: House, living: Path, visits: Sequence[Comer], since: date) -> GuardSaid:
    """Let the guard look at what was confirmed, and tell which of it was right indeed.

    Args:
        house: whose store it is.
        living: folder of the bundle that answers.
        visits: all who came so far.
        since: day of the look before; what was confirmed after it is told of.
    """
    ReviewJob(output=house.output, cases=str(house.store), bundle=living, source=house.source).run()
    new = [one for one in Decisions.load(house.output).decided.values() if one.confirmed.date() > since]
    catalogue = Workspace(house.output).knowledge.catalogue
    wrong = {
        (catalogue.canonical(one.told) or one.told, f"physician:{one.house}", one.confirmed)
        for one in visits
        if one.told != one.case.diagnosis
    }
    held = [one for one in new if one.fate == "held"]
    accepted = [one for one in new if one.fate == "accepted"]
    return GuardSaid(
        accepted=len(accepted),
        held=len(held),
        wrong=sum((one.disease, one.reviewer, one.confirmed) in wrong for one in held),
        passed_wrong=sum((one.disease, one.reviewer, one.confirmed) in wrong for one in accepted),
        reasons=dict(Counter(reason.partition(":")[0] for one in held for reason in one.reasons)),
        houses=dict(Counter(one.reviewer.partition(":")[2] for one in held)),
    )
