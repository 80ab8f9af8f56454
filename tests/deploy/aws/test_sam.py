"""The SAM template: clean, and as closed as the Terraform.

Mirrors: deploy/aws/sam/template.yaml
"""

import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow

TEMPLATE = Path(__file__).parents[3] / "deploy" / "aws" / "sam" / "template.yaml"
LINTER = Path(sys.executable).with_name("cfn-lint")


@pytest.fixture(scope="module", autouse=True)
def _linter() -> None:
    if not LINTER.exists():
        pytest.skip("cfn-lint is not installed")


def lint(template: Path) -> subprocess.CompletedProcess[str]:
    command = [LINTER, "--regions", "eu-central-1", "--template", str(template)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_the_template_is_clean() -> None:
    result = lint(TEMPLATE)
    assert result.returncode == 0, result.stdout + result.stderr


def test_the_linter_finds_a_mistake(tmp_path: Path) -> None:
    broken = tmp_path / "template.yaml"
    broken.write_text(
        "Resources: {Bundles: {Type: AWS::S3::Bucket, Properties: {VersioningConfiguration: {Status: Sometimes}}}}"
    )
    result = lint(broken)
    assert (result.returncode, "E3030" in result.stdout) == (2, True), result.stdout


def test_every_route_goes_through_the_authorizer() -> None:
    text = TEMPLATE.read_text()
    assert "DefaultAuthorizer: hospital" in text
    assert "Authorizer: NONE" not in text
    assert "FunctionUrlConfig" not in text, "a second door without a lock"
