"""Renew the runtime by which a browser ranks: ``python scripts/vendor_runtime.py TOOLS``.

``TOOLS`` is where ``deploy/web/tools.sh`` installed the locked packages. Run it after the version of
``onnxruntime-web`` in ``deploy/web/package-lock.json`` was changed, and commit what it writes.
"""

import lzma
import sys
from pathlib import Path

VENDOR = Path(__file__).parents[1] / "src/hoofbeat/serving/web/vendor"

#: As it is, and packed for the install; the service packs it anew for whom it sends it to.
SCRIPT = "ort.wasm.bundle.min.mjs"
PACKED = "ort-wasm-simd-threaded.wasm"

_MAP = b"//# sourceMappingURL="


def script_of(tools: Path) -> bytes:
    """The script of the locked package, without the mention of a map that no one has."""
    return (_dist(tools) / SCRIPT).read_bytes().partition(_MAP)[0]


def wasm_of(tools: Path) -> bytes:
    """What the script runs."""
    return (_dist(tools) / PACKED).read_bytes()


def main() -> None:
    """Write both."""
    tools = Path(sys.argv[1])
    (VENDOR / SCRIPT).write_bytes(script_of(tools))
    (VENDOR / f"{PACKED}.xz").write_bytes(lzma.compress(wasm_of(tools), preset=9 | lzma.PRESET_EXTREME))


def _dist(tools: Path) -> Path:
    return tools / "node_modules/onnxruntime-web/dist"


if __name__ == "__main__":
    main()
