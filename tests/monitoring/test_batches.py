from pathlib import Path

import pytest
from prometheus_client.parser import text_string_to_metric_families

from hoofbeat.monitoring.batches import write_metrics
from hoofbeat.monitoring.textfile import Reading


def samples(path: Path) -> dict[tuple[str, tuple[str, ...]], float]:
    families = text_string_to_metric_families(path.read_text(encoding="utf-8"))
    return {
        (sample.name, tuple(sample.labels.values())): sample.value for family in families for sample in family.samples
    }


def test_a_batch_is_written_in_the_form_that_node_exporter_reads(tmp_path: Path) -> None:
    path = tmp_path / "quality" / "metrics.prom"
    write_metrics(path, [Reading("records", ("ward", "read"), 12), Reading("passed", ("ward",), 1)])
    assert samples(path) == {
        ("hoofbeat_quality_records", ("read", "ward")): 12,
        ("hoofbeat_quality_passed", ("ward",)): 1,
    }
    text = path.read_text(encoding="utf-8")
    assert "# TYPE hoofbeat_quality_records gauge" in text
    assert [entry.name for entry in path.parent.iterdir()] == ["metrics.prom"]


def test_another_source_s_batch_leaves_the_first_one_s_figures(tmp_path: Path) -> None:
    path = tmp_path / "metrics.prom"
    write_metrics(path, [Reading("passed", ("ward",), 0), Reading("records", ("ward", "read"), 12)])
    write_metrics(path, [Reading("passed", ("laboratory",), 1)])
    write_metrics(path, [Reading("passed", ("ward",), 1)])
    assert samples(path) == {
        ("hoofbeat_quality_passed", ("laboratory",)): 1,
        ("hoofbeat_quality_passed", ("ward",)): 1,
    }


@pytest.mark.parametrize("damage", ["hoofbeat_quality_passed{source=", "\x00", "other_metric 3\n"])
def test_a_damaged_file_is_begun_anew(tmp_path: Path, damage: str) -> None:
    path = tmp_path / "metrics.prom"
    path.write_text(damage, encoding="utf-8")
    write_metrics(path, [Reading("passed", ("ward",), 1)])
    assert samples(path) == {("hoofbeat_quality_passed", ("ward",)): 1}
