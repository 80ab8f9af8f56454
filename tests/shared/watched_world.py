"""A small bundle with a reference of invented cases, and days of such cases, stable or drifting."""

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from tempfile import mkdtemp

import numpy as np

from hoofbeat.bundle.runtime.bundle import Bundle
from hoofbeat.bundle.runtime.manifest import REFERENCE, FileSeal
from hoofbeat.domain.case import Case, Finding, Measurement, Sex
from hoofbeat.domain.circumstances import GENETICS, Circumstances, Setting
from hoofbeat.monitoring.windows.answers import CountedAnswers
from hoofbeat.monitoring.windows.cells import CaseCells
from hoofbeat.monitoring.windows.folder import WindowFile
from hoofbeat.monitoring.windows.making import make_reference
from hoofbeat.monitoring.windows.reference import WindowReference
from hoofbeat.monitoring.windows.sketch import Sketch
from invented_cohort import term_id
from small_bundles import change_manifest, small_bundle

FIRST = date(2026, 3, 1)
TEMPERATURE, GLUCOSE = "8310-5", "2345-7"
#: Findings and how many of the cases have each, by default.
PREVALENCE = {term_id(2000 + number): share for number, share in enumerate((0.5, 0.3, 0.2, 0.1, 0.05, 0.02))}

Change = Callable[[Case], Case]


def drawn(count: int, seed: int, prevalence: dict[str, float] = PREVALENCE) -> list[Case]:
    """Cases at random: findings, age (one in ten unknown), sex, temperature and, of half of them, glucose."""
    rng = np.random.default_rng(seed)
    cases = []
    for number in range(count):
        findings = [Finding(id=name) for name, share in prevalence.items() if rng.random() < share]
        values = [Measurement(code=TEMPERATURE, value=round(rng.normal(36.8, 0.3), 1), unit="Cel")]
        if rng.random() < 0.5:
            values.append(Measurement(code=GLUCOSE, value=round(rng.normal(100, 10)), unit="mg/dL"))
        age = None if rng.random() < 0.1 else float(rng.uniform(0, 60))
        sex = Sex.FEMALE if rng.random() < 0.5 else Sex.MALE
        stated = findings or [Finding(id=term_id(2010))]
        cases.append(Case(case_id=f"{number}", age=age, sex=sex, findings=tuple(stated), measurements=tuple(values)))
    return cases


@cache
def watched() -> tuple[Path, Bundle, WindowReference]:
    """The bundle's folder, the bundle and its reference: made once, changed by none."""
    folder = small_bundle(Path(mkdtemp(prefix="hoofbeat-watched-")) / "bundle")
    plain = Bundle.load(folder)
    first = [plain.differential(case, top=1, explain=False).differential[0] for case in drawn(300, 3)]
    answers = CountedAnswers.of(
        [each.disease_id for each in first],
        np.array([each.probability for each in first]),
        np.array([each.orphan for each in first]),
    )
    made = make_reference({"ward": drawn(1500, 1), "clinic": drawn(500, 2)}, plain, {Setting.GENETICS: answers})
    (folder / REFERENCE).write_text(made.to_json(), encoding="utf-8")
    seals = Bundle.load(folder).manifest.files | {REFERENCE: FileSeal.of(folder / REFERENCE)}
    change_manifest(folder, files={name: seal.model_dump() for name, seal in seals.items()})
    bundle = Bundle.load(folder)
    assert bundle.reference is not None
    return folder, bundle, WindowReference.from_json(bundle.reference)


def sketch_of(cases: Sequence[Case], circumstances: Circumstances = GENETICS) -> Sketch:
    """The cases and the bundle's answers to them, counted."""
    _, bundle, reference = watched()
    cells, sketch = CaseCells(reference.layout, bundle), Sketch(reference.layout)
    for case in cases:
        sketch.add(cells.of(case, bundle.differential(case, circumstances=circumstances, top=1, explain=False)))
    return sketch


def days_of(
    count: int, cases: int, seed: int = 7, change: Change = lambda case: case, *, first: date = FIRST, **of: object
) -> dict[date, Sketch]:
    """So many days of so many cases each, each case changed by ``change``."""
    return {
        first + timedelta(days=number): sketch_of([change(case) for case in drawn(cases, seed * 1000 + number, **of)])
        for number in range(count)
    }


def write_days(folder: Path, days: dict[date, Sketch], process: str = "1-aa") -> None:
    """Write days as a service would have."""
    _, bundle, _ = watched()
    for day, sketch in days.items():
        WindowFile(day, bundle.version, {Setting.GENETICS: sketch}).write(folder, process)
