"""Patients set aside before any training, to judge bundles by.

Which ones is decided by a digest of what must not be split (publication, else patient, else case), so it is the same in
every training, on every machine, and for whatever comes later: no list has to be kept.
"""

import hashlib
import json
from pathlib import Path
from typing import Annotated

from pydantic import Field, ValidationError

from hoofbeat.domain.case import Case
from hoofbeat.domain.errors import InputError
from hoofbeat.domain.frozen import Frozen
from hoofbeat.features.cohort import Cohort
from hoofbeat.whole import write_whole

_DIGITS = 12


class Reserve(Frozen):
    """How many are set aside: a share in [0, 1)."""

    share: Annotated[float, Field(ge=0, lt=1)] = 0.0

    def holds(self, case: Case) -> bool:
        """Whether a case is among those set aside.

        Example:
            >>> cases = [Case(case_id=f"invented {n}") for n in range(1000)]
            >>> 70 < sum(Reserve(share=0.1).holds(case) for case in cases) < 130
            True
        """
        name = f"reserved {case.kept_together or case.case_id}"
        drawn = int(hashlib.sha256(name.encode()).hexdigest()[:_DIGITS], 16)
        return bool(drawn < self.share * 16**_DIGITS)

    def taught(self, cohort: Cohort) -> Cohort:
        """The cases that may be taught."""
        return self._part(cohort, held=False)

    def held(self, cohort: Cohort) -> Cohort:
        """The cases set aside."""
        return self._part(cohort, held=True)

    def save(self, path: Path) -> None:
        """Write JSON, replacing the file as a whole."""
        write_whole(path, json.dumps(self.model_dump()) + "\n")

    @classmethod
    def load(cls, path: Path) -> "Reserve":
        """Read it; nothing is set aside where there is no file.

        Raises:
            InputError: the file is no such one.
        """
        if not path.exists():
            return cls()
        try:
            return cls.model_validate_json(path.read_bytes())
        except ValidationError as error:
            raise InputError(f"{path} cannot be used", hint="hoofbeat gate reserve --share 0.1 writes it") from error

    def _part(self, cohort: Cohort, *, held: bool) -> Cohort:
        if not self.share:
            return cohort if not held else cohort.select(())
        return cohort.select(row for row, case in enumerate(cohort.cases) if self.holds(case) is held)
