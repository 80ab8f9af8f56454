"""The cases that both bundles are asked: one JSON object a line."""

import json
from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path

from pydantic import Field, ValidationError

from hoofbeat.domain.case import Case
from hoofbeat.domain.circumstances import Circumstances
from hoofbeat.domain.errors import SourceError
from hoofbeat.domain.frozen import Frozen
from hoofbeat.sources.assemble import explain
from hoofbeat.whole import write_whole


class GateCase(Frozen):
    """One case and what counts as the right answer.

    Attributes:
        case: what the bundles are told, and the confirmed diagnosis.
        circumstances: where one asks; a genetics clinic, where published patients come from, unless stated.
        accepted: ids of which any is right; the diagnosis alone unless stated.
    """

    case: Case
    circumstances: Circumstances = Field(default_factory=Circumstances)
    accepted: tuple[str, ...] = Field(min_length=1)

    @classmethod
    def of(cls, case: Case) -> "GateCase | None":
        """A case as a source gives it; ``None`` without a diagnosis."""
        return cls(case=case, accepted=(case.diagnosis,)) if case.diagnosis else None


def read_gate_cases(path: Path) -> tuple[GateCase, ...]:
    """Read cases with what is accepted, or plain cases with their diagnosis; one without any is passed over.

    Raises:
        SourceError: the file cannot be read, or a line is neither.
    """
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise SourceError(f"{path} cannot be read", hint="give a file of JSON lines, one case each") from error
    read = (_case(line, f"{path.name}:{number}") for number, line in enumerate(lines, start=1) if line.strip())
    return tuple(case for case in read if case is not None)


def write_gate_cases(path: Path, cases: Sequence[GateCase]) -> str:
    """Write cases, replacing the file as a whole.

    Returns:
        SHA-256 of the file, hex.
    """
    content = "".join(case.model_dump_json(exclude_defaults=True) + "\n" for case in cases).encode()
    write_whole(path, content)
    return sha256(content).hexdigest()


def _case(line: str, where: str) -> GateCase | None:
    try:
        content = json.loads(line)
        if isinstance(content, dict) and "case" in content:
            return GateCase.model_validate(content)
        return GateCase.of(Case.model_validate(content))
    except ValidationError as error:
        raise SourceError(f"{where} is no case ({explain(error)})", hint="correct the fields named") from None
    except ValueError:
        raise SourceError(f"{where} is no JSON", hint="give one case a line") from None
