"""The bundle of the archive, signed, with the public key that it is verified by."""

import json
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path


def put_in(bundle: Path, archive: Path, key: Path | None, public: Path | None) -> str:
    """Copy a bundle into the archive, sign it, and put the public key beside it.

    Args:
        bundle: folder of the bundle.
        archive: folder that becomes the archive.
        key: private key to sign with; its public half lies beside it, with the ending ``.pub``.
        public: public key of whoever has signed the bundle already.

    Returns:
        The bundle's version. Without ``key`` and ``public`` a fresh key signs, and its private half is thrown away.
    """
    copy = archive / "bundle"
    shutil.copytree(bundle, copy)
    with tempfile.TemporaryDirectory() as scratch:
        if key is None and public is None:
            _hoofbeat("bundle", "keys", "--output", scratch)
            key = Path(scratch) / "hoofbeat.key"
        if key is not None:
            _hoofbeat("bundle", "sign", str(copy), "--key", str(key))
            public = key.with_suffix(".pub")
        if public is None or not public.is_file():
            raise SystemExit(f"{public}: the public half of the key has to lie beside it")
        shutil.copyfile(public, archive / "trusted.pub")
    _hoofbeat("bundle", "verify", str(copy), "--trusted", str(archive / "trusted.pub"))
    return str(json.loads((copy / "manifest.json").read_text(encoding="utf-8"))["version"])


def _hoofbeat(*arguments: str) -> None:
    done = subprocess.run(  # noqa: S603 (our own words)
        [sys.executable, "-m", "hoofbeat", *arguments], capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise SystemExit(f"hoofbeat {arguments[0]} {arguments[1]}: {done.stderr.strip() or done.stdout.strip()}")
