"""The image `serve`: built from the Dockerfile, run as its own user on a read-only root, asked for a prediction.

Mirrors: deploy/docker/Dockerfile, deploy/docker/debian_sbom.py
"""

import hashlib
import json
import os
import re
import signal
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from free_ports import free_port
from places import image as place
from places.base import NotHere

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[3]
COMMAND = ("hoofbeat", "serve")
UNSIGNED = {"HOOFBEAT_ALLOW_UNSIGNED": "1", "HOOFBEAT_OPEN": "1"}
CASE = json.dumps(
    {"findings": [{"id": "HP:0001166"}, {"id": "HP:0001083"}], "age": 16, "sex": "male", "top": 5}
).encode()
JSON = {"content-type": "application/json"}
#: What a bundle of the embedded release may add to the image, in bytes, and what both may take on disk.
BUNDLE, LIMIT = 42_000_000, 300_000_000
#: Tries to write in every place, and says where it could.
WRITES = """
import os
for folder in "/ /bundle /cache /data /etc /home /keys /opt/hoofbeat /run /usr /var/tmp /tmp".split():
    try:
        open(os.path.join(folder, "written"), "w").close()
        print(folder)
    except OSError:
        pass
"""


@pytest.fixture(scope="module")
def name() -> str:
    """Name of the image."""
    try:
        return place.built()
    except NotHere as reason:
        pytest.skip(str(reason))


@pytest.fixture(scope="module")
def kept(name: str) -> Iterator[tuple[str, Path]]:
    """A container of the image, and where its tree is mounted."""
    with place.container(name) as made:
        yield made


@pytest.fixture(scope="module")
def running(name: str, demo_bundle: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[place.Image]:
    """The service of the image, on a mounted bundle."""
    with place.start(demo_bundle, UNSIGNED, tmp_path_factory.mktemp("image")) as started:
        yield started


def test_answers_a_prediction_as_its_own_user_without_rights(running: place.Image) -> None:
    answer = running.ask("POST", "/v1/differential", CASE, JSON)
    assert answer.status == 200
    assert len(json.loads(answer.body)["differential"]) == 5
    status = Path(f"/proc/{running.service()}/status").read_text(encoding="ascii")
    assert re.search(r"^Uid:\t10001\t10001\t10001\t10001$", status, flags=re.MULTILINE)
    assert re.search(r"^Gid:\t10001\t10001\t10001\t10001$", status, flags=re.MULTILINE)
    assert re.search(r"^CapEff:\t0+$", status, flags=re.MULTILINE)


def test_nobody_can_write_anywhere_but_in_memory(kept: tuple[str, Path]) -> None:
    container, root = kept
    # For root /run is memory too: buildah keeps a file there.
    for options, writable in (((), ["/tmp"]), (("--user", "0:0"), ["/run", "/tmp"])):  # noqa: S108
        line = place.command(container, root, "python", "-c", WRITES, options=options)
        done = subprocess.run(line, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        assert done.stdout.split() == writable


def test_the_health_check_that_the_image_names_finds_the_service_and_its_absence(
    running: place.Image, kept: tuple[str, Path]
) -> None:
    check = place.configuration(kept[0])["Healthcheck"]
    assert check["Test"][0] == "CMD"
    assert check["StartPeriod"] > check["Timeout"] > 0
    for port, code in ((running.port, 0), (free_port(), 1)):
        line = place.command(*kept, *check["Test"][1:], options=(f"--env=HOOFBEAT_PORT={port}",))
        assert subprocess.run(line, capture_output=True, check=False).returncode == code


def test_it_ends_well_when_it_is_told_to(running: place.Image) -> None:
    """After the others that ask it."""
    os.kill(running.service(), signal.SIGTERM)
    assert running.process.wait(timeout=60) == 0, running.log.read_text(encoding="utf-8")


def test_it_tells_docker_how_to_run_it(name: str) -> None:
    told = place.configuration(name)
    assert told["User"] == place.USER
    assert told["Cmd"] == list(COMMAND)
    assert told["StopSignal"] == "SIGTERM"
    assert set(told["ExposedPorts"]) == {"8000/tcp"}
    environment = dict(line.split("=", 1) for line in told["Env"])
    assert environment["HOOFBEAT_HOST"] == "0.0.0.0"  # noqa: S104
    assert environment["HOOFBEAT_BUNDLE"] == "/bundle"
    # A host that names its port by PORT is heard.
    assert "HOOFBEAT_PORT" not in environment
    labels = {label.removeprefix("org.opencontainers.image.") for label in told["Labels"]}
    assert labels >= {"title", "version", "revision", "created", "licenses", "source", "base.name"}


def test_nothing_in_it_runs_as_another_user_and_nothing_is_left_of_the_build(kept: tuple[str, Path]) -> None:
    _, root = kept
    files = [path for path in root.rglob("*") if path.is_file() and not path.is_symlink()]
    assert [path for path in files if path.stat().st_mode & 0o6000] == []
    for absent in (
        "usr/bin/apt",
        "usr/bin/dpkg",
        "usr/bin/perl",
        "uv-cache",
        "src",
        "root/.cache",
        "run/secrets",
        "opt/uv",
    ):
        assert not (root / absent).exists(), absent
    assert (root / "etc/resolv.conf").read_text() == ""
    owned = {str(path.relative_to(root)) for path in root.rglob("*") if path.lstat().st_uid != 0}
    assert owned == {"cache", "data"}


def test_it_takes_300_megabytes_with_a_bundle_inside(kept: tuple[str, Path], demo_bundle: Path) -> None:
    done = subprocess.run(["du", "-sx", "--block-size=1", kept[1]], capture_output=True, text=True, check=True)
    assert int(done.stdout.split()[0]) + BUNDLE <= LIMIT
    assert sum(file.stat().st_blocks * 512 for file in demo_bundle.rglob("*")) <= BUNDLE


def test_a_bundle_built_in_needs_no_mount(name: str, demo_bundle: Path) -> None:
    """Its files may be its owner's alone where it was made: the image's user reads them all the same."""
    inside = f"{name}-with-bundle"
    place.build(inside, "--layers", "--build-context", f"bundle={demo_bundle}")
    try:
        with place.container(inside) as made:
            options = tuple(f"--env={variable}={value}" for variable, value in UNSIGNED.items())
            port = free_port()
            line = place.command(*made, *COMMAND, options=(*options, f"--env=HOOFBEAT_PORT={port}"))
            with subprocess.Popen(line, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
                started = place.Image(port, process, made[0], Path(os.devnull))
                place.wait(started)
                assert started.ask("POST", "/v1/differential", CASE, JSON).status == 200
                os.kill(started.service(), signal.SIGTERM)
    finally:
        place.run("rmi", inside)


def test_two_builds_differ_in_nothing_but_timestamps(name: str, kept: tuple[str, Path]) -> None:
    again = f"{name}-again"
    place.build(again, "--no-cache")
    try:
        with place.container(again) as (_, root):
            first, second = tree(kept[1]), tree(root)
        assert {path for path in first.keys() | second.keys() if first.get(path) != second.get(path)} == set()
        told = [place.configuration(each) for each in (name, again)]
        for one in told:  # numbers that buildah draws
            del one["Hostname"], one["Image"]
        assert told[0] == told[1]
    finally:
        place.run("rmi", again)


def tree(root: Path) -> dict[str, tuple[object, ...]]:
    """Everything of a file system but its times: path → mode, owner, group, content or target."""
    found: dict[str, tuple[object, ...]] = {}
    for path in root.rglob("*"):
        told = path.lstat()
        content = str(path.readlink()) if path.is_symlink() else ""
        if path.is_file() and not path.is_symlink():
            content = hashlib.sha256(path.read_bytes()).hexdigest()
        found[str(path.relative_to(root))] = (told.st_mode, told.st_uid, told.st_gid, content)
    return found


def test_the_lists_of_packages_name_all_that_is_inside(kept: tuple[str, Path]) -> None:
    _, root = kept
    lists = {}
    for kind in ("python", "debian"):
        document = json.loads((root / f"usr/share/sbom/{kind}.cdx.json").read_text(encoding="utf-8"))
        assert document["bomFormat"] == "CycloneDX"
        lists[kind] = {
            (re.sub(r"[-_.]+", "-", part["name"]).lower(), part["version"]) for part in document["components"]
        }
        assert all(part["purl"] for part in document["components"] if part["name"] != "hoofbeat")
    lock = (ROOT / "requirements/serve.txt").read_text(encoding="utf-8")
    pinned = re.findall(r"^([a-z0-9_.-]+)==(\S+) (?!; sys_platform == 'win32')", lock, flags=re.MULTILINE)
    assert set(pinned) <= lists["python"]
    assert "hoofbeat" in {name for name, _ in lists["python"]}
    status = (root / "var/lib/dpkg/status").read_text(encoding="utf-8")
    names = {re.sub(r"[-_.]+", "-", package) for package in re.findall(r"^Package: (\S+)$", status, flags=re.MULTILINE)}
    assert {name for name, _ in lists["debian"]} == names
