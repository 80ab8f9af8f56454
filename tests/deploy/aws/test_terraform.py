"""The Terraform of the Lambda route, applied to moto: what it makes, a new bundle, a way back, nothing left.

Mirrors: deploy/aws/terraform
"""

import json
import re
import zipfile
from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[3]
STACK = ROOT / "deploy" / "aws" / "terraform"
REGION = "eu-central-1"
GIVEN = {
    "region": REGION,
    "trusted_keys": "A" * 43 + "=",
    "authorization": "JWT",
    "jwt_issuer": "https://login.hospital.example/realms/staff",
    "jwt_audience": ["hoofbeat"],
    "destroy_bundles": True,
    "throttle_rate": 7,
}
#: The bucket alone, by the page's own command.
TARGETS = re.findall(r"-target=\S+", (ROOT / "docs" / "deploy" / "aws.md").read_text())
ALONE = {"authorization": "IAM", "image_uri": "none"}

#: moto forgets how a function logs.
FORGETFUL = """
resource "aws_lambda_function" "hoofbeat" {
  lifecycle {
    ignore_changes = [logging_config]
  }
}
"""


def given(copy: Any) -> dict[str, Any]:
    """All values, with the zip's whole path: the provider runs elsewhere."""
    return GIVEN | {"zip_file": str(copy.folder / "code.zip")}


@pytest.fixture(scope="module")
def copy(copied: Any, tmp_path_factory: pytest.TempPathFactory) -> Any:
    """The files, without the bucket's rule of lifecycle, after which the provider waits 50 seconds."""
    folder = tmp_path_factory.mktemp("stack")
    with zipfile.ZipFile(folder / "code.zip", "w") as archive:
        archive.writestr("handler.py", "def handler(event, context): return {}")
    terraform = copied(STACK, folder, FORGETFUL)
    (folder / "lifecycle.tf").unlink()
    return terraform


@pytest.fixture(scope="module")
def alone(copy: Any) -> dict[str, Any]:
    """What there is once the bucket alone was made."""
    copy.apply(GIVEN | ALONE, *TARGETS)
    return dict(copy.state)


@pytest.fixture(scope="module")
def stack(copy: Any, alone: dict[str, Any]) -> Any:
    """The Lambda route, applied once."""
    copy.apply(given(copy))
    return copy


def test_who_wants_no_function_makes_the_bucket_alone(alone: dict[str, Any]) -> None:
    made = {one["type"] for one in alone["resources"] if one["mode"] == "managed"}
    meant = set(re.findall(r'^resource "(aws_s3_bucket\w*)"', (STACK / "bucket.tf").read_text(), re.MULTILINE))
    assert made == meant
    assert set(alone["outputs"]) == {"bucket"}


def test_the_bucket_is_versioned_encrypted_and_closed(stack: Any, cloud: Any) -> None:
    bucket, store = stack.outputs["bucket"], cloud.client("s3")
    assert store.get_bucket_versioning(Bucket=bucket)["Status"] == "Enabled"
    rules = store.get_bucket_encryption(Bucket=bucket)["ServerSideEncryptionConfiguration"]["Rules"]
    assert rules[0]["ApplyServerSideEncryptionByDefault"]["SSEAlgorithm"] == "AES256"
    assert all(store.get_public_access_block(Bucket=bucket)["PublicAccessBlockConfiguration"].values())
    assert store.get_bucket_location(Bucket=bucket)["LocationConstraint"] == REGION


def test_the_bucket_refuses_without_tls(stack: Any, cloud: Any) -> None:
    bucket = stack.outputs["bucket"]
    (statement,) = json.loads(cloud.client("s3").get_bucket_policy(Bucket=bucket)["Policy"])["Statement"]
    assert (statement["Effect"], statement["Principal"], statement["Action"]) == ("Deny", "*", "s3:*")
    assert set(statement["Resource"]) == {f"arn:aws:s3:::{bucket}", f"arn:aws:s3:::{bucket}/*"}
    assert statement["Condition"] == {"Bool": {"aws:SecureTransport": "false"}}


def test_the_role_reads_bundles_and_writes_its_log_and_no_more(stack: Any, cloud: Any) -> None:
    role = cloud.client("lambda").get_function(FunctionName="hoofbeat")["Configuration"]["Role"].rsplit("/", 1)[-1]
    keeper, bucket = cloud.client("iam"), stack.outputs["bucket"]
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


def test_the_function_runs_the_very_object_that_was_uploaded(stack: Any, cloud: Any) -> None:
    made = {one["type"]: one["instances"][0]["attributes"] for one in stack.state["resources"]}
    code = made["aws_lambda_function"]
    (version,) = cloud.client("s3").list_object_versions(Bucket=code["s3_bucket"], Prefix=code["s3_key"])["Versions"]
    assert code["s3_object_version"] == version["VersionId"] != "null"


def test_every_route_asks_who_is_there(stack: Any, cloud: Any) -> None:
    gateway = cloud.client("apigatewayv2")
    (api,) = gateway.get_apis()["Items"]
    routes = gateway.get_routes(ApiId=api["ApiId"])["Items"]
    assert "$default" in {route["RouteKey"] for route in routes}
    assert {route["AuthorizationType"] for route in routes} == {"JWT"}
    (one,) = {route["AuthorizerId"] for route in routes}
    authorizer = gateway.get_authorizer(ApiId=api["ApiId"], AuthorizerId=one)
    assert authorizer["JwtConfiguration"] == {"Issuer": GIVEN["jwt_issuer"], "Audience": GIVEN["jwt_audience"]}


def test_the_gateway_throttles_and_logs_neither_paths_nor_bodies(stack: Any, cloud: Any) -> None:
    gateway = cloud.client("apigatewayv2")
    (api,) = gateway.get_apis()["Items"]
    (stage,) = gateway.get_stages(ApiId=api["ApiId"])["Items"]
    assert stage["DefaultRouteSettings"]["ThrottlingRateLimit"] == 7
    logged = set(json.loads(stage["AccessLogSettings"]["Format"]).values())
    named = {"requestId", "requestTime", "routeKey", "status", "responseLatency"}
    assert logged == {f"$context.{name}" for name in named}


def test_logs_are_forgotten_and_alarms_are_set(stack: Any, cloud: Any) -> None:
    groups = cloud.client("logs").describe_log_groups()["logGroups"]
    assert {group["logGroupName"]: group["retentionInDays"] for group in groups} == {
        "/aws/lambda/hoofbeat": 30,
        "/aws/apigateway/hoofbeat": 30,
    }
    alarms = cloud.client("cloudwatch").describe_alarms()["MetricAlarms"]
    assert {alarm["MetricName"] for alarm in alarms} == {"Errors", "Throttles", "Duration", "5xx"}


def test_a_second_plan_finds_nothing_to_change(stack: Any) -> None:
    stack.run("plan", "-input=false", "-detailed-exitcode", "-no-color")


def test_a_new_bundle_is_tried_then_taken_up_and_all_removed(stack: Any, cloud: Any) -> None:
    """In the order of the page: the second bundle beside the first, then in its place; at last nothing is left."""
    told = stack.apply(given(stack) | {"bundle": "bundles/second", "live_version": "1"}, "-refresh=false")
    assert (told["newest_version"], told["live_version"]) == ("2", "1")
    function = cloud.client("lambda")
    assert _bundle(function, "2").endswith("/bundles/second")
    assert _bundle(function, "live").endswith("/bundles/first"), "which is also how one goes back"
    assert stack.apply(given(stack) | {"bundle": "bundles/second"}, "-refresh=false")["live_version"] == "2"
    assert _bundle(function, "live").endswith("/bundles/second")
    cloud.client("s3").put_object(Bucket=told["bucket"], Key="bundles/first/manifest.json", Body=b"{}")
    stack.run("destroy", "-refresh=false", "-input=false", "-auto-approve", "-no-color")
    assert cloud.client("s3").list_buckets()["Buckets"] == []
    assert function.list_functions()["Functions"] == []


def _bundle(function: Any, qualifier: str) -> str:
    told = function.get_function_configuration(FunctionName="hoofbeat", Qualifier=qualifier)
    version = told["Version"]
    if version != qualifier:
        told = function.get_function_configuration(FunctionName="hoofbeat", Qualifier=version)
    return str(told["Environment"]["Variables"]["HOOFBEAT_BUNDLE"])
