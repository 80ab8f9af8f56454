"""Somebody asks for a round: an alert that came, or a person. One file each; a round notes which ones it answers.

The files stay: a request that was made once is not made again, before its round or after it.
"""

import hashlib
import tempfile
from datetime import datetime
from pathlib import Path
from typing import Literal

from pydantic import AwareDatetime, Field, ValidationError

from hoofbeat.domain.errors import InputError
from hoofbeat.domain.frozen import Frozen

#: Within the folder of the rounds.
REQUESTS = "requests"

#: What a round is begun for.
Reason = Literal["drift", "cases", "knowledge", "schedule", "hand"]

_DIGITS = 16


class RetrainRequest(Frozen):
    """A wish for a round.

    Attributes:
        reason: of which kind.
        evidence: what it rests on and when that happened, as an alert's name and beginning; no word on a patient.
        asked: when it was made for the first time.
    """

    reason: Reason
    evidence: str = Field(min_length=1, max_length=1000)
    asked: AwareDatetime

    @property
    def name(self) -> str:
        """Name of its file: the same for the same reason and evidence."""
        return f"{self.reason}-{hashlib.sha256(self.evidence.encode()).hexdigest()[:_DIGITS]}.json"


def ask(folder: Path, reason: Reason, evidence: str, now: datetime) -> Path:
    """Ask for a round; who asks again for the same reason on the same evidence has asked once.

    Args:
        folder: ``OUTPUT/retrainings/requests``; made if missing.
        reason: of which kind.
        evidence: what it rests on; names the occurrence (an alert and when it began), else a later one counts as this.
        now: the moment, with its zone.

    Returns:
        The file of the request.

    Raises:
        InputError: the reason is none, the evidence is empty or too long, or nothing can be written there.
    """
    try:
        request = RetrainRequest(reason=reason, evidence=evidence, asked=now)
    except ValidationError as error:
        fields = ", ".join(sorted({str(fault["loc"][0]) for fault in error.errors()}))
        raise InputError(
            f"A request for a round cannot have this {fields}",
            hint="give one of drift, cases, knowledge, schedule, hand, and up to 1000 characters of evidence",
        ) from None
    path = folder / request.name
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile("w", dir=folder, prefix=".", suffix=".part", encoding="utf-8") as draft:
            draft.write(request.model_dump_json() + "\n")
            draft.flush()
            path.hardlink_to(draft.name)
    except FileExistsError:
        if not folder.is_dir():
            raise InputError(f"{folder} is no folder", hint="move the file that stands there away") from None
    except OSError as error:
        raise InputError(f"{folder} cannot be written ({error.strerror})", hint="let this user write there") from error
    return path


def asked(folder: Path) -> dict[str, RetrainRequest]:
    """Every request that was ever made, by the name of its file, the first one first.

    Raises:
        InputError: a file there is none.
    """
    found = {}
    for path in sorted(folder.glob("*.json")):
        try:
            found[path.name] = RetrainRequest.model_validate_json(path.read_bytes())
        except ValidationError as error:
            raise InputError(f"{path} is no request for a round", hint="take the file away") from error
    return dict(sorted(found.items(), key=lambda one: (one[1].asked, one[0])))
