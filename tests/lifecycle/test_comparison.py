"""Two bundles side by side."""

import json
from pathlib import Path

import onnx
import pytest
from onnx import numpy_helper

from hoofbeat.bundle.runtime.manifest import MANIFEST, FileSeal, Manifest
from hoofbeat.domain.errors import BundleError
from hoofbeat.lifecycle.comparison import BundleComparison, compared
from small_bundles import change_manifest, small_bundle


def resealed(folder: Path, **changes: object) -> Path:
    manifest = Manifest.model_validate_json((folder / MANIFEST).read_bytes())
    change_manifest(folder, files={name: FileSeal.of(folder / name) for name in manifest.files}, **changes)
    return folder


def differences(found: BundleComparison) -> dict[str, tuple[str, ...]]:
    return {file.name: file.differs for file in found.files if not file.same}


def test_the_same_twice_is_the_same_to_the_byte(tmp_path: Path) -> None:
    found = compared(small_bundle(tmp_path / "one"), small_bundle(tmp_path / "other"))
    assert found.metrics_same
    assert differences(found) == {}
    assert MANIFEST in found.identical


def test_what_differs_is_named(tmp_path: Path) -> None:
    one = resealed(small_bundle(tmp_path / "one"), metrics={"a/top_1": 0.5, "a/top_3": 0.7})
    other = small_bundle(tmp_path / "other")
    catalogue = json.loads((other / "catalogue.json").read_text(encoding="utf-8"))
    catalogue[3]["orphan"] = not catalogue[3].get("orphan", False)
    (other / "catalogue.json").write_text(json.dumps(catalogue), encoding="utf-8")
    graph = onnx.load(other / "ranker.onnx")
    table = next(item for item in graph.graph.initializer if numpy_helper.to_array(item).dtype.kind == "f")
    values = numpy_helper.to_array(table)
    table.CopyFrom(numpy_helper.from_array(values + values.dtype.type(0.25), table.name))
    onnx.save(graph, other / "ranker.onnx")
    resealed(other, metrics={"a/top_1": 0.5, "a/top_3": 0.6}, seed=4)
    found = compared(one, other)
    assert not found.metrics_same
    assert found.metrics == {"a/top_3": (0.7, 0.6)}
    said = differences(found)
    assert said.keys() == {"catalogue.json", "ranker.onnx", MANIFEST}
    assert said["catalogue.json"] == ("[3].orphan (only one has it)",) or said["catalogue.json"] == ("[3].orphan",)
    assert said["ranker.onnx"] == (f"table {table.name} (by 2.5e-01 at most)",)
    assert "seed" in said[MANIFEST]
    assert "files (of every export)" in said[MANIFEST]


def test_lines_and_files_that_one_lacks(tmp_path: Path) -> None:
    one, other = small_bundle(tmp_path / "one"), small_bundle(tmp_path / "other")
    manifest = Manifest.model_validate_json((one / MANIFEST).read_bytes())
    for folder, names in ((one, ("page.html", "alone.html")), (other, ("page.html",))):
        for name in names:
            (folder / name).write_text(f"<p>\n{folder.name}\n</p>\n", encoding="utf-8")
        seals = {name: FileSeal.of(folder / name) for name in (*manifest.files, *names)}
        change_manifest(folder, files=seals)
    said = differences(compared(one, other))
    assert said["alone.html"] == ("only the first has it",)
    assert said["page.html"][0].startswith("1 of 3 lines")


@pytest.mark.parametrize("name", ["lexicon.json", MANIFEST])
def test_what_is_not_whole_is_not_compared(tmp_path: Path, name: str) -> None:
    one, other = small_bundle(tmp_path / "one"), small_bundle(tmp_path / "other")
    (other / name).unlink()
    with pytest.raises(BundleError, match=name):
        compared(one, other)
