"""moto, and Terraform on it.

Terraform is looked for on the PATH, its provider in HOOFBEAT_TERRAFORM_PLUGINS (a folder for ``-plugin-dir``).
"""

import json
import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.request import urlopen

import boto3
import pytest

from free_ports import free_port

REGION = "eu-central-1"

#: Both programs are of Go and read all of AWS's schema at each command: cheaper where memory is tidied up rarely.
TIDY = {"GOGC": "400"}

#: moto is no AWS: it is asked by path.
MOTO = """
provider "aws" {
  s3_use_path_style           = true
  skip_credentials_validation = true
  skip_metadata_api_check     = "true"
}
"""


class Cloud:
    """moto, the stand-in for AWS."""

    def __init__(self, address: str) -> None:
        self.address = address

    @property
    def environment(self) -> dict[str, str]:
        return {"AWS_ENDPOINT_URL": self.address, "AWS_ACCESS_KEY_ID": "any", "AWS_SECRET_ACCESS_KEY": "any"}

    def client(self, service: str) -> Any:
        keys = {"aws_access_key_id": "any", "aws_secret_access_key": "any"}
        return boto3.client(service, endpoint_url=self.address, region_name=REGION, **keys)


class Terraform:
    """A copy of a stack, and the commands on it."""

    def __init__(self, folder: Path, environment: dict[str, str]) -> None:
        self.folder = folder
        self._environment = environment

    @property
    def state(self) -> dict[str, Any]:
        """What it has made, as its own file says."""
        return dict(json.loads((self.folder / "terraform.tfstate").read_text()))

    @property
    def outputs(self) -> dict[str, str]:
        return {name: told["value"] for name, told in self.state["outputs"].items()}

    def run(self, *arguments: str) -> None:
        result = subprocess.run(
            ["terraform", *arguments],
            cwd=self.folder,
            env=self._environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert result.returncode == 0, result.stdout[-3000:] + result.stderr[-3000:]

    def apply(self, given: dict[str, Any], *options: str) -> dict[str, str]:
        """Apply with these values; the outputs."""
        (self.folder / "terraform.tfvars.json").write_text(json.dumps(given))
        self.run("apply", "-input=false", "-auto-approve", "-no-color", *options)
        return self.outputs


@pytest.fixture(scope="session")
def plugins() -> str:
    """The folder of the provider."""
    folder = os.environ.get("HOOFBEAT_TERRAFORM_PLUGINS", "/opt/tf-plugins")
    if shutil.which("terraform") is None:
        pytest.skip("terraform is not installed")
    if not any(Path(folder).glob("**/terraform-provider-aws*")):
        pytest.skip(f"no provider hashicorp/aws in {folder}: set HOOFBEAT_TERRAFORM_PLUGINS")
    return folder


@pytest.fixture(scope="session")
def cloud(plugins: str) -> Iterator[Cloud]:
    """One moto for all stacks: they make nothing of the same name."""
    port = free_port()
    address = f"http://127.0.0.1:{port}"
    command = [sys.executable, str(Path(__file__).with_name("cloud.py")), str(port)]
    environment = {**os.environ, "MOTO_IAM_LOAD_MANAGED_POLICIES": "true"}
    quiet = subprocess.DEVNULL
    with subprocess.Popen(command, env=environment, stdout=quiet, stderr=quiet) as server:
        try:
            for _ in range(600):
                assert server.poll() is None
                try:
                    urlopen(address, timeout=5).close()
                    break
                except URLError:
                    time.sleep(0.1)
            yield Cloud(address)
        finally:
            server.terminate()


@pytest.fixture(scope="session")
def provider(plugins: str, cloud: Cloud, tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    """What lets commands share one running provider: its starts would cost more than all that it does."""
    program = next(Path(plugins).glob("**/terraform-provider-aws*_x5"))
    log = tmp_path_factory.mktemp("provider") / "log"
    environment = {"PATH": os.environ["PATH"], "HOME": str(log.parent), "TF_LOG": "OFF", **TIDY, **cloud.environment}
    command, quiet = [program, "-debug"], subprocess.DEVNULL
    with log.open("wb") as output, subprocess.Popen(command, env=environment, stdout=output, stderr=quiet) as running:
        try:
            for _ in range(600):
                assert running.poll() is None
                if told := re.search(r"^\s*TF_REATTACH_PROVIDERS='(.+)'$", log.read_text(), re.MULTILINE):
                    yield {"TF_REATTACH_PROVIDERS": told[1]}
                    return
                time.sleep(0.1)
            pytest.fail("the provider does not start")
        finally:
            running.terminate()


@pytest.fixture(scope="session")
def copied(plugins: str, cloud: Cloud, provider: dict[str, str]) -> Callable[..., Terraform]:
    """Makes a copy of a stack that asks moto: ``copied(stack, folder)``, with an addition to what overrides it."""

    def copy(stack: Path, folder: Path, override: str = "") -> Terraform:
        for file in stack.iterdir():
            if file.suffix in (".tf", ".yaml"):
                shutil.copy(file, folder)
        (folder / "moto_override.tf").write_text(MOTO + override)
        (folder / "own.rc").touch()
        environment = {
            "PATH": os.environ["PATH"],
            "HOME": str(folder),
            "TF_CLI_CONFIG_FILE": str(folder / "own.rc"),
            "CHECKPOINT_DISABLE": "1",
            "TF_IN_AUTOMATION": "1",
            **TIDY,
            **cloud.environment,
        }
        Terraform(folder, environment).run("init", "-input=false", f"-plugin-dir={plugins}", "-no-color")
        return Terraform(folder, environment | provider)

    return copy
