"""Install an archive beside what is there; use it only once it has answered."""

import base64
import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

import checks
import entries
import folders
import keeping
from words import Refused, say

#: A patient that every bundle can answer: the self-test, in an installed version's own words.
_CASE = '{"case_id": "self-test", "age": 16, "sex": "male", "findings": [{"id": "HP:0001166"}, {"id": "HP:0001083"}]}\n'


def install(archive: Path, trusted: Path | None, new_key: bool) -> None:
    """Check the archive, install it into a folder of its own, let it answer a case, and only then use it.

    Args:
        archive: the unpacked archive.
        trusted: public key that came another way, to be trusted instead of the archive's own.
        new_key: trust the archive's key although an earlier archive had another one.
    """
    said = checks.about(archive)
    checks.right_python(said)
    checks.right_computer(said)
    checks.undamaged(archive)
    public = trusted or archive / "trusted.pub"
    _same_signer(public, accept=new_key or trusted is not None)
    version = _version(archive, said["release"], public)
    (version / "complete").touch()
    shutil.copyfile(public, folders.data() / "trusted.pub")
    _renew(archive / "installer", folders.application())
    entries.write()
    keeping.use(version)
    keeping.clear_away()
    say(
        f"Hoofbeat {said['hoofbeat']} is installed ({said['release']}, bundle {said['bundle']}). "
        f"Start it by its icon or by: {entries.command()}",
        f"Hoofbeat {said['hoofbeat']} está instalado ({said['release']}, modelo {said['bundle']}). "
        f"Ábralo con su icono o con: {entries.command()}",
    )


def fingerprint(public: Path) -> str:
    """A public key's name, as ``hoofbeat bundle keys`` told it: short enough to be read out over the telephone."""
    try:
        raw = base64.b64decode(public.read_text(encoding="ascii").strip(), validate=True)
    except (OSError, ValueError):
        raise Refused(f"{public}: this is no public key.", f"{public}: no es una clave pública.") from None
    return hashlib.sha256(raw).hexdigest()[:16]


def quiet_environment() -> dict[str, str]:
    """This computer's environment without what would turn Python, pip or Hoofbeat another way."""
    apart = ("PIP_", "PYTHON", "UV_", "HOOFBEAT_", "VIRTUAL_ENV")
    kept = {name: value for name, value in os.environ.items() if not name.upper().startswith(apart)}
    return kept | {"PIP_CONFIG_FILE": os.devnull, "PYTHONUTF8": "1"}


def _same_signer(public: Path, accept: bool) -> None:
    known = folders.data() / "trusted.pub"
    say(f"Signed by key {fingerprint(public)}", f"Firmado con la clave {fingerprint(public)}")
    if known.is_file() and fingerprint(known) != fingerprint(public) and not accept:
        raise Refused(
            f"Earlier archives were signed by key {fingerprint(known)}, this one by another. Ask who made it. "
            "If the new key is right: install again with --new-key.",
            f"Los archivos anteriores se firmaron con la clave {fingerprint(known)}; este, con otra. Pregunte a quien "
            "lo hizo. Si la clave nueva es correcta: instale otra vez con --new-key.",
        )


def _version(archive: Path, release: str, public: Path) -> Path:
    """The folder of the release, installed now unless it answers already and was verified by this very key."""
    names = [folders.versions() / f"{release}{more}" for more in ("", ".1", ".2")]
    for name in names:
        if _answers(name, public):
            return name
    checks.room_for(folders.data())
    # Beside what is in use and what was before: if this one is refused, both are still there.
    version = next(name for name in names if name not in (keeping.in_use(), keeping.before()))
    try:
        _lay_down(archive, version, public)
        _try_out(version)
    except BaseException:
        shutil.rmtree(version, ignore_errors=True)
        raise
    return version


def _lay_down(archive: Path, version: Path, public: Path) -> None:
    say("Installing; this takes about a minute …", "Instalando; tarda cerca de un minuto …")
    shutil.rmtree(version, ignore_errors=True)
    version.mkdir(parents=True)
    # Without pip: many Linux systems have a Python that cannot put it in, and ours comes with the archive.
    _run(sys.executable, "-I", "-m", "venv", "--without-pip", version / "venv")
    pip = next((archive / "wheels").glob("pip-*.whl")) / "pip"
    wheels = ("--no-index", "-f", archive / "wheels", "--only-binary", ":all:", "--no-cache-dir")
    checked = ("--require-hashes", "-r", archive / "requirements.txt")
    # Not compiled: the trial case below compiles what is used, and the rest would take disk for nothing.
    quiet = ("--quiet", "--no-compile", "--no-input", "--disable-pip-version-check", "--no-warn-script-location")
    _run(folders.python_of(version), "-I", pip, "--isolated", "install", *quiet, *wheels, *checked)
    shutil.copytree(archive / "bundle", version / "bundle")
    shutil.copyfile(archive / "archive.json", version / "archive.json")
    shutil.copyfile(public, version / "trusted.pub")


def _try_out(version: Path) -> None:
    """Verify the bundle by its signature and let it answer one case: an old processor shows here, not at a patient."""
    say("Verifying the bundle and asking it …", "Verificando el modelo y haciéndole una pregunta …")
    hoofbeat = (folders.python_of(version), "-I", "-m", "hoofbeat")
    _run(*hoofbeat, "bundle", "verify", version / "bundle", "--trusted", version / "trusted.pub")
    case, answer = version / "case.jsonl", version / "answer.jsonl"
    case.write_text(_CASE, encoding="utf-8")
    asked = ("--bundle", version / "bundle", "--cases", case, "--format", "jsonl", "--top", "5")
    _run(*hoofbeat, "predict", *asked, "--output", answer)
    if "disease_id" not in answer.read_text(encoding="utf-8"):
        raise Refused("The installed version gives no answer.", "La versión instalada no da respuesta.")
    case.unlink()
    answer.unlink()


def _answers(version: Path, public: Path) -> bool:
    """Whether the version is there already, whole, and verified by this key: installing it again changes nothing."""
    kept = version / "trusted.pub"
    if not (version / "complete").is_file() or not kept.is_file():
        return False
    try:
        if fingerprint(kept) != fingerprint(public):
            return False
        _try_out(version)
    except Refused:
        return False
    return True


def _renew(source: Path, target: Path) -> None:
    shutil.rmtree(target, ignore_errors=True)
    shutil.copytree(source, target, ignore=shutil.ignore_patterns("__pycache__"))


def _run(*command: str | Path) -> None:
    done = subprocess.run(  # noqa: S603 (our own words)
        list(map(str, command)), capture_output=True, text=True, encoding="utf-8", errors="replace",
        env=quiet_environment(), check=False,
    )  # fmt: skip
    if done.returncode:
        told = (done.stderr.strip() or done.stdout.strip())[-2000:] or f"exit {done.returncode}"
        raise Refused(
            f"Not installed; what was in use before still is.\n{told}",
            f"No se instaló; sigue en uso lo que había antes.\n{told}",
        )
