"""What is expected, as data: a rule, and a suite of them with a version that pages, runs and summaries name."""

import hashlib
import json
from dataclasses import dataclass, field
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

Severity = Literal["critical", "warning"]

#: What a suite speaks of: ``bronze`` one row a record, ``silver`` and ``gold`` one row a case, ``intake`` one row about
#: the records of a source in this batch, ``cohort`` one row about the whole of gold.
Layer = Literal["bronze", "silver", "gold", "intake", "cohort"]


class Rule(BaseModel):
    """One expectation.

    Attributes:
        layer: layer it speaks of.
        type: an expectation of Great Expectations (``expect_column_values_to_be_between``).
        kwargs: arguments of the expectation.
        severity: ``critical`` stops the batch, ``warning`` is reported.
        notes: why it is expected; shown in the Data Docs.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    layer: Layer
    type: str = Field(pattern=r"^(?:expect_[a-z_]+|Expect[A-Za-z]+)$")
    kwargs: dict[str, Any] = Field(default_factory=dict)
    severity: Severity = "critical"
    notes: str = Field(default="", max_length=500)


@dataclass(frozen=True)
class Suite:
    """The rules of one layer.

    Attributes:
        layer: layer the rules speak of.
        version: raised by hand whenever the shipped rules change; a test holds it against their digest.
        rules: the shipped ones.
        own: a hospital's, added to them.
    """

    layer: Layer
    version: int
    rules: tuple[Rule, ...]
    own: tuple[Rule, ...] = field(default=())

    @property
    def all(self) -> tuple[Rule, ...]:
        """Shipped rules, then the hospital's."""
        return (*self.rules, *self.own)

    @property
    def digest(self) -> str:
        """First 12 hex digits of the SHA-256 of all rules: two suites with one digest expect the same."""
        content = json.dumps([rule.model_dump() for rule in self.all], sort_keys=True, ensure_ascii=False, default=str)
        return hashlib.sha256(content.encode()).hexdigest()[:12]

    @property
    def label(self) -> str:
        """``2-1f2e3d4c5b6a``, with ``+3`` where a hospital added three rules."""
        return f"{self.version}-{self.digest}" + (f"+{len(self.own)}" if self.own else "")
