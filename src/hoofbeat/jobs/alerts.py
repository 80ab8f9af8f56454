"""``hoofbeat alerts listen``: do what alerts ask for, with nobody at the keyboard."""

from datetime import datetime, timedelta
from pathlib import Path

from pydantic import Field, SecretStr

from hoofbeat.console import console
from hoofbeat.domain.errors import ConfigError
from hoofbeat.jobs.promotion import who_decides
from hoofbeat.jobs.registry import TrustingJob
from hoofbeat.lifecycle.alerts.acting import Responder
from hoofbeat.lifecycle.alerts.receiver import PATH, receiver
from hoofbeat.lifecycle.promotion import Promoter
from hoofbeat.lifecycle.retraining.requests import ask
from hoofbeat.lifecycle.retraining.rounds import Rounds
from hoofbeat.serving.drain import answer_until_stopped
from hoofbeat.serving.listening import address_of, bound
from hoofbeat.serving.logs import LogFormat, configure

_SHORTEST = 16
_DRAIN_SECONDS = 30.0


class AlertsJob(TrustingJob):
    """Listen to Alertmanager's webhook.

    Attributes:
        host: address to listen on.
        port: port; 0 takes a free one.
        token: what Alertmanager shows as bearer.
        within_hours: an alert takes back what came to production in these hours, and nothing older.
        output: run directory that retrainings are asked for in.
        who: who is written down; ``alerts`` if not given.
        log_format: form of the log.
    """

    host: str = "127.0.0.1"
    port: int = Field(default=9095, ge=0, le=65535)
    token: SecretStr
    within_hours: float = Field(default=24.0, gt=0, allow_inf_nan=False)
    output: Path
    who: str = "alerts"
    log_format: LogFormat = "text"

    def run(self) -> None:
        """Listen until told to stop.

        Raises:
            ConfigError: the token is too short, no registry is named, or nobody's signature is trusted.
            HoofbeatError: the address cannot be bound.
        """
        token = self.token.get_secret_value()
        if len(token) < _SHORTEST or not token.isascii() or not token.isprintable():
            raise ConfigError(
                f"The token has fewer than {_SHORTEST} characters, or others than a header takes",
                hint="write one into HOOFBEAT_ALERTS_TOKEN or the file of --token-file: `openssl rand -hex 32`",
            )
        app = receiver(self.responder().act, token)
        with bound(self.host, self.port) as listener:
            configure(self.log_format)
            console.print(
                f"[bold]Alerts[/] are taken at {address_of(self.host, listener)}{PATH}  [dim](Ctrl+C ends)[/]",
                soft_wrap=True,
            )
            try:
                answer_until_stopped(app, listener, _DRAIN_SECONDS)
            except KeyboardInterrupt:
                console.print("Stopped.")

    def responder(self) -> Responder:
        """What acts.

        Raises:
            ConfigError: no registry is named, or nobody's signature is trusted.
        """
        versions = self.versions()
        promoter = Promoter(versions, self.trusted(), who_decides(self.who), self.environment)
        return Responder(versions, promoter, timedelta(hours=self.within_hours), self._ask)

    def _ask(self, evidence: str, now: datetime) -> Path:
        return ask(Rounds(self.output).requests, "drift", evidence, now)
