"""The runtime in the package is that of the locked package, and says whose it is.

Mirrors: scripts/vendor_runtime.py
"""

import json
import lzma
from pathlib import Path

from vendor_runtime import PACKED, SCRIPT, VENDOR, script_of, wasm_of

ROOT = Path(__file__).parents[3]


def test_the_vendored_files_are_those_of_the_locked_package(tools: Path) -> None:
    assert (VENDOR / SCRIPT).read_bytes() == script_of(tools)
    assert lzma.decompress((VENDOR / f"{PACKED}.xz").read_bytes()) == wasm_of(tools)


def test_it_is_of_the_locked_version_and_under_its_licence() -> None:
    lock = json.loads((ROOT / "deploy/web/package-lock.json").read_text(encoding="utf-8"))
    version = lock["packages"]["node_modules/onnxruntime-web"]["version"]
    assert f"ONNX Runtime Web v{version}\n" in (VENDOR / SCRIPT).read_text(encoding="utf-8")
    assert (VENDOR / "LICENSE").read_text(encoding="utf-8").startswith("MIT License\n\nCopyright (c) Microsoft")
    assert f"onnxruntime-web {version}" in (ROOT / "NOTICE").read_text(encoding="utf-8")
