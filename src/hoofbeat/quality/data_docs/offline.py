"""Data Docs that need no network: Great Expectations' pages ask a dozen hosts for scripts, styles and pictures.

A hospital's page must show without internet, and opening it must tell nobody. What comes from elsewhere is taken out,
and one small stylesheet of ours lays out what is left.
"""

import re

_REMOTE = re.compile(
    r"<script\b[^>]*\bsrc=[\"']https?://[^>]*>\s*</script>"
    r"|<link\b[^>]*\bhref=[\"']https?://[^>]*>"
    r"|<img\b[^>]*\bsrc=[\"']https?://[^>]*>"
    # Scripts that only steer the removed ones, and the invitation to a newsletter.
    r"|<script\b[^>]*>.*?</script>|<footer>.*?</footer>",
    re.IGNORECASE | re.DOTALL,
)
_HEAD_END = re.compile(r"</head>", re.IGNORECASE)

#: Lays out a page without the styles of other hosts.
STYLE = """<style>
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
.modal, .popover, a[data-toggle], .cooltip .top, .d-none,
.navbar-toggler, form, button, input, label, .sticky { display: none; }
.row > :has(> .sticky), .row > .navbar-collapse { display: none; }
code, pre { background: var(--soft); border-radius: .25rem; padding: .1rem .3rem; white-space: pre-wrap; }
</style>"""


def take_offline(page: str) -> str:
    """Rewrite a page so that it asks no other host for anything."""
    local = _REMOTE.sub("", page)
    return _HEAD_END.sub(lambda _: f"{STYLE}</head>", local, count=1)
