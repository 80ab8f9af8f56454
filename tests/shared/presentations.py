"""Presentations of patients in tables that a physician can read, and how a bundle ranks the disease they tell of."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from hoofbeat.bundle.runtime.bundle import Bundle
from hoofbeat.domain.case import Case, Finding, Measurement, Sex
from hoofbeat.domain.circumstances import Circumstances, Course, Region, Setting
from hoofbeat.domain.differential import RankedDisease

FOLDER = Path(__file__).resolve().parents[1] / "behaviour"

#: What a message shows of a differential.
_SHOWN = 5


@dataclass(frozen=True)
class Person:
    """Somebody of whom age (years), sex and perhaps pregnancy are known."""

    age: float
    sex: Sex
    pregnant: bool | None = None

    @classmethod
    def of(cls, text: str) -> "Person":
        """Read ``29 female pregnant``; years, sex, and nothing or ``pregnant`` or ``not pregnant``."""
        age, sex, *pregnancy = text.split()
        return cls(float(age), Sex(sex), None if not pregnancy else pregnancy == ["pregnant"])

    def __str__(self) -> str:
        pregnancy = {None: "", True: ", pregnant", False: ", not pregnant"}[self.pregnant]
        return f"{self.sex.value} of {self.age:g} years{pregnancy}"


@dataclass(frozen=True)
class Presentation:
    """What is told of a patient, and where.

    ``text`` is what the table says of findings and measurements.
    """

    name: str
    person: Person
    course: Course
    setting: Setting
    text: str
    findings: tuple[Finding, ...]
    measurements: tuple[Measurement, ...] = ()
    region: Region | None = None

    @property
    def case(self) -> Case:
        """The patient."""
        return Case(
            case_id="presentation",
            age=self.person.age,
            sex=self.person.sex,
            findings=self.findings,
            measurements=self.measurements,
        )

    @property
    def circumstances(self) -> Circumstances:
        """Where one asks."""
        return Circumstances(
            setting=self.setting, region=self.region, course=self.course, pregnant=self.person.pregnant
        )

    def __str__(self) -> str:
        place = self.setting.value + (f" in {self.region.value}" if self.region else "")
        return f"{self.name} ({self.person}, {self.course.value}, {place}): {self.text}"


def rows(name: str) -> Iterator[dict[str, str]]:
    """Rows of ``tests/behaviour/NAME.tsv`` by the names of its columns."""
    lines = [line for line in (FOLDER / f"{name}.tsv").read_text(encoding="utf-8").splitlines() if line[:1] != "#"]
    header = lines[0].split("\t")
    for line in lines[1:]:
        yield dict(zip(header, line.split("\t"), strict=True))


def listed(cell: str) -> tuple[str, ...]:
    """Values that a cell separates by ``;``."""
    return tuple(value.strip() for value in cell.split(";") if value.strip())


def findings_of(cell: str) -> tuple[Finding, ...]:
    """Read ``HP:0001945 Fever; not HP:0012735 Cough``."""
    told = [(value.removeprefix("not "), value.startswith("not ")) for value in listed(cell)]
    return tuple(Finding(id=value.split()[0], excluded=excluded) for value, excluded in told)


def labels_of(cell: str) -> dict[str, str]:
    """Id and label of each finding of a cell."""
    return dict(value.removeprefix("not ").split(" ", 1) for value in listed(cell))


def measurements_of(cell: str) -> tuple[Measurement, ...]:
    """Read ``8310-5=39.2 Cel; 2708-6=88 %``: LOINC code, value, UCUM unit."""
    told = []
    for value in listed(cell):
        code, _, amount = value.partition("=")
        number, unit = amount.split(" ", 1)
        told.append(Measurement(code=code, value=float(number), unit=unit))
    return tuple(told)


def presentation_of(row: dict[str, str]) -> Presentation:
    """A row of the presentations."""
    return Presentation(
        name=row["name"],
        person=Person.of(f"{row['age']} {row['sex']} {row['pregnant']}"),
        course=Course(row["course"]),
        setting=Setting(row["setting"]),
        text="; ".join(filter(None, (row["findings"], row["measurements"]))),
        findings=findings_of(row["findings"]),
        measurements=measurements_of(row["measurements"]),
        region=Region(row["region"]) if row["region"] else None,
    )


def rank_of(bundle: Bundle, told: Presentation, expected: Sequence[str]) -> int:
    """Rank of the best-ranked of the diseases of these ids among all of the catalogue.

    Raises:
        AssertionError: the catalogue has none of them.
    """
    wanted = set(expected)
    right = {n for n, disease in enumerate(bundle.diseases) if wanted & {disease.id, *disease.equivalent_ids}}
    assert right, f"{told.name}: the catalogue has none of {', '.join(expected)}"
    _, score = bundle.answer(told.case, told.circumstances)
    order = bundle.first(score, len(bundle.diseases))
    return next(rank for rank, position in enumerate(order.tolist(), 1) if position in right)


def leading(bundle: Bundle, told: Presentation, top: int = _SHOWN) -> tuple[RankedDisease, ...]:
    """The first diseases of the bundle's differential."""
    answer = bundle.differential(told.case, circumstances=told.circumstances, top=top, explain=False)
    return answer.differential


def shown(told: Presentation, expected: Sequence[str], rank: int, first: Sequence[RankedDisease]) -> str:
    """What a failing test says: the case, where the disease stands, and what stands first."""
    lines = [f"  {line.rank}. {line.disease_id} {line.names['en']} ({line.probability:.3f})" for line in first[:_SHOWN]]
    return "\n".join([str(told), f"expected {', '.join(expected)}, which stand at rank {rank} of:", *lines])
