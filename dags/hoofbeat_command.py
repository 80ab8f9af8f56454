"""How every task calls Hoofbeat: its command line, in its own environment, with what it says in the task's log.

Set for the Airflow processes (only the first has no default):

    HOOFBEAT_SOURCES       YAML file that lists the sources
    HOOFBEAT_COMMAND       the executable (``hoofbeat`` on the PATH)
    HOOFBEAT_OUTPUT        run directory (``hoofbeat-output``)
    HOOFBEAT_LAKE          URL of the lake (``<output>/lake``), read by the command itself
    HOOFBEAT_EXPECTATIONS  YAML file with the hospital's own expectations (none)
    HOOFBEAT_KNOWLEDGE     folder that keeps the releases of knowledge, read by the command itself
    HOOFBEAT_RETRAIN       further options of every ``hoofbeat retrain`` command (none)
    HOOFBEAT_RETRAIN_CRON  when the DAG retrain looks whether a round is due, beside each new gold (``41 2 * * *``)
    HOOFBEAT_PRODUCTION    address of the bundle that the DAG monitor watches (``models:/hoofbeat@production``)
    HOOFBEAT_FETCH         further options of ``hoofbeat bundle fetch`` (none)
    HOOFBEAT_WINDOWS       folder of the service's windows (none: the DAG monitor looks at no drift)
    HOOFBEAT_CASES         case store by which the DAG monitor judges outcomes (none: it goes by gold)
    MLFLOW_TRACKING_URI    the registry; with it HOOFBEAT_TRUSTED_KEYS and HOOFBEAT_SIGNING_KEY, read by the command
"""

import logging
import os
import shlex
import subprocess
from typing import NamedTuple

from airflow.sdk import Asset
from airflow.sdk.exceptions import AirflowException

#: Updated whenever records reached bronze; ``prepare`` waits for it.
BRONZE = Asset(name="hoofbeat-bronze", uri="hoofbeat://lake/bronze")
#: Updated whenever gold was made anew; ``retrain`` wakes with it.
GOLD = Asset(name="hoofbeat-gold", uri="hoofbeat://lake/gold")
#: Updated by every step of a round of retraining that is done, with what it left.
ROUND = Asset(name="hoofbeat-retraining", uri="hoofbeat://retrainings")
#: Updated whenever a round brought another bundle to production.
PRODUCTION = Asset(name="hoofbeat-production", uri="hoofbeat://registry/production")

log = logging.getLogger(__name__)


class Ended(NamedTuple):
    """How a command ended: its status, its standard output, and the last words of its messages."""

    status: int
    answer: str
    last: str


def ended(*arguments: str) -> Ended:
    """Run ``hoofbeat`` with ``arguments``; its messages go to the log line by line."""
    command = [os.environ.get("HOOFBEAT_COMMAND", "hoofbeat"), *arguments]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, errors="replace")  # noqa: S603
    said = []
    for line in process.stderr or ():
        said.append(line.rstrip())
        log.info("%s", said[-1])
    answer = process.stdout.read() if process.stdout else ""
    return Ended(process.wait(), answer, next((line for line in reversed(said) if line), "it said nothing"))


def hoofbeat(*arguments: str, status: tuple[int, ...] = (0,)) -> str:
    """Run ``hoofbeat`` with ``arguments`` and return its standard output.

    Raises:
        AirflowException: it ended otherwise than by one of ``status``; the exception ends with its last words, which
            say why and how to mend it.
    """
    told = ended(*arguments)
    if told.status not in status:
        raise AirflowException(f"hoofbeat {arguments[0]} ended with status {told.status}: {told.last}")
    return told.answer


def run_directory() -> str:
    """The run directory."""
    return os.environ.get("HOOFBEAT_OUTPUT", "hoofbeat-output")


def output() -> list[str]:
    """The option that names the run directory."""
    return ["--output", run_directory()]


def sources() -> list[str]:
    """The option that names the file of sources."""
    return ["--sources", os.environ["HOOFBEAT_SOURCES"]]


def expectations() -> list[str]:
    """The option that names the hospital's own expectations, where there are any."""
    file = os.environ.get("HOOFBEAT_EXPECTATIONS")
    return ["--expectations", file] if file else []


def retraining() -> list[str]:
    """The options of every command of a round."""
    return [*output(), *shlex.split(os.environ.get("HOOFBEAT_RETRAIN", ""))]


def fetching() -> list[str]:
    """Further options of bringing a bundle here."""
    return shlex.split(os.environ.get("HOOFBEAT_FETCH", ""))
