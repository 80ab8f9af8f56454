"""The image of the Lambda function adds to the image `serve` what the lock of Lambda adds, on the same Debian.

Mirrors: deploy/aws/lambda/Dockerfile, requirements/lambda.txt
"""

import re
from pathlib import Path

ROOT = Path(__file__).parents[3]
DOCKERFILE = ROOT / "deploy" / "aws" / "lambda" / "Dockerfile"


def locked(name: str) -> dict[str, str]:
    """Packages and versions of one lock."""
    text = (ROOT / "requirements" / f"{name}.txt").read_text()
    return dict(re.findall(r"^([a-z0-9-]+)==([^ ;\\]+)", text, re.MULTILINE))


def test_it_copies_each_package_that_the_image_serve_lacks() -> None:
    copied = re.search(r"cp -R (.+) /opt/client/", DOCKERFILE.read_text())
    assert copied is not None
    names = {name.rstrip("*") for name in copied[1].split()}
    lacking = {name.replace("-", "_") for name in set(locked("lambda")) - set(locked("cloud"))}
    assert names - {"runtime_client"} == lacking  # awslambdaric's own second part


def test_what_both_locks_name_has_one_version() -> None:
    both = locked("cloud").items() - locked("lambda").items()
    assert both == set()


def test_both_dockerfiles_stand_on_one_debian() -> None:
    bases = {
        re.findall(r"^ARG BASE=(\S+@sha256:[0-9a-f]{64})$", path.read_text(), re.MULTILINE)[0]
        for path in (DOCKERFILE, ROOT / "deploy" / "docker" / "Dockerfile")
    }
    assert len(bases) == 1


def test_the_build_is_given_what_it_copies() -> None:
    ignored = DOCKERFILE.with_name("Dockerfile.dockerignore").read_text().splitlines()
    wanted = re.findall(r"^COPY (?!--)(\S+)", DOCKERFILE.read_text(), re.MULTILINE)
    assert ignored[0] == "*"
    assert {f"!{path}" for path in wanted} == set(ignored[1:])
    assert all((ROOT / path).is_file() for path in wanted)
