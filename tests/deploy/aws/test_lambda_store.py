"""The Lambda function with its bundle in S3: signed it is taken, unsigned it is not.

Mirrors: deploy/aws/lambda/handler.py
"""

import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import boto3
import pytest

import lambda_runtime
from places.lambda_place import TASK, answer, event
from store_servers import BUCKET, Environment, s3

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def store() -> Iterator[Environment]:
    with s3() as environment:
        yield environment


@pytest.fixture(scope="module")
def key(demo_bundle: Path, store: Environment, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The public key of the bundle under ``bundles/signed``; the one under ``bundles/unsigned`` has no signature."""
    folder = tmp_path_factory.mktemp("signing")
    shutil.copytree(demo_bundle, folder / "bundle")
    _upload(folder / "bundle", "bundles/unsigned", store)
    _hoofbeat("bundle", "keys", "--output", folder / "keys")
    _hoofbeat("bundle", "sign", folder / "bundle", "--key", folder / "keys" / "hoofbeat.key")
    _upload(folder / "bundle", "bundles/signed", store)
    return (folder / "keys" / "hoofbeat.pub").read_text().strip()


def _hoofbeat(*arguments: str | Path) -> None:
    subprocess.run([sys.executable, "-m", "hoofbeat", *arguments], check=True, capture_output=True, text=True)


def _upload(folder: Path, prefix: str, store: Environment) -> None:
    client = boto3.client(
        "s3",
        endpoint_url=store["AWS_ENDPOINT_URL"],
        region_name=store["AWS_REGION"],
        aws_access_key_id=store["AWS_ACCESS_KEY_ID"],
        aws_secret_access_key=store["AWS_SECRET_ACCESS_KEY"],
    )
    for file in folder.iterdir():
        client.upload_file(str(file), BUCKET, f"{prefix}/{file.name}")


@pytest.mark.parametrize(("prefix", "status"), [("bundles/signed", 200), ("bundles/unsigned", 503)])
def test_only_a_signed_bundle_is_served(prefix: str, status: int, key: str, store: Environment, tmp_path: Path) -> None:
    variables = {
        **store,
        "HOOFBEAT_BUNDLE": f"s3://{BUCKET}/{prefix}",
        "HOOFBEAT_TRUSTED_KEYS": key,
        "HOOFBEAT_OPEN": "1",
        "HOOFBEAT_CACHE": str(tmp_path / "cache"),
    }
    with lambda_runtime.environment(TASK, variables, tmp_path) as running:
        running.wait()
        ready = answer(running.api.invoke(event("GET", "/readyz")))
        assert ready.status == status, running.log()
        assert status == 200 or "sign" in json.loads(ready.body)["reason"]
