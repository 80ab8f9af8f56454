"""Addresses of stores, and what the clouds' libraries are told."""

import json
from pathlib import Path

import pytest

from hoofbeat.storage import azure_options, google_options, local_path, s3_options

KEY = "a+/key=="


@pytest.mark.parametrize(
    ("address", "path"),
    [
        ("folder/bundle", Path("folder/bundle")),
        ("/srv/bundle", Path("/srv/bundle")),
        ("file:///srv/a%20bundle", Path("/srv/a bundle")),
        ("file://localhost/srv/bundle", Path("/srv/bundle")),
        ("file://otherhost/srv/bundle", None),
        ("s3://bucket/bundle", None),
        ("https://host/bundle", None),
    ],
)
def test_which_addresses_are_folders_of_this_machine(address: str, path: Path | None) -> None:
    assert local_path(address) == path


def test_a_path_is_itself() -> None:
    assert local_path(Path("s3:/odd")) == Path("s3:/odd")


def test_only_a_stated_endpoint_may_go_unencrypted() -> None:
    assert s3_options({}) == {}
    assert s3_options({"AWS_ENDPOINT_URL": "https://store/"}) == {"aws_endpoint_url": "https://store"}
    both = {"AWS_ENDPOINT_URL": "https://any", "AWS_ENDPOINT_URL_S3": "http://store"}
    assert s3_options(both) == {"aws_endpoint_url": "http://store", "allow_http": "true"}


def test_a_connection_string_is_taken_apart() -> None:
    said = f"DefaultEndpointsProtocol=https;AccountName=one;AccountKey={KEY};EndpointSuffix=core.windows.net"
    assert azure_options({"AZURE_STORAGE_CONNECTION_STRING": said}) == {
        "azure_storage_account_name": "one",
        "azure_storage_account_key": KEY,
    }
    elsewhere = said.replace("core.windows.net", "core.chinacloudapi.cn")
    told = azure_options({"AZURE_STORAGE_CONNECTION_STRING": elsewhere})
    assert told["azure_storage_endpoint"] == "https://one.blob.core.chinacloudapi.cn"


def test_the_names_of_azures_command_line() -> None:
    said = {"AZURE_STORAGE_ACCOUNT": "one", "AZURE_STORAGE_SAS_TOKEN": "sv=1&sig=2"}
    assert azure_options(said) == {"azure_storage_account_name": "one", "azure_storage_sas_key": "sv=1&sig=2"}
    assert azure_options({}) == {}


def test_the_emulator_by_its_short_name() -> None:
    told = azure_options({"AZURE_STORAGE_CONNECTION_STRING": "UseDevelopmentStorage=true"})
    assert told["azure_storage_endpoint"] == "http://127.0.0.1:10000/devstoreaccount1"
    assert told["allow_http"] == "true"


def test_googles_emulator_by_the_variable_that_its_libraries_read() -> None:
    assert google_options({}) == {}
    for said in ("http://localhost:4443/", "localhost:4443"):
        told = google_options({"STORAGE_EMULATOR_HOST": said})
        assert json.loads(told["google_service_account_key"])["gcs_base_url"] == "http://localhost:4443"
