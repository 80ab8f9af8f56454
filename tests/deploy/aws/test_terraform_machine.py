"""The Terraform of the machine of EC2, applied to moto: who reaches it, and what it is told.

Mirrors: deploy/aws/ec2
"""

import base64
import re
from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.slow

STACK = Path(__file__).parents[3] / "deploy" / "aws" / "ec2"
DIGEST, WARD = "0123456789abcdef" * 4, "10.20.0.0/16"
GIVEN = {
    "region": "eu-central-1",
    "image": "123456789012.dkr.ecr.eu-central-1.amazonaws.com/hoofbeat@sha256:0",
    "repository_arn": "arn:aws:ecr:eu-central-1:123456789012:repository/hoofbeat",
    "bucket": "hoofbeat-bundles-1",
    "compose_sha256": DIGEST,
    "trusted_keys": "A" * 43 + "=",
    "ingress_cidrs": [WARD],
}
#: What EC2 takes in the description of a group or a rule; moto takes anything.
DESCRIPTION = re.compile(r"[a-zA-Z0-9 ._:/()#,@\[\]+=&;{}!$*-]{1,255}")


@pytest.fixture(scope="module")
def machine(copied: Any, cloud: Any, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What EC2 says of the machine."""
    ec2 = cloud.client("ec2")
    subnet = ec2.describe_subnets()["Subnets"][0]["SubnetId"]
    image = ec2.describe_images(Filters=[{"Name": "architecture", "Values": ["x86_64"]}])["Images"][0]["ImageId"]
    told = copied(STACK, tmp_path_factory.mktemp("machine")).apply(GIVEN | {"subnet": subnet, "ami": image})
    (reservation,) = ec2.describe_instances(InstanceIds=[told["instance"]])["Reservations"]
    return dict(reservation["Instances"][0])


def test_it_lets_in_the_ward_by_tls_alone(machine: dict[str, Any], cloud: Any) -> None:
    (group,) = machine["NetworkInterfaces"][0]["Groups"]
    ec2 = cloud.client("ec2")
    found = ec2.describe_security_group_rules(Filters=[{"Name": "group-id", "Values": [group["GroupId"]]}])
    rules = found["SecurityGroupRules"]
    ways = [(one["IsEgress"], one["CidrIpv4"], one["FromPort"], one["ToPort"]) for one in rules]
    assert sorted(ways) == [(False, WARD, 443, 443), (True, "0.0.0.0/0", 80, 80), (True, "0.0.0.0/0", 443, 443)]
    (told,) = ec2.describe_security_groups(GroupIds=[group["GroupId"]])["SecurityGroups"]
    said = [told["Description"], *(one["Description"] for one in rules)]
    assert all(DESCRIPTION.fullmatch(text) for text in said), said


def test_it_is_told_the_digest_of_what_root_runs(machine: dict[str, Any], cloud: Any) -> None:
    asked = {"InstanceId": machine["InstanceId"], "Attribute": "userData"}
    told = cloud.client("ec2").describe_instance_attribute(**asked)["UserData"]["Value"]
    assert f"HOOFBEAT_COMPOSE_SHA256={DIGEST}\n" in base64.b64decode(told).decode()


def test_a_container_does_not_reach_its_credentials(machine: dict[str, Any]) -> None:
    assert machine["MetadataOptions"]["HttpTokens"] == "required"
    assert machine["MetadataOptions"]["HttpPutResponseHopLimit"] == 1
    assert "PublicIpAddress" not in machine
