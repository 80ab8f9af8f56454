"""Terraform's files for Google: form, schema, guards of the variables, and what must never be opened.

Mirrors: deploy/google/terraform, deploy/google/check_schema.py, deploy/google/tools.sh
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import hcl2
import pytest

from hoofbeat.serving.config import VARIABLES

GOOGLE = Path(__file__).parents[3] / "deploy" / "google"
TERRAFORM = GOOGLE / "terraform"
TEXT = "\n".join(file.read_text(encoding="utf-8") for file in sorted(TERRAFORM.glob("*.tf")))
IMAGE = "europe-west3-docker.pkg.dev/hospital/hoofbeat/serve@sha256:" + "0" * 64
GIVEN = {"project": "hospital", "region": "europe-west3", "image": IMAGE, "bundle": "bundle-1", "trusted_keys": "key"}


def terraform(*arguments: str, folder: Path = TERRAFORM) -> "subprocess.CompletedProcess[str]":
    program = shutil.which("terraform")
    if program is None:
        pytest.skip("terraform is not installed")
    environment = {name: value for name, value in os.environ.items() if not name.startswith("TF_")}
    return subprocess.run(
        [program, *arguments],
        cwd=folder,
        env=environment | {"CHECKPOINT_DISABLE": "1", "TF_IN_AUTOMATION": "1", "TF_CLI_CONFIG_FILE": os.devnull},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def check_schema(folder: Path) -> "subprocess.CompletedProcess[str]":
    schemas = os.environ.get("HOOFBEAT_CLOUD_SCHEMAS", "absent")
    if not (Path(schemas) / "google").is_dir():
        pytest.skip("no schemas: run deploy/google/tools.sh DIR and set HOOFBEAT_CLOUD_SCHEMAS=DIR")
    command = [sys.executable, str(GOOGLE / "check_schema.py"), schemas, str(folder)]
    return subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)


def test_the_files_are_formatted() -> None:
    checked = terraform("fmt", "-check", "-recursive", "-diff")
    assert checked.returncode == 0, checked.stdout + checked.stderr


def test_every_block_and_argument_is_in_the_providers_schema() -> None:
    checked = check_schema(TERRAFORM)
    assert checked.returncode == 0, checked.stdout + checked.stderr


def test_a_wrong_argument_would_be_found(tmp_path: Path) -> None:
    wrong = (TERRAFORM / "service.tf").read_text(encoding="utf-8")
    for right, other in (
        ("cpu_idle ", "cpu_idel "),
        ("EXECUTION_ENVIRONMENT_GEN2", "EXECUTION_ENVIRONMENT_GEN9"),
        ("    scaling {", "    scaling = {"),
        ("  location = var.region\n", ""),
    ):
        assert right in wrong
        wrong = wrong.replace(right, other)
    (tmp_path / "service.tf").write_text(wrong, encoding="utf-8")
    checked = check_schema(tmp_path)
    assert checked.returncode == 1
    for said in (
        "cpu_idel is unknown",
        "cannot be EXECUTION_ENVIRONMENT_GEN9",
        "scaling is a block",
        "location is missing",
    ):
        assert said in checked.stdout


@pytest.fixture(scope="module")
def variables(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The variables alone, so that Terraform itself can judge values without a provider."""
    folder = tmp_path_factory.mktemp("variables")
    shutil.copy(TERRAFORM / "variables.tf", folder)
    (folder / "check.tf").write_text('output "name" {\n  value = "${var.project} ${var.region}"\n}\n', encoding="utf-8")
    begun = terraform("init", "-input=false", "-backend=false", folder=folder)
    assert begun.returncode == 0, begun.stderr
    return folder


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({}, ""),
        ({"region": None}, 'variable "region" is not set'),
        ({"trusted_keys": None}, 'variable "trusted_keys" is not set'),
        ({"region": "EU"}, "a multi-region"),
        ({"image": IMAGE.split("@")[0] + ":latest"}, "by its digest"),
        ({"callers": '["allUsers"]'}, "known callers only"),
        ({"browser_users": '["allAuthenticatedUsers"]'}, "Write user:"),
        ({"trusted_keys": ""}, "no bundle is taken"),
    ],
)
def test_terraform_refuses_what_must_not_be(variables: Path, changed: dict[str, str | None], said: str) -> None:
    values = [f"-var={name}={value}" for name, value in (GIVEN | changed).items() if value is not None]
    planned = terraform("plan", "-input=false", "-no-color", *values, folder=variables)
    assert planned.returncode == (1 if said else 0), planned.stdout + planned.stderr
    assert said in " ".join(planned.stderr.split())


def test_the_region_has_no_default_and_everything_that_has_a_place_is_there() -> None:
    declared = hcl2.loads((TERRAFORM / "variables.tf").read_text(encoding="utf-8"))["variable"]
    (region,) = [each['"region"'] for each in declared if '"region"' in each]
    assert "default" not in region
    assert TEXT.count("location") >= 2
    for file in TERRAFORM.glob("*.tf"):
        for line in file.read_text(encoding="utf-8").splitlines():
            if line.strip().startswith("location "):
                assert "var.region" in line or "google_cloud_run_v2_service.hoofbeat.location" in line


def test_strangers_find_no_door() -> None:
    assert '"allUsers"' not in TEXT.replace('!contains(["allUsers", "allAuthenticatedUsers"], member)', "")
    assert "invoker_iam_disabled = false" in TEXT
    assert 'public_access_prevention    = "enforced"' in TEXT
    assert "uniform_bucket_level_access = true" in TEXT
    assert "google_service_account_key" not in TEXT
    roles = {word.strip('"') for word in TEXT.split() if word.startswith('"roles/')}
    assert roles == {"roles/storage.objectViewer", "roles/run.invoker", "roles/iap.httpsResourceAccessor"}


def test_the_service_gets_variables_that_it_reads() -> None:
    named = {word for word in TEXT.split() if word.startswith("HOOFBEAT_") and word.isupper()}
    assert {name for name in named if name != "HOOFBEAT_PORT"} <= {
        name for names in VARIABLES.values() for name in names
    }
    assert 'HOOFBEAT_DRAIN_SECONDS = "8"' in TEXT
    assert "HOOFBEAT_ALLOW_UNSIGNED" not in TEXT


def test_lines_with_addresses_of_requests_are_not_kept() -> None:
    """Before the service exists: the first request must not be kept either."""
    assert "run.googleapis.com%2Frequests" in TEXT
    service = (TERRAFORM / "service.tf").read_text(encoding="utf-8")
    assert "google_logging_project_exclusion.request_urls" in service
