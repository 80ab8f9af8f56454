"""The Bicep files: parsed, held against Azure's models, and closed where they must be.

Mirrors: deploy/azure/main.bicep, deploy/azure/function-app.bicep, deploy/azure/container-app.bicep,
deploy/azure/storage.bicep, deploy/azure/role.bicep, deploy/azure/monitoring.bicep, deploy/azure/check_schema.py,
deploy/azure/tools.sh
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from pycep import BicepParser

from hoofbeat.serving.config import VARIABLES

AZURE = Path(__file__).parents[3] / "deploy" / "azure"
FILES = sorted(AZURE.glob("*.bicep"))


def parsed(name: str) -> dict[str, Any]:
    document: dict[str, Any] = BicepParser().parse(text=(AZURE / name).read_text(encoding="utf-8"))
    return document


def check_schema(folder: Path) -> "subprocess.CompletedProcess[str]":
    schemas = os.environ.get("HOOFBEAT_CLOUD_SCHEMAS", "absent")
    if not (Path(schemas) / "azure").is_dir():
        pytest.skip("no schemas: run deploy/azure/tools.sh DIR and set HOOFBEAT_CLOUD_SCHEMAS=DIR")
    command = [sys.executable, str(AZURE / "check_schema.py"), schemas, str(folder)]
    return subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)


def test_every_property_is_in_azures_models() -> None:
    checked = check_schema(AZURE)
    assert checked.returncode == 0, checked.stdout + checked.stderr


def test_a_wrong_property_would_be_found(tmp_path: Path) -> None:
    for name, right, wrong in (
        ("storage.bicep", "allowSharedKeyAccess", "allowSharedKeys"),
        ("storage.bicep", "  sku: { name: 'Standard_LRS' }\n", ""),
        ("function-app.bicep", "instanceMemoryMB: 2048", "instanceMemory: 2048"),
        ("function-app.bicep", "requireAuthentication", "requiresAuthentication"),
        ("container-app.bicep", "failureThreshold", "failures"),
        ("monitoring.bicep", "DisableIpMasking: false", "DisableMasking: false"),
        ("role.bicep", "principalId: principalId", "principal: principalId"),
    ):
        file = tmp_path / name
        if not file.exists():
            shutil.copy(AZURE / name, file)
        text = file.read_text(encoding="utf-8")
        assert right in text
        file.write_text(text.replace(right, wrong), encoding="utf-8")
    checked = check_schema(tmp_path)
    assert checked.returncode == 1
    for said in (
        "allowSharedKeys is unknown",
        "account: sku is missing",
        "instanceMemory is unknown",
        "requiresAuthentication is unknown",
        "failures is unknown",
        "DisableMasking is unknown",
        "principal is unknown",
        "principalId is missing",
    ):
        assert said in checked.stdout


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_each_file_is_read_and_its_modules_are_given_what_they_ask_for(file: Path) -> None:
    document = parsed(file.name)
    for name, module in document.get("modules", {}).items():
        path = module["detail"]["path"] if "detail" in module else module["path"]
        asked = parsed(path)["parameters"]
        given = module["config"]["params"]
        assert set(given) <= set(asked), name
        assert {each for each, told in asked.items() if told.get("default") is None} <= set(given), name


@pytest.mark.parametrize("name", ["main.bicep", "container-app.bicep"])
def test_the_region_has_no_default(name: str) -> None:
    assert parsed(name)["parameters"]["location"].get("default") is None


def test_no_key_and_no_stranger() -> None:
    text = "\n".join(file.read_text(encoding="utf-8") for file in FILES)
    for closed in (
        "allowBlobPublicAccess: false",
        "allowSharedKeyAccess: false",
        "minimumTlsVersion: 'TLS1_2'",
        "httpsOnly: true",
        "httpLoggingEnabled: false",
        "DisableLocalAuth: true",
        "allowInsecure: false",
        "internal: true",
    ):
        assert closed in text
    for open_door in ("listKeys(", "AccountKey=", "@secure()", "password"):
        assert open_door not in text.replace("no key or password anywhere", "").replace("with a password", "")


def test_the_service_gets_variables_that_it_reads() -> None:
    known = {name for names in VARIABLES.values() for name in names} | {"HOOFBEAT_AZURE_LOGIN"}
    for name in ("main.bicep", "function-app.bicep", "container-app.bicep"):
        text = (AZURE / name).read_text(encoding="utf-8").replace("'", " ").replace(":", " ")
        assert {word for word in text.split() if word.startswith("HOOFBEAT_")} <= known
        assert "HOOFBEAT_ALLOW_UNSIGNED" not in text
