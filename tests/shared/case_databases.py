"""Databases of cases: SQLite in a folder, and one of a real PostgreSQL that each process of tests starts once."""

import atexit
import os
import secrets
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from itertools import count
from pathlib import Path
from time import monotonic, sleep
from typing import Any, NamedTuple

import pytest

from free_ports import free_port

#: Kinds of database, as parameters of a test.
KINDS = ("sqlite", "postgresql")

#: Seconds until a server of PostgreSQL answers.
_PATIENCE = 60

_numbers = count(1)


class PostgresServer(NamedTuple):
    """A running server: its process, its superuser's password and its port."""

    process: "subprocess.Popen[bytes]"
    password: str
    port: int

    def address(self, database: str) -> str:
        return f"postgresql://postgres:{self.password}@127.0.0.1:{self.port}/{database}"

    def run(self, statement: str) -> None:
        with _psycopg().connect(self.address("postgres"), autocommit=True) as connection:
            connection.execute(statement)


@contextmanager
def case_database(kind: str, folder: Path) -> Iterator[str]:
    """The address of an empty database; skips where this machine has none of its kind."""
    if kind == "sqlite":
        yield f"sqlite:///{folder / 'cases.db'}"
        return
    server, name = postgres_server(), f"cases_{os.getpid()}_{next(_numbers)}"
    server.run(f"CREATE DATABASE {name}")
    try:
        yield server.address(name)
    finally:
        server.run(f"DROP DATABASE {name} WITH (FORCE)")


@cache
def postgres_server() -> PostgresServer:
    """Start PostgreSQL in a folder of its own, as its user if the tests run as root, until the tests end."""
    programs = sorted(Path("/usr/lib/postgresql").glob("*/bin"))
    _psycopg()
    if not programs:
        pytest.skip("no PostgreSQL: apt-get install postgresql (deploy/compose/tools.sh DIR as root does it)")
    folder = Path(tempfile.mkdtemp(prefix="hoofbeat-postgresql-"))
    data, password_file = folder / "data", folder / "password"
    password, port = secrets.token_hex(16), free_port()
    password_file.write_text(password)
    humbly: list[str] = []
    if os.geteuid() == 0:
        humbly = ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"]
        for path in (folder, password_file):
            shutil.chown(path, "postgres", "postgres")
    initdb = [programs[-1] / "initdb", "--no-sync", "--locale=C", "--encoding=UTF8", "-U", "postgres", "-D", data]
    secretly = ["--auth=scram-sha-256", f"--pwfile={password_file}"]
    made = subprocess.run([*humbly, *initdb, *secretly], capture_output=True, text=True, cwd="/", check=False)
    assert made.returncode == 0, made.stderr
    settings = {"listen_addresses": "127.0.0.1", "port": port, "unix_socket_directories": "", "fsync": "off"}
    options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(
            [*humbly, programs[-1] / "postgres", "-D", data, *options], stdout=log, stderr=log, cwd="/"
        )
    atexit.register(_end, process, folder)
    server = PostgresServer(process, password, port)
    deadline = monotonic() + _PATIENCE
    while True:
        assert process.poll() is None, (folder / "log").read_text()
        try:
            server.run("SELECT 1")
        except _psycopg().OperationalError:
            assert monotonic() < deadline, (folder / "log").read_text()
            sleep(0.05)
        else:
            return server


def _end(process: "subprocess.Popen[bytes]", folder: Path) -> None:
    process.send_signal(signal.SIGINT)  # at once, without waiting for its clients
    process.wait(_PATIENCE)
    shutil.rmtree(folder, ignore_errors=True)


def _psycopg() -> Any:
    return pytest.importorskip("psycopg", reason="no psycopg: pip install 'hoofbeat[cases-postgresql]'")
