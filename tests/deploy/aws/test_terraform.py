"""The Terraform of the Lambda route, applied to moto: what it makes, a new bundle, a way back, nothing left.

Terraform is looked for on the PATH, its provider in HOOFBEAT_TERRAFORM_PLUGINS (a folder for ``-plugin-dir``).

Mirrors: deploy/aws/terraform, deploy/aws/ec2
"""

import json
import os
import shutil
import subprocess
import sys
import time
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.request import urlopen

import boto3
import pytest

from free_ports import free_port

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[3]
STACK, MACHINE = ROOT / "deploy" / "aws" / "terraform", ROOT / "deploy" / "aws" / "ec2"
REGION, KEY = "eu-central-1", "A" * 43 + "="
GIVEN = {
    "region": REGION,
    "trusted_keys": KEY,
    "authorization": "JWT",
    "jwt_issuer": "https://login.hospital.example/realms/staff",
    "jwt_audience": ["hoofbeat"],
    "zip_file": "code.zip",
    "destroy_bundles": True,
    "throttle_rate": 7,
}

#: moto is no AWS: it is asked by path, and forgets how a function logs.
MOTO = """
provider "aws" {
  s3_use_path_style           = true
  skip_credentials_validation = true
  skip_metadata_api_check     = "true"
}
resource "aws_lambda_function" "hoofbeat" {
  lifecycle {
    ignore_changes = [logging_config]
  }
}
"""


def plugins() -> str:
    """The folder of the provider; skips where it or Terraform lacks."""
    folder = os.environ.get("HOOFBEAT_TERRAFORM_PLUGINS", "/opt/tf-plugins")
    if shutil.which("terraform") is None:
        pytest.skip("terraform is not installed")
    if not any(Path(folder).glob("**/terraform-provider-aws*")):
        pytest.skip(f"no provider hashicorp/aws in {folder}: set HOOFBEAT_TERRAFORM_PLUGINS")
    return folder


class Terraform:
    """A copy of a stack, and the commands on it."""

    def __init__(self, folder: Path, environment: dict[str, str]) -> None:
        self.folder = folder
        self.outputs: dict[str, str] = {}
        self._environment = environment

    def run(self, *arguments: str, code: int = 0) -> str:
        result = subprocess.run(
            ["terraform", *arguments],
            cwd=self.folder,
            env=self._environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert result.returncode == code, result.stdout[-3000:] + result.stderr[-3000:]
        return result.stdout + result.stderr

    def apply(self, *options: str, **changed: Any) -> dict[str, str]:
        """Apply with these values beside the given ones; the outputs."""
        (self.folder / "terraform.tfvars.json").write_text(json.dumps(GIVEN | changed))
        self.run("apply", "-input=false", "-auto-approve", "-no-color", *options)
        self.outputs = {name: told["value"] for name, told in json.loads(self.run("output", "-json")).items()}
        return self.outputs


def copied(stack: Path, folder: Path, environment: dict[str, str]) -> Terraform:
    folder.mkdir(parents=True, exist_ok=True)
    for file in stack.iterdir():
        if file.suffix in (".tf", ".yaml"):
            shutil.copy(file, folder)
    (folder / "none.rc").touch()
    own = {"TF_CLI_CONFIG_FILE": str(folder / "none.rc"), "CHECKPOINT_DISABLE": "1", "TF_IN_AUTOMATION": "1"}
    terraform = Terraform(folder, {"PATH": os.environ["PATH"], "HOME": str(folder)} | own | environment)
    terraform.run("init", "-input=false", f"-plugin-dir={plugins()}", "-no-color")
    return terraform


@pytest.fixture(scope="module")
def cloud() -> Iterator[str]:
    """The address of moto."""
    port = free_port()
    address = f"http://127.0.0.1:{port}"
    command = [sys.executable, str(Path(__file__).with_name("cloud.py")), str(port)]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as server:
        try:
            for _ in range(600):
                assert server.poll() is None
                try:
                    urlopen(address, timeout=5).close()
                    break
                except URLError:
                    time.sleep(0.1)
            yield address
        finally:
            server.terminate()


@pytest.fixture(scope="module")
def stack(cloud: str, tmp_path_factory: pytest.TempPathFactory) -> Terraform:
    """The Lambda route, applied once. Without its rule of lifecycle, after which the provider waits 50 seconds."""
    folder = tmp_path_factory.mktemp("stack")
    credentials = {"AWS_ENDPOINT_URL": cloud, "AWS_ACCESS_KEY_ID": "any", "AWS_SECRET_ACCESS_KEY": "any"}
    with zipfile.ZipFile(folder / "code.zip", "w") as archive:
        archive.writestr("handler.py", "def handler(event, context): return {}")
    terraform = copied(STACK, folder, credentials)
    (folder / "lifecycle.tf").unlink()
    (folder / "moto_override.tf").write_text(MOTO)
    terraform.apply()
    return terraform


def client(cloud: str, service: str) -> Any:
    keys = {"aws_access_key_id": "any", "aws_secret_access_key": "any"}
    return boto3.client(service, endpoint_url=cloud, region_name=REGION, **keys)


@pytest.mark.parametrize("folder", [STACK, MACHINE], ids=["terraform", "ec2"])
def test_the_files_are_formatted(folder: Path) -> None:
    plugins()
    subprocess.run(["terraform", "fmt", "-check", "-diff", str(folder)], check=True)


def test_the_machine_of_ec2_is_valid(tmp_path: Path) -> None:
    copied(MACHINE, tmp_path, {}).run("validate", "-no-color")


def test_the_bucket_is_versioned_encrypted_and_closed(stack: Terraform, cloud: str) -> None:
    bucket, store = stack.outputs["bucket"], client(cloud, "s3")
    assert store.get_bucket_versioning(Bucket=bucket)["Status"] == "Enabled"
    rules = store.get_bucket_encryption(Bucket=bucket)["ServerSideEncryptionConfiguration"]["Rules"]
    assert rules[0]["ApplyServerSideEncryptionByDefault"]["SSEAlgorithm"] == "AES256"
    assert all(store.get_public_access_block(Bucket=bucket)["PublicAccessBlockConfiguration"].values())
    assert store.get_bucket_location(Bucket=bucket)["LocationConstraint"] == REGION


def test_the_bucket_refuses_without_tls(stack: Terraform, cloud: str) -> None:
    bucket = stack.outputs["bucket"]
    (statement,) = json.loads(client(cloud, "s3").get_bucket_policy(Bucket=bucket)["Policy"])["Statement"]
    assert (statement["Effect"], statement["Principal"], statement["Action"]) == ("Deny", "*", "s3:*")
    assert set(statement["Resource"]) == {f"arn:aws:s3:::{bucket}", f"arn:aws:s3:::{bucket}/*"}
    assert statement["Condition"] == {"Bool": {"aws:SecureTransport": "false"}}


def test_the_role_reads_bundles_and_writes_its_log_and_no_more(stack: Terraform, cloud: str) -> None:
    role = client(cloud, "lambda").get_function(FunctionName="hoofbeat")["Configuration"]["Role"].rsplit("/", 1)[-1]
    keeper, bucket = client(cloud, "iam"), stack.outputs["bucket"]
    assert keeper.list_attached_role_policies(RoleName=role)["AttachedPolicies"] == []
    (name,) = keeper.list_role_policies(RoleName=role)["PolicyNames"]
    statements = keeper.get_role_policy(RoleName=role, PolicyName=name)["PolicyDocument"]["Statement"]
    allowed = {one["Sid"]: (one["Action"], one["Resource"]) for one in statements}
    assert {one["Effect"] for one in statements} == {"Allow"}
    assert allowed["ReadBundles"] == ("s3:GetObject", f"arn:aws:s3:::{bucket}/bundles/*")
    assert allowed["ListBundles"] == ("s3:ListBucket", f"arn:aws:s3:::{bucket}")
    assert set(allowed["WriteLog"][0]) == {"logs:CreateLogStream", "logs:PutLogEvents"}
    assert allowed["WriteLog"][1].endswith(":log-group:/aws/lambda/hoofbeat:*")
    assert len(allowed) == 3


def test_every_route_asks_who_is_there(stack: Terraform, cloud: str) -> None:
    gateway = client(cloud, "apigatewayv2")
    (api,) = gateway.get_apis()["Items"]
    routes = gateway.get_routes(ApiId=api["ApiId"])["Items"]
    assert "$default" in {route["RouteKey"] for route in routes}
    assert {route["AuthorizationType"] for route in routes} == {"JWT"}
    (one,) = {route["AuthorizerId"] for route in routes}
    authorizer = gateway.get_authorizer(ApiId=api["ApiId"], AuthorizerId=one)
    assert authorizer["JwtConfiguration"] == {"Issuer": GIVEN["jwt_issuer"], "Audience": GIVEN["jwt_audience"]}


def test_the_gateway_throttles_and_logs_neither_paths_nor_bodies(stack: Terraform, cloud: str) -> None:
    gateway = client(cloud, "apigatewayv2")
    (api,) = gateway.get_apis()["Items"]
    (stage,) = gateway.get_stages(ApiId=api["ApiId"])["Items"]
    assert stage["DefaultRouteSettings"]["ThrottlingRateLimit"] == 7
    logged = set(json.loads(stage["AccessLogSettings"]["Format"]).values())
    named = {"requestId", "requestTime", "routeKey", "status", "responseLatency"}
    assert logged == {f"$context.{name}" for name in named}


def test_logs_are_forgotten_and_alarms_are_set(stack: Terraform, cloud: str) -> None:
    groups = client(cloud, "logs").describe_log_groups()["logGroups"]
    assert {group["logGroupName"]: group["retentionInDays"] for group in groups} == {
        "/aws/lambda/hoofbeat": 30,
        "/aws/apigateway/hoofbeat": 30,
    }
    alarms = client(cloud, "cloudwatch").describe_alarms()["MetricAlarms"]
    assert {alarm["MetricName"] for alarm in alarms} == {"Errors", "Throttles", "Duration", "5xx"}


def test_a_second_plan_finds_nothing_to_change(stack: Terraform) -> None:
    stack.run("plan", "-input=false", "-detailed-exitcode", "-no-color")


def test_a_new_bundle_is_tried_then_taken_up_and_all_removed(stack: Terraform, cloud: str) -> None:
    """In the order of the page: the second bundle beside the first, then in its place; at last nothing is left."""
    told = stack.apply("-refresh=false", bundle="bundles/second", live_version="1")
    assert (told["newest_version"], told["live_version"]) == ("2", "1")
    function = client(cloud, "lambda")
    assert _bundle(function, "2").endswith("/bundles/second")
    assert _bundle(function, "live").endswith("/bundles/first"), "which is also how one goes back"
    assert stack.apply("-refresh=false", bundle="bundles/second")["live_version"] == "2"
    assert _bundle(function, "live").endswith("/bundles/second")
    client(cloud, "s3").put_object(Bucket=told["bucket"], Key="bundles/first/manifest.json", Body=b"{}")
    stack.run("destroy", "-refresh=false", "-input=false", "-auto-approve", "-no-color")
    assert client(cloud, "s3").list_buckets()["Buckets"] == []
    assert function.list_functions()["Functions"] == []


def _bundle(function: Any, qualifier: str) -> str:
    told = function.get_function_configuration(FunctionName="hoofbeat", Qualifier=qualifier)
    version = told["Version"]
    if version != qualifier:
        told = function.get_function_configuration(FunctionName="hoofbeat", Qualifier=version)
    return str(told["Environment"]["Variables"]["HOOFBEAT_BUNDLE"])


REFUSED = {
    "no region": {"region": None},
    "an open address": {"authorization": "NONE"},
    "no issuer": {"jwt_issuer": None},
    "tokens made for others": {"jwt_audience": []},
    "no key": {"trusted_keys": ""},
    "neither zip nor image": {"zip_file": None},
    "both zip and image": {"image_uri": "123456789012.dkr.ecr.eu-central-1.amazonaws.com/hoofbeat@sha256:0"},
}


@pytest.fixture(scope="module")
def unapplied(tmp_path_factory: pytest.TempPathFactory) -> Terraform:
    """The variables alone, which are judged without a provider."""
    folder = tmp_path_factory.mktemp("variables")
    shutil.copy(STACK / "variables.tf", folder)
    return copied(folder, folder / "copy", {})


@pytest.mark.parametrize("changed", REFUSED.values(), ids=REFUSED)
def test_what_would_be_open_or_nowhere_is_refused(unapplied: Terraform, changed: dict[str, Any]) -> None:
    given = {name: value for name, value in (GIVEN | changed).items() if value is not None}
    (unapplied.folder / "terraform.tfvars.json").write_text(json.dumps(given))
    unapplied.run("plan", "-input=false", "-no-color", code=1)


def test_what_the_page_says_is_not_refused(unapplied: Terraform) -> None:
    signed = {"authorization": "IAM", "jwt_issuer": None, "jwt_audience": []}
    given = {name: value for name, value in (GIVEN | signed).items() if value is not None}
    (unapplied.folder / "terraform.tfvars.json").write_text(json.dumps(given))
    unapplied.run("plan", "-input=false", "-no-color")
