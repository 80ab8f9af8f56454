"""Pages of data quality that ask no other host for anything."""

from pathlib import Path

from hoofbeat.quality.offline import take_offline

PAGE = """<html><head><link rel="stylesheet" href="https://cdn.example/a.css"/>
<script src="https://cdn.example/b.js"></script><script>tables()</script></head>
<body><img src="https://cdn.example/c.png"><h4>Statistics</h4>
<table><tr id="row-5"><td>Unsuccessful Expectations</td><td><span>{failed}</span></td></tr></table>
<footer><a href="https://cdn.example/news">news</a></footer></body></html>"""


def write(docs: Path, source: str, time: str, failed: int) -> Path:
    page = docs / "validations" / "cases" / source / time / f"{source}.html"
    page.parent.mkdir(parents=True)
    page.write_text(PAGE.format(failed=failed), encoding="utf-8")
    return page


def test_nothing_is_asked_of_another_host_and_the_content_stays(tmp_path: Path) -> None:
    page = write(tmp_path, "phenopackets", "20260102T030405.000000Z", 0)
    take_offline(tmp_path)
    text = page.read_text(encoding="utf-8")
    assert "cdn.example" not in text
    assert "<script" not in text
    assert "<h4>Statistics</h4>" in text
    assert text.count("<style>") == 1


def test_pages_of_earlier_batches_stay_as_they_are(tmp_path: Path) -> None:
    page = write(tmp_path, "phenopackets", "20260102T030405.000000Z", 0)
    take_offline(tmp_path)
    first = page.read_text(encoding="utf-8")
    take_offline(tmp_path)
    assert page.read_text(encoding="utf-8") == first


def test_the_index_lists_every_batch_the_newest_first_with_its_outcome(tmp_path: Path) -> None:
    write(tmp_path, "ddxplus", "20260102T030405.000000Z", 0)
    write(tmp_path, "phenopackets", "20260203T040506.000000Z", 2)
    take_offline(tmp_path)
    index = (tmp_path / "index.html").read_text(encoding="utf-8")
    assert index.index("2026-02-03 04:05:06") < index.index("2026-01-02 03:04:05")
    assert index.index("expectations failed") < index.index("all expectations met")
    assert 'href="validations/cases/ddxplus/20260102T030405.000000Z/ddxplus.html"' in index
