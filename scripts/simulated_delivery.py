#!/usr/bin/env python3
"""Write simulated patients as a delivery (JSON lines), to rehearse what real ones would bring about.

simulated_delivery.py FILE [--number N] [--orphans N] [--patients N]

Every number is another delivery, with patients of its own; the same number gives the same patients.
"""

import argparse
from pathlib import Path

from hoofbeat.domain.case import Case
from hoofbeat.jobs.pipeline import PipelineJob
from hoofbeat.knowledge.kept import knowledge_of
from hoofbeat.sources.simulated import Simulation


def main() -> None:
    """Draw, name, write."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("file", type=Path)
    options.add_argument("--number", type=int, default=0)
    options.add_argument("--orphans", type=int, default=30)
    options.add_argument("--patients", type=int, default=6)
    given = options.parse_args()
    simulation = Simulation(orphans=given.orphans, patients=given.patients, seed=given.number)
    (source,) = PipelineJob(output=given.file.parent, simulation=simulation).simulated(knowledge_of())
    with given.file.open("w", encoding="utf-8") as lines:
        for record in source.records():
            case = source.parse(record)
            lines.write(_of(case, given.number).model_dump_json(exclude_defaults=True) + "\n")


def _of(case: Case, number: int) -> Case:
    named = {name: f"{value} of {number}" for name in ("case_id", "group") if (value := getattr(case, name))}
    return case.model_copy(update=named)


if __name__ == "__main__":
    main()
