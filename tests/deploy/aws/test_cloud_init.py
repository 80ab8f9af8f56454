"""The machine of EC2: what its cloud-init says is valid, and what it fetches is what lies in the bucket.

Mirrors: deploy/aws/ec2/cloud-init.yaml, deploy/aws/tools.sh
"""

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


def test_no_secret_is_written_and_the_container_gets_no_credentials() -> None:
    written = files()["/etc/hoofbeat/hoofbeat.env"]["content"]
    assert not re.search(r"SECRET|PASSWORD|ACCESS_KEY", written)
    assert 'http_tokens                 = "required"' in CLOUD_INIT.with_name("main.tf").read_text()
    assert "http_put_response_hop_limit = 1" in CLOUD_INIT.with_name("main.tf").read_text()


@pytest.mark.slow
def test_it_fetches_compose_and_the_newest_bundle(tmp_path: Path) -> None:
    script = tmp_path / "fetch.py"
    place = tmp_path / "hoofbeat"
    place.mkdir()
    script.write_text(files()["/usr/local/sbin/hoofbeat-fetch"]["content"].replace("/srv/hoofbeat", str(place)))
    with s3() as store:
        environment = {
            "PATH": os.environ["PATH"],
            "AWS_ENDPOINT_URL": store["AWS_ENDPOINT_URL"],
            "AWS_ACCESS_KEY_ID": "any",
            "AWS_SECRET_ACCESS_KEY": "any",
            "AWS_DEFAULT_REGION": VALUES["region"],
            "HOOFBEAT_STORE": BUCKET,
            "HOOFBEAT_STORE_BUNDLE": VALUES["bundle"],
        }
        client = boto3.client(
            "s3",
            endpoint_url=store["AWS_ENDPOINT_URL"],
            region_name=VALUES["region"],
            aws_access_key_id=store["AWS_ACCESS_KEY_ID"],
            aws_secret_access_key=store["AWS_SECRET_ACCESS_KEY"],
        )
        client.put_object(Bucket=BUCKET, Key="compose.tar.gz", Body=_archive("compose/compose.yaml"))
        for text in (b"first", b"second"):
            for name in ("manifest.json", "ranker.onnx", "signature.json"):
                client.put_object(Bucket=BUCKET, Key=f"bundles/first/{name}", Body=text)
            subprocess.run([sys.executable, "-W", "ignore", script], env=environment, check=True)
            assert {file.read_bytes() for file in (place / "bundle").iterdir()} == {text}
    assert (place / "compose" / "compose.yaml").is_file()
    assert sorted(file.name for file in (place / "bundle").iterdir()) == [
        "manifest.json",
        "ranker.onnx",
        "signature.json",
    ]


def _archive(name: str) -> bytes:
    held = io.BytesIO()
    with tarfile.open(fileobj=held, mode="w:gz") as archive:
        archive.addfile(tarfile.TarInfo(name))
    return held.getvalue()
