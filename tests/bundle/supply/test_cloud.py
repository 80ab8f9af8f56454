"""Bundles in object stores: from servers that speak the clouds' protocols, with the settings a user would set."""

import os
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.request import Request, urlopen
from uuid import uuid4

import pytest
from obstore.store import AzureStore, S3Store

from hoofbeat.bundle.runtime.signature import TrustedKeys
from hoofbeat.bundle.supply.cloud import CloudPlace
from hoofbeat.bundle.supply.place import place_of, read
from hoofbeat.bundle.supply.supply import Supply
from hoofbeat.domain.errors import BundleFetchError, BundleIncompleteError, ConfigError
from hoofbeat.storage import azure_options, s3_options
from small_bundles import Signer, small_bundle, version
from store_servers import BUCKET, Servers

pytestmark = pytest.mark.slow

KINDS = ("s3", "az", "gs")


@pytest.fixture(scope="module")
def servers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Servers]:
    running = Servers(tmp_path_factory)
    yield running
    running.stop()


@pytest.fixture(params=KINDS)
def address(request: pytest.FixtureRequest, servers: Servers, monkeypatch: pytest.MonkeyPatch) -> str:
    """A prefix in a store that answers; the environment says how it is reached."""
    for name in list(os.environ):
        if name.startswith(("AWS_", "AZURE_", "GOOGLE_")):
            monkeypatch.delenv(name)
    for name, value in servers.environment(request.param).items():
        monkeypatch.setenv(name, value)
    return f"{request.param}://{BUCKET}/{uuid4().hex}/bundle"


def upload(folder: Path, address: str) -> None:
    """Put a bundle's files under an address, with the stores' own interfaces."""
    kind, _, rest = address.partition("://")
    prefix = rest.partition("/")[2]
    for path in sorted(folder.iterdir()):
        name = f"{prefix}/{path.name}"
        if kind == "s3":
            S3Store(BUCKET, **s3_options(os.environ)).put(name, path)  # type: ignore[arg-type]
        elif kind == "az":
            AzureStore(BUCKET, **azure_options(os.environ)).put(name, path)  # type: ignore[arg-type]
        else:
            url = f"{os.environ['STORAGE_EMULATOR_HOST']}/upload/storage/v1/b/{BUCKET}/o?uploadType=media&name={name}"
            urlopen(Request(url, path.read_bytes(), method="POST"), timeout=30).close()  # noqa: S310 - our own server


def test_a_bundle_is_fetched_kept_and_followed(
    address: str, signer: Signer, trusted: TrustedKeys, tmp_path: Path
) -> None:
    first = signer.signed(small_bundle(tmp_path / "first"))
    upload(first, address)
    supply = Supply(address, trusted=trusted, cache=tmp_path / "cache", environment=os.environ)
    assert supply.first().bundle.version == version(first)
    assert supply.newer() is None
    second = signer.signed(small_bundle(tmp_path / "second", 1))
    upload(second, address)
    found = supply.newer()
    assert found is not None
    assert found.version == version(second)


def test_what_is_not_there(address: str, trusted: TrustedKeys, tmp_path: Path) -> None:
    place = place_of(address)()
    assert read(place, "manifest.json", 100) is None
    with pytest.raises(BundleIncompleteError, match=rf"No manifest\.json in {address}"):
        Supply(address, trusted=trusted, cache=tmp_path, environment=os.environ).first()


@pytest.mark.parametrize("address", ["s3"], indirect=True)
def test_a_store_that_does_not_answer_is_said_without_what_signs(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:9")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "zq7canary")
    started = time.monotonic()
    with pytest.raises(BundleFetchError, match=rf"{address}/manifest\.json cannot be fetched") as caught:
        read(place_of(address)(), "manifest.json", 100)
    assert "zq7canary" not in str(caught.value)
    assert time.monotonic() - started < 60


@pytest.mark.parametrize("address", ["s3"], indirect=True)
def test_an_address_without_encryption_is_reached_only_where_it_is_stated(
    address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    endpoint = os.environ["AWS_ENDPOINT_URL"]
    monkeypatch.delenv("AWS_ENDPOINT_URL")
    monkeypatch.setenv("AWS_ENDPOINT_URL", endpoint.replace("http://", "https://"))
    with pytest.raises(BundleFetchError, match="cannot be fetched"):
        read(place_of(address)(), "manifest.json", 100)


def test_without_the_library_the_way_out_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "obstore", None)
    with pytest.raises(ConfigError, match=r"needs obstore → pip install 'hoofbeat\[cloud\]'"):
        CloudPlace.of("s3://bucket/bundle", {})


def test_a_setting_that_lacks_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in list(os.environ):
        if name.startswith("AZURE_"):
            monkeypatch.delenv(name)
    with pytest.raises(ConfigError, match=r"az://box/bundle cannot be reached with these settings .*config show"):
        CloudPlace.of("az://box/bundle", {})
