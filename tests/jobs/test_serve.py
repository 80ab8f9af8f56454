"""The serve job: what it refuses before anything is bound."""

import socket
from pathlib import Path

import pytest

from hoofbeat.domain.errors import BundleError, ConfigError
from hoofbeat.jobs.serve import ServeJob
from hoofbeat.serving.config import ServiceConfig


def job_on(port: int, bundle: str = "unused") -> ServeJob:
    return ServeJob(config=ServiceConfig(bundle=bundle, port=port, allow_unsigned=True))


def test_a_missing_bundle_is_said_before_anything_is_bound(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        job = job_on(taken.getsockname()[1], bundle=str(tmp_path / "missing"))
        with pytest.raises(BundleError, match="missing"):
            job.run()


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.0.2.7"])  # noqa: S104
def test_beyond_this_machine_it_says_who_may_ask_or_does_not_begin(host: str, tmp_path: Path) -> None:
    """Before the bundle, which is not there, is looked for."""
    config = ServiceConfig(bundle=str(tmp_path / "none"), host=host, allow_unsigned=True)
    with pytest.raises(ConfigError, match=r"HOOFBEAT_KEYS_FILE.*HOOFBEAT_OPEN=1"):
        ServeJob(config=config).run()
    with pytest.raises(BundleError):
        ServeJob(config=config.model_copy(update={"open": True})).run()
