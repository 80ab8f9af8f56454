"""What a device would have to fetch: the runtime and the bundle, as they are and packed."""

import gzip
from pathlib import Path

#: What a browser loads of the runtime.
RUNTIME = ("ort.wasm.min.mjs", "ort-wasm-simd-threaded.mjs", "ort-wasm-simd-threaded.wasm")


def sizes(bundle: Path, tools: Path) -> dict[str, dict[str, int]]:
    """Bytes of each file, ``plain`` and ``packed`` by gzip, with sums of the runtime and of the graphs."""
    runtime = [tools / "node_modules/onnxruntime-web/dist" / name for name in RUNTIME]
    files = {path.name: _size(path) for path in sorted(bundle.iterdir()) if path.suffix in (".onnx", ".json")}
    graphs = [size for name, size in files.items() if name.endswith(".onnx")]
    return {"runtime": _sum([_size(path) for path in runtime]), "graphs": _sum(graphs), **files}


def _size(path: Path) -> dict[str, int]:
    content = path.read_bytes()
    return {"plain": len(content), "packed": len(gzip.compress(content, 6, mtime=0))}


def _sum(parts: list[dict[str, int]]) -> dict[str, int]:
    return {kind: sum(part[kind] for part in parts) for kind in ("plain", "packed")}
