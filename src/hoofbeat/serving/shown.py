"""Every setting of a service, its value and where it comes from; secrets only as set or not."""

import re
from collections.abc import Mapping
from typing import NamedTuple

from hoofbeat.serving.config import VARIABLES, ServiceConfig, variable_of


class Shown(NamedTuple):
    """One setting as it is shown.

    Attributes:
        name: the variable.
        value: its value, or only that it is set.
        source: where it comes from: ``environment``, ``default`` or ``not set``.
        meaning: what it says.
    """

    name: str
    value: str
    source: str
    meaning: str


#: Other variables that serving's libraries read, and whether their value is a secret.
_OF_OTHERS: Mapping[str, tuple[str, bool]] = {
    "MLFLOW_TRACKING_URI": ("address of the registry", False),
    "MLFLOW_TRACKING_USERNAME": ("who asks the registry", False),
    "MLFLOW_TRACKING_PASSWORD": ("password at the registry", True),
    "MLFLOW_TRACKING_TOKEN": ("token at the registry", True),
    "AWS_REGION": ("region of the bucket", False),
    "AWS_PROFILE": ("profile of the credentials at S3", False),
    "AWS_ENDPOINT_URL": ("address of another S3 store", False),
    "AWS_ENDPOINT_URL_S3": ("address of another S3 store, counts first", False),
    "AWS_ACCESS_KEY_ID": ("key at S3", True),
    "AWS_SECRET_ACCESS_KEY": ("secret at S3", True),
    "AWS_SESSION_TOKEN": ("session at S3", True),
    "AZURE_STORAGE_ACCOUNT_NAME": ("account at Azure", False),
    "AZURE_STORAGE_ACCOUNT_KEY": ("key at Azure", True),
    "AZURE_STORAGE_SAS_KEY": ("signature at Azure", True),
    "AZURE_STORAGE_CONNECTION_STRING": ("account and key at Azure", True),
    "AZURE_STORAGE_ACCOUNT": ("account at Azure, as its command line calls it", False),
    "AZURE_STORAGE_KEY": ("key at Azure, as its command line calls it", True),
    "AZURE_STORAGE_SAS_TOKEN": ("signature at Azure, as its command line calls it", True),
    "AZURE_STORAGE_ENDPOINT": ("address of another Azure store", False),
    "AZURE_CLIENT_ID": ("service principal or identity at Azure", False),
    "AZURE_TENANT_ID": ("tenant of the service principal at Azure", False),
    "AZURE_CLIENT_SECRET": ("secret of the service principal at Azure", True),
    "GOOGLE_APPLICATION_CREDENTIALS": ("file of credentials at Google", False),
    "GOOGLE_SERVICE_ACCOUNT": ("file of a service account at Google", False),
    "STORAGE_EMULATOR_HOST": ("address of Google's emulator", False),
    "GOOGLE_SERVICE_ACCOUNT_KEY": ("key of a service account at Google", True),
    "OTEL_EXPORTER_OTLP_ENDPOINT": ("collector of traces and metrics, OTLP over HTTP", False),
    "OTEL_EXPORTER_OTLP_HEADERS": ("headers for the collector, such as a token", True),
    "OTEL_TRACES_SAMPLER": ("which requests are traced", False),
    "OTEL_TRACES_SAMPLER_ARG": ("share of the requests that is traced", False),
    "OTEL_TRACES_EXPORTER": ("otlp, or none: no traces", False),
    "OTEL_METRICS_EXPORTER": ("otlp, or none: no metrics to the collector", False),
    "OTEL_SDK_DISABLED": ("true: nothing is sent", False),
    "PROMETHEUS_MULTIPROC_DIR": ("folder in which several workers count together", False),
}
#: Whoever and whatever a user writes into an address before its host; a password may hold any sign.
_CREDENTIALS = re.compile(r"(?<=//)\S*@")
#: What signs a request may stand behind the path of an address.
_QUERY = re.compile(r"(?<=\?)\S+")


def shown(environment: Mapping[str, str]) -> list[Shown]:
    """Every setting of a service with its value and source; secrets only as set or not.

    Raises:
        ConfigError: a value cannot be used.
    """
    config = ServiceConfig.of(environment)
    rows = []
    for name, variables in VARIABLES.items():
        field = ServiceConfig.model_fields[name]
        variable = variable_of(name, environment)
        value = getattr(config, name)
        text = "" if value is None else str(int(value)) if isinstance(value, bool) else f"{value}"
        source = "default" if variable is None else "environment"
        rows.append(Shown(variable or variables[0], _without_secrets(text), source, field.description or ""))
    for variable, (meaning, secret) in _OF_OTHERS.items():
        value = environment.get(variable, "")
        said = "set, not shown" if value and secret else _without_secrets(value)
        rows.append(Shown(variable, said, "environment" if value else "not set", meaning))
    return rows


def unknown(environment: Mapping[str, str], others: frozenset[str] = frozenset()) -> list[str]:
    """Variables that begin like ours and are none: perhaps misspelt."""
    ours = {variable for variables in VARIABLES.values() for variable in variables} | others
    return sorted(name for name in environment if name.startswith("HOOFBEAT_") and name not in ours)


def _without_secrets(value: str) -> str:
    if "PRIVATE KEY" in value:
        return "a private key, not shown: name the public one"
    return _QUERY.sub("…", _CREDENTIALS.sub("…@", value))
