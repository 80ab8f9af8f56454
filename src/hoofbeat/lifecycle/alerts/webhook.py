"""What Alertmanager sends to a webhook, as far as it is read here.

The form is that of https://prometheus.io/docs/alerting/latest/configuration/#webhook_config, version 4.
"""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, StringConstraints

_Text = Annotated[str, StringConstraints(max_length=1000)]

#: Label that asks for something to be done, and what may be asked for.
ACTION, ROLLBACK, RETRAIN = "action", "rollback", "retrain"


class Alert(BaseModel):
    """One alert.

    Attributes:
        status: ``firing``, or ``resolved``, which asks for nothing.
        labels: its name, and what its rule gives it: ``action``; of a challenger ``mode`` and ``version``.
        annotations: among them a summary.
        startsAt: since when it fires.
        fingerprint: names it by its labels.
    """

    model_config = ConfigDict(frozen=True)

    status: Literal["firing", "resolved"]
    labels: dict[_Text, _Text] = Field(max_length=100)
    annotations: dict[_Text, _Text] = Field(default_factory=dict, max_length=100)
    startsAt: AwareDatetime  # noqa: N815  # as it is sent
    fingerprint: str = Field(default="", max_length=100, pattern=r"^[0-9a-fA-F]*$")

    @property
    def name(self) -> str:
        """What its rule is called."""
        return self.labels.get("alertname", "unnamed")[:100]

    @property
    def action(self) -> str:
        """What it asks for; empty where it is only told."""
        return self.labels.get(ACTION, "") if self.status == "firing" else ""

    @property
    def since(self) -> datetime:
        """Since when it fires."""
        return self.startsAt

    @property
    def key(self) -> str:
        """The same each time that one firing of it is told, and of no other."""
        return f"alert {self.name} {self.fingerprint} {self.startsAt:%Y-%m-%dT%H:%M:%S%z}"


class Notification(BaseModel):
    """One call of the webhook: a group of alerts."""

    model_config = ConfigDict(frozen=True)

    version: Literal["4"]
    alerts: list[Alert] = Field(max_length=1000)
