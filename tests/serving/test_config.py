"""Settings from the environment: what counts, what is refused by its name, and that no secret is ever shown.

Mirrors: hoofbeat.cli.config, hoofbeat.serving.shown
"""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from hoofbeat.domain.errors import ConfigError
from hoofbeat.serving.config import VARIABLES, ServiceConfig
from hoofbeat.serving.shown import shown, unknown

#: A word that nobody says by chance.
CANARY = "zq7canary"

SECRETS = (
    "MLFLOW_TRACKING_PASSWORD", "MLFLOW_TRACKING_TOKEN", "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY",
    "AWS_SESSION_TOKEN", "AZURE_STORAGE_ACCOUNT_KEY", "AZURE_STORAGE_KEY", "AZURE_STORAGE_SAS_KEY",
    "AZURE_STORAGE_SAS_TOKEN", "AZURE_STORAGE_CONNECTION_STRING", "AZURE_CLIENT_SECRET", "GOOGLE_SERVICE_ACCOUNT_KEY",
)  # fmt: skip

#: Addresses that somebody wrote a secret into.
ADDRESSES = {
    "MLFLOW_TRACKING_URI": f"https://user:{CANARY}/with@signs@mlflow.example:5000",
    "AWS_ENDPOINT_URL": f"https://{CANARY}@store.example",
    "AWS_ENDPOINT_URL_S3": f"https://store.example/?token={CANARY}",
    "AZURE_STORAGE_ENDPOINT": f"https://one.blob.example/?sv=1&sig={CANARY}",
    "HOOFBEAT_BUNDLE": f"https://key:{CANARY}@bucket.example/bundle?X-Amz-Signature={CANARY}",
    "HOOFBEAT_TRUSTED_KEYS": f"-----BEGIN PRIVATE KEY-----\n{CANARY}\n-----END PRIVATE KEY-----",
}

BAD = {
    "HOOFBEAT_ALLOW_UNSIGNED": ("perhaps", "2", "-1"),
    "HOOFBEAT_REFRESH_SECONDS": ("soon", "-1", "nan", "inf", "1e9"),
    "HOOFBEAT_PORT": ("http", "-1", "65536", "8000.5"),
    "PORT": ("http", "99999"),
    "HOOFBEAT_DRAIN_SECONDS": ("long", "-1", "nan", "inf"),
    "HOOFBEAT_ALTITUDE": ("high", "99999", "nan"),
    "HOOFBEAT_MAX_BODY_BYTES": ("1k", "0", "-1"),
    "HOOFBEAT_OPEN": ("perhaps", "2"),
    "HOOFBEAT_LOOPBACK": ("perhaps", "2"),
    "HOOFBEAT_RATE": ("often", "-1", "0.5"),
    "HOOFBEAT_REQUEST_SECONDS": ("long", "0", "nan", "inf"),
    "HOOFBEAT_CORS_ORIGINS": ("*", "ehr.example", "https://ehr.example/", "https://a.example, https://b.example"),
    "HOOFBEAT_CONCURRENCY": ("many", "0"),
}


def config_show(environment: dict[str, str], *arguments: str) -> subprocess.CompletedProcess[str]:
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG", "COVERAGE_PROCESS_START") if name in os.environ}
    command = [sys.executable, "-m", "hoofbeat", "config", "show", *arguments]
    return subprocess.run(
        command, env=kept | environment, capture_output=True, text=True, timeout=120, check=False, encoding="utf-8"
    )


def test_the_defaults() -> None:
    config = ServiceConfig.of({})
    assert (config.bundle, config.host, config.port) == ("hoofbeat-output/bundle", "127.0.0.1", 8000)
    assert (config.allow_unsigned, config.cache, config.looks_every) == (False, None, 0)
    assert (config.drain_seconds, config.altitude, config.max_body_bytes) == (25, None, 65536)


def test_an_alias_is_looked_at_every_second_unless_told_otherwise() -> None:
    alias = {"HOOFBEAT_BUNDLE": "models:/hoofbeat@production"}
    assert ServiceConfig.of(alias).looks_every == 1
    assert ServiceConfig.of(alias | {"HOOFBEAT_REFRESH_SECONDS": "0"}).looks_every == 0
    assert ServiceConfig.of({"HOOFBEAT_REFRESH_SECONDS": "60"}).looks_every == 60


def test_every_setting_has_a_variable_and_a_meaning() -> None:
    assert set(VARIABLES) == set(ServiceConfig.model_fields)
    assert all(field.description for field in ServiceConfig.model_fields.values())


def test_the_environment_counts_and_what_is_given_counts_more() -> None:
    environment = {"HOOFBEAT_PORT": "9000", "HOOFBEAT_CACHE": "/srv/cache", "HOOFBEAT_ALTITUDE": "2640"}
    config = ServiceConfig.of(environment, port=9001, host=None)
    assert (config.port, config.cache, config.altitude, config.host) == (9001, Path("/srv/cache"), 2640, "127.0.0.1")


@pytest.mark.parametrize(
    ("environment", "port"),
    [({"PORT": "1"}, 1), ({"PORT": "1", "HOOFBEAT_PORT": "2"}, 2), ({"PORT": "1", "HOOFBEAT_PORT": ""}, 1), ({}, 8000)],
)
def test_the_port_of_hosts_counts_where_ours_is_not_set(environment: dict[str, str], port: int) -> None:
    assert ServiceConfig.of(environment).port == port


def test_an_empty_variable_is_not_set() -> None:
    assert ServiceConfig.of(dict.fromkeys((names[0] for names in VARIABLES.values()), "")) == ServiceConfig()


@pytest.mark.parametrize(("variable", "value"), [(name, value) for name, values in BAD.items() for value in values])
def test_a_value_that_cannot_be_used_is_refused_by_its_variable(variable: str, value: str) -> None:
    with pytest.raises(ConfigError, match=rf"^{variable}: .+ → it is the ") as caught:
        ServiceConfig.of({variable: value})
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("value", ["1", "true", "yes", "on"])
def test_a_flag_may_be_said_in_the_usual_words(value: str) -> None:
    assert ServiceConfig.of({"HOOFBEAT_ALLOW_UNSIGNED": value}).trusted() is None


def test_an_unsigned_bundle_is_taken_only_by_the_flag_of_development() -> None:
    with pytest.raises(ConfigError, match=r"No key is trusted.*HOOFBEAT_TRUSTED_KEYS.*HOOFBEAT_ALLOW_UNSIGNED=1"):
        ServiceConfig.of({}).trusted()
    with pytest.raises(ConfigError, match="No key is trusted"):
        ServiceConfig.of({"HOOFBEAT_ALLOW_UNSIGNED": "0"}).trusted()


def test_what_is_misspelt_is_found() -> None:
    environment = {"HOOFBEAT_BUNDEL": "x", "HOOFBEAT_LAKE": "y", "HOOFBEAT_PORT": "1", "HOOF": "z", "PORT": "2"}
    assert unknown(environment, frozenset({"HOOFBEAT_LAKE"})) == ["HOOFBEAT_BUNDEL"]


def test_sources_are_told() -> None:
    rows = {
        row.name: row for row in shown({"PORT": "9000", "AWS_REGION": "sa-east-1", "HOOFBEAT_ALLOW_UNSIGNED": "on"})
    }
    assert (rows["PORT"].value, rows["PORT"].source) == ("9000", "environment")
    assert (rows["HOOFBEAT_HOST"].value, rows["HOOFBEAT_HOST"].source) == ("127.0.0.1", "default")
    assert (rows["AWS_REGION"].value, rows["AWS_REGION"].source) == ("sa-east-1", "environment")
    assert (rows["AWS_SECRET_ACCESS_KEY"].value, rows["AWS_SECRET_ACCESS_KEY"].source) == ("", "not set")
    assert rows["HOOFBEAT_ALLOW_UNSIGNED"].value == "1"
    assert all(row.meaning for row in rows.values())


@pytest.mark.parametrize("arguments", [(), ("--json",)])
def test_no_secret_is_shown(arguments: tuple[str, ...]) -> None:
    environment = dict.fromkeys(SECRETS, f"x{CANARY}") | ADDRESSES
    result = config_show(environment, *arguments)
    assert result.returncode == 0, result.stderr
    assert CANARY not in result.stdout + result.stderr
    assert result.stdout.count("set, not shown") == len(SECRETS)
    assert "mlflow.example:5000" in result.stdout
    assert "bucket.example/bundle" in result.stdout


def test_the_table_and_the_json_say_the_same() -> None:
    environment = {"HOOFBEAT_PORT": "9000", "HOOFBEAT_BUNDEL": "x", "HOOFBEAT_LAKE": "a lake", "HOOFBEAT_CACHE": "[b]"}
    table, asked = config_show(environment), config_show(environment, "--json")
    assert (table.returncode, asked.returncode) == (0, 0), table.stderr + asked.stderr
    rows = json.loads(asked.stdout)
    assert {"name": "HOOFBEAT_CACHE", "value": "[b]"}.items() <= next(r for r in rows if r["value"] == "[b]").items()
    for row in rows:
        line = next(line for line in table.stdout.splitlines() if line.startswith(f"{row['name']} "))
        assert all(str(row[part]) in line for part in ("value", "source", "meaning")), line
    for result in (table, asked):
        assert "HOOFBEAT_BUNDEL is no setting: perhaps misspelt" in result.stderr
        assert "HOOFBEAT_LAKE" not in result.stderr


def test_a_bad_value_ends_in_one_line_that_names_the_variable() -> None:
    result = config_show({"HOOFBEAT_PORT": "eight"})
    assert (result.returncode, result.stdout) == (1, "")
    assert "✗ HOOFBEAT_PORT: " in result.stderr
    assert "Traceback" not in result.stderr
