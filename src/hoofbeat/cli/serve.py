"""The command of the service; apart from the stages, whose options take longer to import than a bundle to load."""

import os
from pathlib import Path
from typing import Annotated

import typer

from hoofbeat.cli.options import Altitude


def serve(
    bundle: Annotated[
        str | None,
        typer.Option(
            help="Where the bundle lies: a folder, file://, s3://, az://, gs:// or models:/NAME@ALIAS. "
            "HOOFBEAT_BUNDLE, else hoofbeat-output/bundle, if not given.",
        ),
    ] = None,
    host: Annotated[str | None, typer.Option(help="Address to listen on; 127.0.0.1 if not given.")] = None,
    port: Annotated[
        int | None, typer.Option(min=0, max=65535, help="Port to listen on; 0 takes a free one, 8000 if not given.")
    ] = None,
    altitude: Altitude = None,
    allow_unsigned: Annotated[
        bool, typer.Option("--allow-unsigned", help="Take a bundle that nobody has signed: for development only.")
    ] = False,
    cases: Annotated[
        str | None,
        typer.Option(
            help="Keep the cases that are registered: local (SQLite under the user's data), sqlite:////FILE or "
            "postgresql://HOST/DATABASE. HOOFBEAT_CASES, else none are kept, if not given.",
        ),
    ] = None,
    windows: Annotated[
        Path | None,
        typer.Option(
            help="Count what is asked and answered into this folder, a file a day, for `hoofbeat monitor drift`: "
            "counts only, never a case. HOOFBEAT_WINDOWS, else nothing is counted, if not given.",
            file_okay=False,
        ),
    ] = None,
    workers: Annotated[
        int | None, typer.Option(min=1, max=64, help="Processes that answer side by side; 1 if not given.")
    ] = None,
    log_format: Annotated[
        str | None, typer.Option(help="Form of the log: text, or json, one object a line; text if not given.")
    ] = None,
    open_browser: Annotated[bool, typer.Option(help="Open the page in a browser.")] = False,
) -> None:
    """Serve a bundle: the physician's page, the API, health checks and metrics.

    The environment says the same and more (`hoofbeat config show` lists it); what stands here counts before it. The
    bundle must be signed by a key of HOOFBEAT_TRUSTED_KEYS (`hoofbeat bundle --help`). SIGHUP looks for a newer bundle,
    SIGTERM answers what is in flight and ends.

    **Example:** `hoofbeat serve --bundle runs/first/bundle --allow-unsigned --port 8000`
    """
    from hoofbeat.jobs.serve import ServeJob
    from hoofbeat.serving.config import ServiceConfig

    config = ServiceConfig.of(
        os.environ, bundle=bundle, host=host, port=port, altitude=altitude, allow_unsigned=allow_unsigned or None,
        cases=cases, windows=windows, workers=workers, log_format=log_format,
    )  # fmt: skip
    ServeJob(config=config, open_browser=open_browser).run()
