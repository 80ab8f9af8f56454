"""Two bundles side by side: which files are the same to the byte, what differs in the others, and by how much."""

import hashlib
import json
from difflib import SequenceMatcher
from pathlib import Path
from typing import Any

import numpy as np

from hoofbeat.bundle.runtime.manifest import MANIFEST, SIGNATURE, Manifest, read_manifest
from hoofbeat.domain.frozen import Frozen

#: Differences of one file that are named.
_NAMED = 6
#: What differs between any two exports.
_OF_THE_EXPORT = ("version", "created", "files")


class FileComparison(Frozen):
    """One file of the two bundles.

    Attributes:
        name: the file.
        same: whether it is the same to the byte.
        differs: what differs; empty where it is the same.
    """

    name: str
    same: bool
    differs: tuple[str, ...] = ()


class BundleComparison(Frozen):
    """Two bundles side by side.

    Attributes:
        first: version of the first.
        second: version of the second.
        metrics_same: whether every figure of the evaluation is the same.
        metrics: figures that differ: name → the two, ``None`` where one lacks it.
        files: every file of either.
    """

    first: str
    second: str
    metrics_same: bool
    metrics: dict[str, tuple[float | None, float | None]]
    files: tuple[FileComparison, ...]

    @property
    def identical(self) -> tuple[str, ...]:
        """Files that are the same to the byte."""
        return tuple(file.name for file in self.files if file.same)


def compared(first: Path, second: Path) -> BundleComparison:
    """Compare two bundles.

    Args:
        first: folder of a bundle.
        second: folder of the other.

    Raises:
        BundleError: one of them is not whole.
    """
    ones, others = read_manifest(first), read_manifest(second)
    names = [*sorted({*ones.files, *others.files}), MANIFEST]
    keys = sorted({*ones.metrics, *others.metrics})
    metrics = {
        key: (ones.metrics.get(key), others.metrics.get(key))
        for key in keys
        if ones.metrics.get(key) != others.metrics.get(key)
    }
    return BundleComparison(
        first=ones.version,
        second=others.version,
        metrics_same=not metrics,
        metrics=metrics,
        files=tuple(_file(name, first / name, second / name, ones) for name in names if name != SIGNATURE),
    )


def _file(name: str, first: Path, second: Path, manifest: Manifest) -> FileComparison:
    if not first.is_file() or not second.is_file():
        where = "first" if first.is_file() else "second"
        return FileComparison(name=name, same=False, differs=(f"only the {where} has it",))
    one, other = first.read_bytes(), second.read_bytes()
    if one == other:
        return FileComparison(name=name, same=True)
    if name == MANIFEST:
        differs = [f"{what} (of every export)" if what in _OF_THE_EXPORT else what for what in _fields(one, other)]
    elif name.endswith(".json"):
        differs = _fields(one, other)
    elif name.endswith(".onnx"):
        differs = _graphs(one, other)
    else:
        differs = _lines(one, other)
    return FileComparison(name=name, same=False, differs=tuple(differs[:_NAMED]) or ("the order of its content",))


def _fields(one: bytes, other: bytes) -> list[str]:
    return list(_differences(json.loads(one), json.loads(other), ""))


def _differences(one: Any, other: Any, path: str) -> list[str]:
    """Paths of what differs; of a list that is longer in one, its length."""
    if isinstance(one, dict) and isinstance(other, dict):
        found = []
        for key in sorted({*one, *other}):
            inner = f"{path}.{key}" if path else str(key)
            if path == "" and key == "files":
                found += [key] if one.get(key) != other.get(key) else []
            elif key not in one or key not in other:
                found.append(f"{inner} (only one has it)")
            else:
                found += _differences(one[key], other[key], inner)
        return found
    if isinstance(one, list) and isinstance(other, list):
        if len(one) != len(other):
            return [f"{path} ({len(one)} and {len(other)} items)"]
        return [
            line for n, (a, b) in enumerate(zip(one, other, strict=True)) for line in _differences(a, b, f"{path}[{n}]")
        ]
    return [] if one == other else [path]


def _graphs(one: bytes, other: bytes) -> list[str]:
    import onnx
    from onnx import numpy_helper

    first, second = onnx.load_from_string(one).graph, onnx.load_from_string(other).graph
    found = []
    if [node.SerializeToString() for node in first.node] != [node.SerializeToString() for node in second.node]:
        found.append(f"nodes ({len(first.node)} and {len(second.node)})")
    tables = [{item.name: item for item in graph.initializer} for graph in (first, second)]
    for name in sorted({*tables[0], *tables[1]}):
        pair = [table.get(name) for table in tables]
        if pair[0] is None or pair[1] is None:
            found.append(f"table {name} (only one has it)")
        elif pair[0].SerializeToString() != pair[1].SerializeToString():
            a, b = numpy_helper.to_array(pair[0]), numpy_helper.to_array(pair[1])
            if a.shape != b.shape:
                found.append(f"table {name} (shapes {a.shape} and {b.shape})")
            elif a.dtype.kind in "fiub":
                largest = np.abs(a.astype(np.float64) - b.astype(np.float64)).max(initial=0.0)
                found.append(f"table {name} (by {largest:.1e} at most)")
            else:
                found.append(f"table {name}")
    return found


def _lines(one: bytes, other: bytes) -> list[str]:
    first, second = (content.decode(errors="replace").splitlines() for content in (one, other))
    matched = sum(block.size for block in SequenceMatcher(None, first, second, autojunk=False).get_matching_blocks())
    digests = " and ".join(hashlib.sha256(content).hexdigest()[:12] for content in (one, other))
    return [f"{max(len(first), len(second)) - matched} of {max(len(first), len(second))} lines ({digests})"]
