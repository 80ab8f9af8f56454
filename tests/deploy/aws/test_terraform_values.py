"""What the Terraforms refuse before they make anything. It is judged without a provider, from the variables alone.

Mirrors: deploy/aws/terraform/variables.tf, deploy/aws/ec2/variables.tf
"""

import json
import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.slow

AWS = Path(__file__).parents[3] / "deploy" / "aws"
FUNCTION = {
    "region": "eu-central-1",
    "trusted_keys": "A" * 43 + "=",
    "authorization": "JWT",
    "jwt_issuer": "https://login.hospital.example/realms/staff",
    "jwt_audience": ["hoofbeat"],
    "zip_file": "code.zip",
}
MACHINE = {
    "region": "eu-central-1",
    "ami": "ami-1",
    "subnet": "subnet-1",
    "image": "123456789012.dkr.ecr.eu-central-1.amazonaws.com/hoofbeat@sha256:0",
    "repository_arn": "arn:aws:ecr:eu-central-1:123456789012:repository/hoofbeat",
    "bucket": "hoofbeat-bundles-1",
    "compose_sha256": "0123456789abcdef" * 4,
    "trusted_keys": "A" * 43 + "=",
}

FUNCTION_REFUSED = {
    "no region": {"region": None},
    "an open address": {"authorization": "NONE"},
    "no issuer": {"jwt_issuer": None},
    "tokens made for others": {"jwt_audience": []},
    "no key": {"trusted_keys": ""},
    "neither zip nor image": {"zip_file": None},
    "both zip and image": {"image_uri": "123456789012.dkr.ecr.eu-central-1.amazonaws.com/hoofbeat@sha256:0"},
}
MACHINE_REFUSED = {
    "no digest": {"compose_sha256": None},
    "half a digest": {"compose_sha256": "0123456789abcdef"},
    "everybody": {"ingress_cidrs": ["10.20.0.0/16", "0.0.0.0/0"]},
    "everybody in two halves": {"ingress_cidrs": ["0.0.0.0/1", "128.0.0.0/1"]},
    "everybody by IPv6": {"ingress_cidrs": ["::/0"]},
    "no network": {"ingress_cidrs": ["the ward"]},
}


def terraform(*arguments: str, folder: Path) -> "subprocess.CompletedProcess[str]":
    program = shutil.which("terraform")
    if program is None:
        pytest.skip("terraform is not installed")
    own = {"TF_CLI_CONFIG_FILE": os.devnull, "CHECKPOINT_DISABLE": "1", "TF_IN_AUTOMATION": "1"}
    environment = {"PATH": os.environ["PATH"], "HOME": str(folder)} | own
    command = [program, *arguments]
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)


def plan(stack: str, given: dict[str, Any], folder: Path) -> "subprocess.CompletedProcess[str]":
    """A plan of the variables of one stack, with the values that are not None."""
    for file in (AWS / stack).glob("variables*.tf"):
        shutil.copy(file, folder)
    said = {name: value for name, value in given.items() if value is not None}
    (folder / "terraform.tfvars.json").write_text(json.dumps(said))
    return terraform("plan", "-input=false", "-no-color", folder=folder)


@pytest.mark.parametrize("stack", ["terraform", "ec2"])
def test_the_files_are_formatted(stack: str) -> None:
    result = terraform("fmt", "-check", "-diff", folder=AWS / stack)
    assert result.returncode == 0, result.stdout + result.stderr


@pytest.mark.parametrize("changed", FUNCTION_REFUSED.values(), ids=FUNCTION_REFUSED)
def test_a_function_that_would_be_open_or_nowhere_is_refused(changed: dict[str, Any], tmp_path: Path) -> None:
    result = plan("terraform", FUNCTION | changed, tmp_path)
    assert (result.returncode, next(iter(changed)) in result.stderr) == (1, True), result.stdout + result.stderr


@pytest.mark.parametrize("changed", MACHINE_REFUSED.values(), ids=MACHINE_REFUSED)
def test_a_machine_that_would_be_open_or_run_anything_is_refused(changed: dict[str, Any], tmp_path: Path) -> None:
    result = plan("ec2", MACHINE | changed, tmp_path)
    assert (result.returncode, next(iter(changed)) in result.stderr) == (1, True), result.stdout + result.stderr


def test_what_the_page_says_is_not_refused(tmp_path: Path) -> None:
    signed = {"authorization": "IAM", "jwt_issuer": None, "jwt_audience": None}
    for name, stack, given in (
        ("tokens", "terraform", FUNCTION),
        ("signatures", "terraform", FUNCTION | signed),
        ("nobody", "ec2", MACHINE),
        ("ward", "ec2", MACHINE | {"ingress_cidrs": ["10.20.0.0/16", "192.0.2.1/32"]}),
    ):
        (tmp_path / name).mkdir()
        result = plan(stack, given, tmp_path / name)
        assert result.returncode == 0, name + result.stdout + result.stderr
