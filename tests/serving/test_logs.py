"""The log, as lines and as JSON: ids and templates, and never what an error or a request quotes."""

import json
import logging
import subprocess
import sys

import pytest

from hoofbeat.serving.config import ServiceConfig
from hoofbeat.serving.logs import JsonFormatter, Request, TextFormatter, current

REQUEST = Request("r" * 32, "t" * 32, "s" * 16, "GET", "/v1/cases/{case_id}")


def record(message: str, *arguments: object, **extra: object) -> logging.LogRecord:
    try:
        raise ValueError("quetzalbird")
    except ValueError:
        made = logging.LogRecord("hoofbeat.serving", logging.ERROR, "x.py", 1, message, arguments, sys.exc_info())
    vars(made).update(extra)
    return made


@pytest.mark.parametrize("formatter", [JsonFormatter(), TextFormatter()])
def test_an_error_is_told_by_type_and_place(formatter: logging.Formatter) -> None:
    line = formatter.format(record("it failed for %s", "GET"))
    assert "it failed for GET" in line
    assert "ValueError" in line
    assert "test_logs.py" in line
    assert "quetzalbird" not in line


def test_a_line_of_a_request_has_its_ids_and_its_template() -> None:
    token = current.set(REQUEST)
    try:
        line = json.loads(JsonFormatter().format(record("done", told={"status": 200, "milliseconds": 1.5})))
    finally:
        current.reset(token)
    told = REQUEST._asdict() | {"message": "done", "level": "error", "logger": "hoofbeat.serving", "status": 200}
    assert told.items() <= line.items()
    assert line["time"].endswith("+00:00")
    assert "request_id" not in json.loads(JsonFormatter().format(record("between requests")))


# It is set for the whole process: one of its own.
PROGRAM = """
import logging, sys
from hoofbeat.serving.logs import configure
configure(sys.argv[1])
logging.getLogger("uvicorn.access").info("GET /v1/findings?q=quetzalbird 200")
logging.getLogger("uvicorn.access").error("quetzalbird")
logging.getLogger("uvicorn.error").warning("Invalid HTTP request received.")
logging.getLogger("hoofbeat.serving").info("answering")
"""


@pytest.mark.parametrize("form", ["text", "json"])
def test_the_log_of_the_server_that_prints_queries_stays_off(form: str) -> None:
    done = subprocess.run([sys.executable, "-c", PROGRAM, form], capture_output=True, text=True, check=True)
    assert "quetzalbird" not in done.stderr
    lines = done.stderr.splitlines()
    assert ["Invalid" in lines[0], "answering" in lines[1], len(lines)] == [True, True, 2]
    if form == "json":
        assert [json.loads(line)["logger"] for line in lines] == ["uvicorn.error", "hoofbeat.serving"]


def test_the_variable_names_the_form() -> None:
    assert ServiceConfig.of({}).log_format == "text"
    assert ServiceConfig.of({"HOOFBEAT_LOG_FORMAT": "json"}).log_format == "json"
