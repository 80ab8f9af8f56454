"""The image `serve`, built from the Dockerfile and run by buildah: as its own user, on a root that is read-only."""

import fcntl
import hashlib
import json
import os
import re
import shutil
import subprocess
import time
from collections import defaultdict
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from http import HTTPStatus
from operator import itemgetter
from pathlib import Path
from typing import Any

from free_ports import free_port
from places.base import Answer, NotHere, ask_port

ROOT = Path(__file__).parents[3]
#: The folder that deploy/docker/tools.sh fills.
TOOLS_VARIABLE = "HOOFBEAT_DEPLOY_TOOLS"
BASE = "localhost/hoofbeat-base:bookworm"
USER = "10001:10001"
_REPOSITORY = "localhost/hoofbeat"
#: An image of a work tree; the tests call what they make of it otherwise.
_OURS = re.compile(_REPOSITORY + ":[0-9a-f]{16}")
#: Seconds until it answers, on a machine that does other work too.
PATIENCE = 90
#: What the image is built from, as .dockerignore has it.
_CONTEXT = ("LICENSE", "NOTICE", "README.md", "deploy/docker", "pyproject.toml", "requirements", "src", ".dockerignore")
#: Settings of an index of packages that the build takes as a secret.
_INDEX = ("PIP_INDEX_URL", "UV_DEFAULT_INDEX", "UV_INDEX_URL")
#: The container's root becomes read-only in a mount namespace of its own, before buildah runs a command in it. In /run
#: buildah makes and removes a file of its own; the image's user cannot write there.
_READ_ONLY = """
mount --bind "$1" "$1" && mount -o remount,bind,ro "$1" && mount -t tmpfs -o mode=755 run "$1/run" && shift && exec "$@"
"""


@dataclass(frozen=True)
class Image:
    """A running service.

    Attributes:
        port: where it answers, on the loopback address.
        process: buildah; `service` finds the service's own process.
        container: name of the container.
        log: file of what the service wrote.
    """

    port: int
    process: "subprocess.Popen[bytes]"
    container: str
    log: Path

    def ask(
        self, method: str, path: str, body: bytes | None = None, headers: Mapping[str, str] | None = None
    ) -> Answer:
        """Send one request over a connection of its own."""
        return ask_port(self.port, method, path, body, headers)

    def service(self) -> int:
        """Number of the process that is the image's command: the last of the chain below buildah."""
        number = self.process.pid
        while children := [child for file in Path(f"/proc/{number}/task").glob("*/children") for child in _words(file)]:
            number = int(children[0])
        return number


def _words(file: Path) -> list[str]:
    try:
        return file.read_text(encoding="ascii").split()
    except OSError:  # that thread has ended
        return []


def tools() -> Path:
    """The folder of tools.

    Raises:
        NotHere: it, buildah, root's rights or the base are missing.
    """
    folder = os.environ.get(TOOLS_VARIABLE)
    if not folder:
        raise NotHere(f"{TOOLS_VARIABLE} names no folder: run deploy/docker/tools.sh DIR, then set it to DIR")
    if shutil.which("buildah") is None or os.geteuid() != 0:
        raise NotHere("images are built by buildah as root (deploy/docker/tools.sh DIR installs it)")
    if not Path(folder, "storage").is_dir():
        raise NotHere(f"{folder} holds no base image: run deploy/docker/tools.sh {folder}")
    return Path(folder)


def buildah(*arguments: str) -> list[str]:
    """The command line of buildah on the folder's own images."""
    folder = tools()
    return ["buildah", "--root", str(folder / "storage"), "--runroot", str(folder / "run"), *arguments]


def run(*arguments: str) -> str:
    """What buildah prints; it must succeed."""
    done = subprocess.run(buildah(*arguments), capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"buildah {arguments[0]}: {done.stdout[-2000:]}{done.stderr[-2000:]}"
    return done.stdout.strip()


def build(name: str, *arguments: str, target: str = "serve") -> None:
    """Build a target of the Dockerfile on the base that debootstrap made, with the network of this machine."""
    with _alone():
        _build(name, *arguments, target=target)


@contextmanager
def _alone() -> Iterator[None]:
    """One process at a time builds; what buildah leaves of a build is then nobody's."""
    with (tools() / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _build(name: str, *arguments: str, target: str = "serve") -> None:
    secrets = []
    certificates = os.environ.get("PIP_CERT") or os.environ.get("SSL_CERT_FILE")
    if certificates:
        secrets += ["--secret", f"id=ca,src={certificates}"]
    if settings := [f"{variable}='{os.environ[variable]}'\n" for variable in _INDEX if variable in os.environ]:
        index = tools() / "index"
        index.touch(mode=0o600)
        index.write_text("".join(settings), encoding="utf-8")
        secrets += ["--secret", f"id=index,src={index}"]
    chosen = ["--target", target, "--build-arg", f"BASE={BASE}", "--file", str(ROOT / "deploy/docker/Dockerfile")]
    how = ["--isolation", "chroot", "--format", "docker", "--pull-never", "--tag", name]
    run("build", *how, *chosen, *secrets, *arguments, str(ROOT))
    # buildah 1.28 leaves a container, mounted, of every stage that begins from scratch.
    left = [made["id"] for made in json.loads(run("containers", "--json")) or () if made["imagename"] == "scratch"]
    if left:
        run("rm", *left)


def built() -> str:
    """Name of the image of this work tree, built if it is not there yet: two processes of the tests share it."""
    digest = hashlib.sha256()
    for name in _CONTEXT:
        path = ROOT / name
        files = sorted(path.rglob("*")) if path.is_dir() else [path]
        for file in (file for file in files if file.is_file() and file.suffix != ".pyc"):
            digest.update(f"{file.relative_to(ROOT)}\0".encode() + file.read_bytes())
    name = f"{_REPOSITORY}:{digest.hexdigest()[:16]}"
    with _alone():
        found = subprocess.run(buildah("images", "--quiet", name), capture_output=True, check=False)
        if found.returncode != 0:
            _build(name, "--layers")
            _remove_older(name)
    return name


def _remove_older(built_now: str) -> None:
    """Keep two of each kind, which the next build may take up: images of work trees, and stages by their last step."""
    kinds: defaultdict[str, list[str]] = defaultdict(list)
    for image in sorted(json.loads(run("images", "--json")), key=itemgetter("createdatraw")):
        names = image.get("names") or ()
        if not names:
            told = json.loads(run("inspect", "--type", "image", image["id"]))
            kinds[told["OCIv1"]["history"][-1]["created_by"]].append(image["id"])
        # Built now may mean found in the cache, and be old.
        kinds[_REPOSITORY] += [name for name in names if _OURS.fullmatch(name) and name != built_now]
    kinds[_REPOSITORY].append(built_now)
    for older in (name for found in kinds.values() for name in found[:-2]):
        # One that a container of another process stands on is refused, and stays.
        subprocess.run(buildah("rmi", older), capture_output=True, check=False)


@contextmanager
def container(image: str) -> Iterator[tuple[str, Path]]:
    """A container of an image: its name, and where its root is mounted."""
    name = run("from", "--pull-never", image)
    try:
        yield name, Path(run("mount", name))
    finally:
        run("rm", name)


def command(name: str, root: Path, *words: str, options: tuple[str, ...] = ()) -> list[str]:
    """The command line that runs words in a container: as the image's user, on a read-only root, /tmp in memory."""
    inside = buildah("run", "--isolation", "chroot", "--mount", "type=tmpfs,destination=/tmp", *options, name, "--")
    return ["unshare", "--mount", "sh", "-c", _READ_ONLY, "sh", str(root), *inside, *words]


def configuration(name: str) -> dict[str, Any]:
    """What an image or container tells Docker: user, command, health check, labels, ….

    Args:
        name: of either.
    """
    told: dict[str, Any] = json.loads(run("inspect", name))["Docker"]["config"]
    return told


@contextmanager
def start(bundle: Path, environment: Mapping[str, str], folder: Path) -> Iterator[Image]:
    """Serve a bundle by the image's own command until the block ends; it is ready when the block begins.

    Raises:
        NotHere: what builds and runs images is not installed.
    """
    told, mounts = _inside({"HOOFBEAT_BUNDLE": str(bundle), "HOOFBEAT_PORT": str(free_port()), **environment})
    options = tuple(f"--env={name}={value}" for name, value in told.items()) + mounts
    log = folder / "image.log"
    with container(built()) as (name, root), log.open("wb") as lines:
        line = command(name, root, *configuration(name)["Cmd"], options=options)
        with subprocess.Popen(line, stdout=lines, stderr=lines) as process:
            place = Image(int(told["HOOFBEAT_PORT"]), process, name, log)
            try:
                wait(place)
                yield place
            finally:
                if process.poll() is None:
                    os.kill(place.service(), 15)


def _inside(told: dict[str, str]) -> tuple[dict[str, str], tuple[str, ...]]:
    """Settings as the container sees them, and the folders of this machine mounted for them."""
    mounts: list[str] = []
    for variable, at, writable in (
        ("HOOFBEAT_BUNDLE", "/bundle", False),
        ("HOOFBEAT_TRUSTED_KEYS", "/keys", False),
        ("HOOFBEAT_CACHE", "/cache", True),
    ):
        path = Path(told.get(variable, "").removeprefix("file://"))
        if not path.is_absolute():
            continue
        # The folder above, so that another bundle put in this one's place is seen.
        shown = path if writable else path.parent
        shown.mkdir(parents=True, exist_ok=True)
        shown.chmod(shown.stat().st_mode | (0o777 if writable else 0o055))
        mounts.append(f"--volume={shown}:{at}:{'rw' if writable else 'ro'}")
        told[variable] = at if writable else f"{at}/{path.name}"
    return told, tuple(mounts)


def wait(place: Image) -> None:
    """Come back once the service is ready."""
    deadline = time.monotonic() + PATIENCE
    while True:
        assert place.process.poll() is None, place.log.read_text(encoding="utf-8")
        assert time.monotonic() < deadline, f"not ready in {PATIENCE} s:\n{place.log.read_text(encoding='utf-8')}"
        try:
            if place.ask("GET", "/readyz").status == HTTPStatus.OK:
                return
        except OSError:
            pass
        time.sleep(0.1)
