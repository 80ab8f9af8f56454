"""How much a challenger may lose, and from how many cases on a figure counts. docs/gate.md has the reasons."""

from pathlib import Path

from pydantic import Field, ValidationError

from hoofbeat.domain.errors import InputError
from hoofbeat.domain.frozen import Frozen


class Margins(Frozen):
    """Limits of the gate.

    Attributes:
        recall: share of patients that may be lost overall, among orphan and among common diseases.
        group: share that may be lost in an age band or a sex, and among the latest cases.
        calibration: growth of the expected calibration error.
        coverage: share of right diseases that the sets may lose.
        behaviour: share of textbook cases, and of added findings that raise their disease.
        time: ratio of the time an answer takes.
        quick: milliseconds an answer up to which its ratio does not count.
        size: ratio of bytes, and of resident memory.
        small: bytes of a bundle up to which their ratio does not count.
        largest_bytes: of a bundle, whatever the champion has.
        parity: largest difference of a probability between graphs and native models.
        fewest_cases: below them a rule says "too few" instead of a verdict.
        fewest_diseases: the same.
        level: coverage of the intervals.
        repeats: bootstrap samples.
    """

    recall: float = Field(default=0.03, ge=0, le=1)
    group: float = Field(default=0.05, ge=0, le=1)
    calibration: float = Field(default=0.02, ge=0, le=1)
    coverage: float = Field(default=0.03, ge=0, le=1)
    behaviour: float = Field(default=0.02, ge=0, le=1)
    time: float = Field(default=1.25, ge=1)
    quick: float = Field(default=10.0, ge=0)
    size: float = Field(default=1.25, ge=1)
    small: int = Field(default=20_000_000, ge=0)
    largest_bytes: int = Field(default=60_000_000, ge=1)
    parity: float = Field(default=1e-4, ge=0, le=1)
    fewest_cases: int = Field(default=30, ge=1)
    fewest_diseases: int = Field(default=5, ge=2)
    level: float = Field(default=0.95, gt=0, lt=1)
    repeats: int = Field(default=2000, ge=100)

    @classmethod
    def load(cls, path: Path) -> "Margins":
        """Read a JSON file of those that shall differ.

        Raises:
            InputError: it is no such file.
        """
        try:
            return cls.model_validate_json(path.read_bytes())
        except ValidationError as error:
            fields = ", ".join(sorted({".".join(map(str, fault["loc"])) or "the file" for fault in error.errors()}))
            raise InputError(f"{path}: {fields} cannot be used", hint="see docs/gate.md for every margin") from None
        except OSError as error:
            raise InputError(f"{path} cannot be read ({error.strerror})", hint="give a JSON file") from error
