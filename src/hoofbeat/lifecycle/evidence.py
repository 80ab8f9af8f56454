"""The gate's verdict as the ground of a promotion: of the very bundles concerned, and in favour, or overridden."""

import hashlib
from pathlib import Path

from pydantic import ValidationError

from hoofbeat.domain.errors import InputError
from hoofbeat.lifecycle.gate.result import GateResult
from hoofbeat.lifecycle.versions import DIGEST, Version


class GateEvidence:
    """A ``gate.json``.

    Args:
        path: the file.

    Raises:
        InputError: it cannot be read, or is no result of the gate.
    """

    def __init__(self, path: Path) -> None:
        try:
            content = path.read_bytes()
            self.result = GateResult.model_validate_json(content)
        except (OSError, ValidationError) as error:
            raise InputError(
                f"{path} is no result of the gate", hint="name the gate.json that `hoofbeat gate` wrote"
            ) from error
        self.path = path
        digest = hashlib.sha256(content).hexdigest()
        self.verdict = f"{self.result.decision}, gate of {self.result.created:%Y-%m-%d %H:%M:%S}, sha256 {digest}"

    def require(self, version: Version, production: Version | None, override: str = "") -> None:
        """See that it speaks of this version in the place of that one, and for it.

        Args:
            version: what would be promoted.
            production: what it would replace; ``None`` where nothing is in production, which no gate has judged.
            override: why it is promoted although the champion should be kept; empty asks for a verdict in favour.

        Raises:
            InputError: it speaks of other bundles, or against this one.
        """
        judged = {
            "challenger": (self.result.challenger_digest, self.result.challenger, version),
            "champion": (self.result.champion_digest, self.result.champion, production),
        }
        for who, (digest, named, concerned) in judged.items():
            if concerned is not None and (not digest or digest != concerned.tags.get(DIGEST)):
                raise InputError(
                    f"The gate's {who} was {named}, and not to the byte version {concerned.number}, {concerned.bundle}",
                    hint="judge the two bundles as they are registered: signed, and against what is in production now",
                )
        if not self.result.promote and not override:
            raise InputError(
                f"The gate keeps the champion: {' '.join(self.result.reasons)}",
                hint="promote nothing, or say why all the same with --override REASON, which stays in the history",
            )
