"""``hoofbeat alerts``: what is done when an alert asks for it."""

from pathlib import Path
from typing import Annotated

import typer

from hoofbeat.cli.history import Model, RegistryUrl
from hoofbeat.cli.options import DEFAULT_OUTPUT, Host, Output
from hoofbeat.cli.registry import Trusted, Unsigned

app = typer.Typer(help="Act upon alerts: withdraw a canary, roll back, ask for a retraining.", no_args_is_help=True)


@app.callback()
def _group() -> None:
    """A group, though it has one command yet."""


@app.command()
def listen(
    host: Host = "127.0.0.1",
    port: Annotated[int, typer.Option(min=0, max=65535, help="Port to listen on; 0 takes a free one.")] = 9095,
    token_file: Annotated[
        Path | None,
        typer.Option(help="File with the token; HOOFBEAT_ALERTS_TOKEN holds it if not given.", dir_okay=False),
    ] = None,
    within: Annotated[
        float, typer.Option(min=0.01, help="Hours after a promotion in which an alert takes it back.")
    ] = 24,
    output: Output = DEFAULT_OUTPUT,
    registry: RegistryUrl = None,
    model: Model = "hoofbeat",
    trusted: Trusted = "",
    allow_unsigned: Unsigned = False,
) -> None:
    """Take alerts from Alertmanager's webhook, at /alerts, and do what their label `action` asks for.

    `rollback` withdraws the canary where there is one, else takes back what came to production in the last hours,
    once; `retrain` leaves a request in the run directory. Every deed stands in `hoofbeat history`.

    **Example:** `hoofbeat alerts listen --registry http://127.0.0.1:5000 --token-file alerts.token`
    """
    import os

    from pydantic import SecretStr

    from hoofbeat.domain.errors import InputError
    from hoofbeat.jobs.alerts import AlertsJob

    token = os.environ.get("HOOFBEAT_ALERTS_TOKEN", "")
    if token_file is not None:
        try:
            token = token_file.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise InputError(
                f"{token_file} cannot be read as text", hint="name the file that holds the token"
            ) from error
    AlertsJob(
        host=host, port=port, token=SecretStr(token.strip()), within_hours=within, output=output, registry=registry,
        model=model, trusted_keys=trusted, allow_unsigned=allow_unsigned,
    ).run()  # fmt: skip
