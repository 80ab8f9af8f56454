"""The machine of EC2: what its cloud-init says is valid, and what it fetches is what lies in the bucket.

Mirrors: deploy/aws/ec2/cloud-init.yaml, deploy/aws/tools.sh
"""

import hashlib
import io
import os
import re
import shutil
import subprocess
import sys
import tarfile
from pathlib import Path
from typing import Any

import boto3
import pytest
import yaml

from store_servers import BUCKET, s3

CLOUD_INIT = Path(__file__).parents[3] / "deploy" / "aws" / "ec2" / "cloud-init.yaml"
VALUES = {
    "image": "123456789012.dkr.ecr.eu-central-1.amazonaws.com/hoofbeat@sha256:0",
    "trusted_keys": "A" * 43 + "=",
    "bucket": BUCKET,
    "bundle": "bundles/first",
    "region": "us-east-1",
    "compose_sha256": "0" * 64,
}


def rendered() -> str:
    """The file with its values, as Terraform fills them in."""
    return re.sub(r"\$\{(\w+)\}", lambda found: VALUES[found[1]], CLOUD_INIT.read_text())


def files() -> dict[str, Any]:
    """What it writes, by path."""
    return {file["path"]: file for file in yaml.safe_load(rendered())["write_files"]}


@pytest.mark.slow
def test_cloud_init_takes_it(tmp_path: Path) -> None:
    tools = os.environ.get("HOOFBEAT_DEPLOY_TOOLS", "")
    program = shutil.which("cloud-init", path=f"{tools}/bin:{os.environ['PATH']}")
    if program is None:
        pytest.skip("cloud-init is not there: deploy/aws/tools.sh DIR, then HOOFBEAT_DEPLOY_TOOLS=DIR")
    for name, text, code in (("good", rendered(), 0), ("bad", rendered().replace("packages: [", "packages: [[["), 1)):
        (tmp_path / name).write_text(text)
        command = [program, "schema", "--config-file", str(tmp_path / name)]
        result = subprocess.run(command, capture_output=True, text=True, check=False)
        assert result.returncode == code, result.stdout + result.stderr


def test_no_secret_is_written() -> None:
    written = files()["/etc/hoofbeat/hoofbeat.env"]["content"]
    assert not re.search(r"SECRET|PASSWORD|ACCESS_KEY", written)


def test_a_restart_does_not_depend_on_the_bucket() -> None:
    unit = files()["/etc/systemd/system/hoofbeat.service"]["content"]
    assert "\nExecStartPre=-/usr/local/sbin/hoofbeat-fetch\n" in unit


class Machine:
    """The script that fetches, and the bucket it fetches from."""

    def __init__(self, store: dict[str, str], folder: Path) -> None:
        self.place, self._script = folder / "hoofbeat", folder / "fetch.py"
        self.place.mkdir()
        content = files()["/usr/local/sbin/hoofbeat-fetch"]["content"]
        self._script.write_text(content.replace("/srv/hoofbeat", str(self.place)))
        self._environment = {
            "PATH": os.environ["PATH"],
            "AWS_ENDPOINT_URL": store["AWS_ENDPOINT_URL"],
            "AWS_ACCESS_KEY_ID": "any",
            "AWS_SECRET_ACCESS_KEY": "any",
            "AWS_DEFAULT_REGION": VALUES["region"],
            "HOOFBEAT_STORE": BUCKET,
            "HOOFBEAT_STORE_BUNDLE": VALUES["bundle"],
        }
        self._client = boto3.client(
            "s3",
            endpoint_url=store["AWS_ENDPOINT_URL"],
            region_name=VALUES["region"],
            aws_access_key_id=store["AWS_ACCESS_KEY_ID"],
            aws_secret_access_key=store["AWS_SECRET_ACCESS_KEY"],
        )

    def upload(self, key: str, content: bytes) -> None:
        self._client.put_object(Bucket=BUCKET, Key=key, Body=content)

    def fetch(self, digest: str) -> "subprocess.CompletedProcess[str]":
        environment = self._environment | {"HOOFBEAT_COMPOSE_SHA256": digest}
        command = [sys.executable, "-W", "ignore", str(self._script)]
        return subprocess.run(command, env=environment, capture_output=True, text=True, check=False)


@pytest.mark.slow
def test_it_fetches_the_given_compose_and_the_newest_bundle(tmp_path: Path) -> None:
    good, changed = _archive("compose/compose.yaml"), _archive("compose/make_env.sh")
    digest = hashlib.sha256(good).hexdigest()
    with s3() as store:
        machine = Machine(store, tmp_path)
        bundle = machine.place / "bundle"
        machine.upload("compose.tar.gz", changed)
        machine.upload("bundles/first/manifest.json", b"first")
        refused = machine.fetch(digest)
        assert (refused.returncode, "compose_sha256" in refused.stderr) == (1, True), refused.stderr
        assert list(machine.place.iterdir()) == [], "of a changed archive nothing is unpacked"
        machine.upload("compose.tar.gz", good)
        for text in (b"first", b"second"):
            for name in ("manifest.json", "ranker.onnx", "signature.json"):
                machine.upload(f"bundles/first/{name}", text)
            fetched = machine.fetch(digest)
            assert fetched.returncode == 0, fetched.stderr
            assert {file.read_bytes() for file in bundle.iterdir()} == {text}
            written = sorted(bundle.iterdir(), key=lambda file: file.stat().st_mtime_ns)
            assert [file.name for file in written] == ["ranker.onnx", "signature.json", "manifest.json"]
    assert [file.name for file in (machine.place / "compose").iterdir()] == ["compose.yaml"]


def _archive(name: str) -> bytes:
    held = io.BytesIO()
    with tarfile.open(fileobj=held, mode="w:gz") as archive:
        archive.addfile(tarfile.TarInfo(name))
    return held.getvalue()
