"""The SAM template: clean, and as closed as the Terraform.

Mirrors: deploy/aws/sam/template.yaml
"""

import json
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow

TEMPLATE = Path(__file__).parents[3] / "deploy" / "aws" / "sam" / "template.yaml"
LINTER = Path(sys.executable).with_name("cfn-lint")


BROKEN = "Resources: {Bundles: {Type: AWS::S3::Bucket, Properties: {VersioningConfiguration: {Status: Sometimes}}}}"


def test_the_template_is_clean_where_a_mistake_would_be_found(tmp_path: Path) -> None:
    """Both are linted by one process: its start takes longer than its work."""
    if not LINTER.exists():
        pytest.skip("cfn-lint is not installed")
    broken = tmp_path / "broken.yaml"
    broken.write_text(BROKEN)
    command = [LINTER, "--regions", "eu-central-1", "--format", "json", "--template", str(TEMPLATE), str(broken)]
    result = subprocess.run(command, capture_output=True, text=True, check=False)
    found = {(Path(one["Filename"]).name, one["Rule"]["Id"]) for one in json.loads(result.stdout)}
    assert found == {("broken.yaml", "E3030")}, result.stdout + result.stderr


def test_every_route_goes_through_the_authorizer() -> None:
    text = TEMPLATE.read_text()
    assert "DefaultAuthorizer: hospital" in text
    assert "Authorizer: NONE" not in text
    assert "FunctionUrlConfig" not in text, "a second door without a lock"
