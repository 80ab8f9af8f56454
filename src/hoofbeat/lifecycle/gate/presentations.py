"""Presentations of patients, in tables that a physician can read (``data``): textbook cases, and pairs of persons."""

from collections.abc import Iterator
from dataclasses import dataclass
from importlib.resources import files

from hoofbeat.domain.case import Case, Finding, Measurement, Sex
from hoofbeat.domain.circumstances import Circumstances, Course, Region, Setting

_FOLDER = files(__package__) / "data"


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
    """Rows of ``data/NAME.tsv`` (``presentations`` or ``pairs``) by the names of its columns."""
    lines = [line for line in (_FOLDER / f"{name}.tsv").read_text(encoding="utf-8").splitlines() if line[:1] != "#"]
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
