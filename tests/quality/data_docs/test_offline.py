"""Pages of data quality that ask no other host for anything."""

from hoofbeat.quality.data_docs.offline import take_offline

PAGE = """<html><head><link rel="stylesheet" href="https://cdn.example/a.css"/>
<script src="https://cdn.example/b.js"></script><script>tables()</script></head>
<body><img src="https://cdn.example/c.png"><h4>Statistics</h4>
<footer><a href="https://cdn.example/news">news</a></footer></body></html>"""


def test_nothing_is_asked_of_another_host_and_the_content_stays() -> None:
    text = take_offline(PAGE)
    assert "cdn.example" not in text
    assert "<script" not in text
    assert "<h4>Statistics</h4>" in text
    assert text.count("<style>") == 1
