"""Make one file that installs Hoofbeat on a computer without a network: ``python deploy/local/builder --help``."""

import argparse
import hashlib
import json
import shutil
import sys
import tempfile
from pathlib import Path

import bundles
import packing
import wheels
from packaging.utils import parse_wheel_filename
from platforms import TARGETS, Target, least_system

HERE = Path(__file__).resolve().parents[1]
_TEXT = (".txt", ".cmd")


def main() -> None:
    """Read the command line and build; standard output gets the file's path alone."""
    asked = argparse.ArgumentParser(prog="builder", description=__doc__.partition(":")[0])
    asked.add_argument("--bundle", type=Path, required=True, help="folder of the bundle")
    asked.add_argument("--platform", choices=TARGETS, default="linux_x86_64", help="kind of the computer")
    asked.add_argument("--python", default="3.11", metavar="3.N", help="version of Python there (default 3.11)")
    asked.add_argument("--key", type=Path, help="private key to sign with; NAME.pub lies beside NAME.key")
    asked.add_argument("--public", type=Path, help="public key of a bundle that is signed already")
    asked.add_argument("--output", type=Path, default=Path("dist"), help="folder for the file (default dist)")
    asked.add_argument(
        "--include", type=Path, action="append", default=[], help="file to put beside, e.g. an installer"
    )
    asked.add_argument("--wheels", type=Path, help="folder that keeps fetched wheels for the next time")
    options = asked.parse_args()
    options.output.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch:
        file = build(options, TARGETS[options.platform], Path(scratch))
    note(f"{file.stat().st_size / 1e6:.1f} MB, SHA-256 {hashlib.sha256(file.read_bytes()).hexdigest()}")
    if not options.key and not options.public:
        note("Signed with a key made for this archive alone: the next one will be another signer's (docs/deploy/pc.md)")
    sys.stdout.write(f"{file}\n")


def build(options: argparse.Namespace, target: Target, scratch: Path) -> Path:
    """Gather, sign, check and pack; the archive's file."""
    archive = scratch / "archive"
    (archive / "wheels").mkdir(parents=True)
    note("Building Hoofbeat's wheel …")
    own = wheels.build_own(archive / "wheels")
    note(f"Fetching the locked wheels for {target.name}, Python {options.python} …")
    all_wheels = wheels.fetch(target, options.python, archive / "wheels", options.wheels)
    (archive / "requirements.txt").write_text(wheels.requirements_of(all_wheels), encoding="utf-8")
    note("Signing the bundle …")
    version = bundles.put_in(options.bundle, archive, options.key, options.public)
    copy_installer(target, options.python, archive)
    for extra in options.include:
        (archive / "extra").mkdir(exist_ok=True)
        shutil.copyfile(extra, archive / "extra" / extra.name)
    hoofbeat = str(parse_wheel_filename(own.name)[1])
    about = {
        # Short, for Windows allows 260 characters a path.
        "release": f"{hoofbeat}-{hashlib.sha256(packing.sums_of(archive).encode()).hexdigest()[:8]}",
        "hoofbeat": hoofbeat,
        "bundle": version,
        "python": options.python,
        "system": target.system,
        "machine": target.machine,
        "least_system": least_system(all_wheels),
    }
    (archive / "archive.json").write_text(json.dumps(about, indent=2) + "\n", encoding="utf-8")
    (archive / packing.SUMS).write_text(packing.sums_of(archive), encoding="utf-8")
    named = archive.rename(scratch / f"hoofbeat-{about['release']}")
    file = options.output / f"{named.name}-{target.name}-py{options.python}{target.suffix}"
    packing.pack(named, file)
    return file


def copy_installer(target: Target, python: str, archive: Path) -> None:
    """Put the installer, its read-me in two languages and the licences into the archive."""
    leave = shutil.ignore_patterns("__pycache__")
    shutil.copytree(HERE / "installer", archive / "installer", ignore=leave)
    windows = target.system == "Windows"
    starters = ["install.cmd"] if windows else ["install.sh"]
    texts = [*(HERE / name for name in starters), *sorted((HERE / "texts").glob("*.txt"))]
    for path in [*texts, wheels.ROOT / "LICENSE", wheels.ROOT / "NOTICE"]:
        text = path.read_text(encoding="utf-8").replace("@PYTHON@", python)
        ends = "\r\n" if windows and path.suffix in (*_TEXT, "") else "\n"
        (archive / path.name).write_text(text, encoding="utf-8", newline=ends)


def note(text: str) -> None:
    """Tell the person who builds how far it is."""
    sys.stderr.write(f"{text}\n")


if __name__ == "__main__":
    main()
