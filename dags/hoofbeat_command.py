"""How every task calls Hoofbeat: its command line, in its own environment, with what it says in the task's log.

Set for the Airflow processes (only the first has no default):

    HOOFBEAT_SOURCES       YAML file that lists the sources
    HOOFBEAT_COMMAND       the executable (``hoofbeat`` on the PATH)
    HOOFBEAT_OUTPUT        run directory (``hoofbeat-output``)
    HOOFBEAT_LAKE          URL of the lake (``<output>/lake``), read by the command itself
    HOOFBEAT_EXPECTATIONS  YAML file with the hospital's own expectations (none)
    HOOFBEAT_KNOWLEDGE     folder that keeps the releases of knowledge, read by the command itself
"""

import logging
import os
import subprocess

from airflow.sdk import Asset
from airflow.sdk.exceptions import AirflowException

#: Updated whenever records reached bronze; ``prepare`` waits for it.
BRONZE = Asset(name="hoofbeat-bronze", uri="hoofbeat://lake/bronze")
#: Updated whenever gold was made anew; training may wait for it.
GOLD = Asset(name="hoofbeat-gold", uri="hoofbeat://lake/gold")

log = logging.getLogger(__name__)


def hoofbeat(*arguments: str) -> str:
    """Run ``hoofbeat`` with ``arguments`` and return its standard output; its messages go to the log line by line.

    Raises:
        AirflowException: it failed; the exception ends with its last words, which say why and how to mend it.
    """
    command = [os.environ.get("HOOFBEAT_COMMAND", "hoofbeat"), *arguments]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, errors="replace")  # noqa: S603
    said = []
    for line in process.stderr or ():
        said.append(line.rstrip())
        log.info("%s", said[-1])
    answer = process.stdout.read() if process.stdout else ""
    if process.wait():
        last = next((line for line in reversed(said) if line), "it said nothing")
        raise AirflowException(f"hoofbeat {arguments[0]} ended with status {process.returncode}: {last}")
    return answer


def output() -> list[str]:
    """The option that names the run directory."""
    return ["--output", os.environ.get("HOOFBEAT_OUTPUT", "hoofbeat-output")]


def sources() -> list[str]:
    """The option that names the file of sources."""
    return ["--sources", os.environ["HOOFBEAT_SOURCES"]]


def expectations() -> list[str]:
    """The option that names the hospital's own expectations, where there are any."""
    file = os.environ.get("HOOFBEAT_EXPECTATIONS")
    return ["--expectations", file] if file else []
