"""What was decided of confirmed cases: accepted, held with its reasons, or rejected; one file in the run directory."""

from pathlib import Path
from typing import Literal

import pyarrow as pa
import pyarrow.compute as pc
from pydantic import AwareDatetime, Field, ValidationError

from hoofbeat.domain.errors import InputError
from hoofbeat.evaluation.estimate import Kept
from hoofbeat.locks import locked

Fate = Literal["accepted", "held", "rejected"]

_FILE = Path("feedback") / "decisions.json"


class Decision(Kept):
    """What was decided of one revision of a case.

    Attributes:
        case_id: pseudonym of the case.
        revision: its revision.
        fate: what became of it.
        reasons: why it is held; kept when a person decides.
        disease: canonical id of the confirmed disease.
        source: source of the case.
        reviewer: role and id of the key of who confirmed it; empty where that is unknown.
        basis: what confirmed it.
        confirmed: time of the confirmation.
        decided: time of the decision.
        by: who decided: ``guard``, or ``operator``.
    """

    case_id: str
    revision: int
    fate: Fate
    reasons: tuple[str, ...] = ()
    disease: str
    source: str
    reviewer: str
    basis: str
    confirmed: AwareDatetime
    decided: AwareDatetime
    by: Literal["guard", "operator"] = "guard"

    @property
    def implausible(self) -> bool:
        """Whether the case speaks against its reviewer: rejected by a person, or held by the guard as implausible."""
        held = any(reason.startswith("plausibility") for reason in self.reasons)
        return self.fate == "rejected" or (self.by == "guard" and held)


class Decisions(Kept):
    """All that was decided in a run directory.

    Attributes:
        sources: sources whose confirmed cases teach only once they are accepted.
        decided: decisions by case, newest revision alone.
    """

    sources: tuple[str, ...] = ()
    decided: dict[str, Decision] = Field(default_factory=dict)

    @classmethod
    def load(cls, output: Path) -> "Decisions":
        """What was decided in a run directory; nothing where no review has run.

        Raises:
            InputError: the file is damaged.
        """
        path = output / _FILE
        try:
            return cls.model_validate_json(path.read_text(encoding="utf-8"))
        except FileNotFoundError:
            return cls()
        except (OSError, ValidationError) as error:
            raise InputError(f"{path} cannot be read", hint="restore it from a backup, or review anew") from error

    def keep(self, output: Path) -> "Decisions":
        """Write these beside what others decided meanwhile, and give all."""
        folder = (output / _FILE).parent
        folder.mkdir(parents=True, exist_ok=True)
        with locked(folder):
            before = Decisions.load(output)
            merged = Decisions(
                sources=tuple(sorted({*before.sources, *self.sources})), decided={**before.decided, **self.decided}
            )
            merged.save(output / _FILE)
        return merged

    def may_teach(self, source: str, case_id: str, revision: int) -> bool:
        """Whether a confirmed case may teach: of a source without a guard any, else what was accepted."""
        if source not in self.sources:
            return True
        found = self.decided.get(case_id)
        return found is not None and found.revision == revision and found.fate == "accepted"

    def held_back(self, batch: pa.RecordBatch) -> pa.RecordBatch:
        """Rows of silver, those withdrawn that confirm a diagnosis and may not teach.

        Args:
            batch: ``source``, ``case_id``, ``revision``, ``diagnosis`` and ``withdrawn``, among others.
        """
        guarded = pc.and_(
            pc.is_in(batch.column("source"), pa.array(self.sources, pa.string())),
            pc.is_valid(batch.column("diagnosis")),
        )
        if not pc.any(guarded).as_py():
            return batch
        columns = (batch.column(name).to_pylist() for name in ("source", "case_id", "revision", "withdrawn"))
        withdrawn = [
            gone or (is_guarded and not self.may_teach(source, case_id, revision))
            for is_guarded, source, case_id, revision, gone in zip(guarded.to_pylist(), *columns, strict=True)
        ]
        place = batch.schema.get_field_index("withdrawn")
        return batch.set_column(place, batch.schema.field(place), pa.array(withdrawn, pa.bool_()))
