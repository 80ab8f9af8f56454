"""Data Docs that need no network: Great Expectations' pages ask a dozen hosts for scripts, styles and pictures.

A hospital's page must show without internet, and opening it must tell nobody. What comes from elsewhere is taken out,
and one small stylesheet of ours lays out what is left. The index is built by a script of theirs, so ours takes its
place: a plain list of every batch that was ever checked, the newest first.
"""

import re
from html import escape
from pathlib import Path

_REMOTE = re.compile(
    r"<script\b[^>]*\bsrc=[\"']https?://[^>]*>\s*</script>"
    r"|<link\b[^>]*\bhref=[\"']https?://[^>]*>"
    r"|<img\b[^>]*\bsrc=[\"']https?://[^>]*>"
    # Scripts that only steer the removed ones, and the invitation to a newsletter.
    r"|<script\b[^>]*>.*?</script>|<footer>.*?</footer>",
    re.IGNORECASE | re.DOTALL,
)
_HEAD_END = re.compile(r"</head>", re.IGNORECASE)

_STYLE = """<style>
:root { color-scheme: light dark; --line: #8884; --soft: #8881; }
body { font: 16px/1.5 system-ui, sans-serif; max-width: 70rem; margin: 0 auto; padding: 1rem 1.5rem; }
table { border-collapse: collapse; width: 100%; margin: .75rem 0; }
th, td { border-bottom: 1px solid var(--line); padding: .4rem .6rem; text-align: left; vertical-align: top; }
ul, ol { padding-left: 1.25rem; } nav ol, .breadcrumb { list-style: none; display: flex; gap: .75rem; padding: 0; }
.row { display: flex; flex-wrap: wrap; gap: 1rem; } .row > [class*="col-"] { flex: 1 1 18rem; min-width: 0; }
.badge { background: var(--soft); border-radius: 1rem; padding: .1rem .6rem; }
.alert { background: var(--soft); padding: 1rem; }
.text-success { color: #2a7d46; } .text-danger { color: #c0392b; } .text-warning { color: #b7791f; }
.fa-check-circle::before { content: "✓"; } .fa-times::before { content: "✗"; }
.fa-exclamation-triangle::before { content: "!"; }
.modal, .popover, .cooltip .top, .d-none, .navbar-toggler, form, button, input, label, .sticky { display: none; }
.row > :has(> .sticky), .row > .navbar-collapse { display: none; }
code, pre { background: var(--soft); border-radius: .25rem; padding: .1rem .3rem; white-space: pre-wrap; }
</style>"""


_INDEX = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Data quality</title>{style}</head>
<body><h1>Data quality</h1>
<p>One page for every batch that was checked between bronze and silver, the newest first.
What is expected: {suites}.</p>
<table><thead><tr><th>checked (UTC)</th><th>source</th><th>outcome</th></tr></thead><tbody>
{rows}
</tbody></table></body></html>
"""


def take_offline(docs: Path) -> None:
    """Rewrite every page under ``docs`` so that it asks no other host for anything, and make the index."""
    for page in docs.rglob("*.html"):
        text = page.read_text(encoding="utf-8")
        local = _REMOTE.sub("", text)
        if local != text:
            page.write_text(_HEAD_END.sub(lambda _: f"{_STYLE}</head>", local, count=1), encoding="utf-8")
    (docs / "index.html").write_text(_index(docs), encoding="utf-8")


def _index(docs: Path) -> str:
    # Great Expectations lays a result out as validations/SUITE/SOURCE/TIME/BATCH.html.
    results = sorted(docs.glob("validations/*/*/*/*.html"), key=lambda page: page.parent.name, reverse=True)
    rows = [
        f'<tr><td>{_time(page.parent.name)}</td><td><a href="{_address(page, docs)}">{escape(page.parent.parent.name)}'
        f"</a></td><td>{_outcome(page)}</td></tr>"
        for page in results
    ]
    suites = [
        f'<a href="{_address(page, docs)}">{escape(page.stem)}</a>' for page in sorted(docs.glob("expectations/*.html"))
    ]
    return _INDEX.format(style=_STYLE, suites=", ".join(suites), rows="\n".join(rows))


def _address(page: Path, docs: Path) -> str:
    return escape(page.relative_to(docs).as_posix(), quote=True)


def _time(stamp: str) -> str:
    """``20261123T093551.921188Z`` as ``2026-11-23 09:35:51``."""
    return re.sub(r"(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d).*", r"\1-\2-\3 \4:\5:\6", escape(stamp))


def _outcome(page: Path) -> str:
    failed = re.search(r"Unsuccessful Expectations(?:<[^>]*>|\s)*(\d+)", page.read_text(encoding="utf-8"))
    return "all expectations met" if failed and failed[1] == "0" else "expectations failed: see the page"
