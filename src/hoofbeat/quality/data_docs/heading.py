"""What stands at the top of a page, above what Great Expectations draws: every rule with its reason and severity."""

import re
from collections.abc import Sequence
from html import escape

from hoofbeat.quality.engine import Outcome
from hoofbeat.quality.rules import Rule, Suite

#: Their navigation leads to pages we do not have.
_NAVIGATION = re.compile(r"(<body[^>]*>).*?(?=<div class=\"container-fluid)", re.DOTALL)
_ICON = re.compile(r"<link\b[^>]*favicon[^>]*>")
_SUITE_LINK = re.compile(r'href="[^"]*expectations/[^"]*"')


def with_results(page: str, suite: Suite, source: str, batch: str, outcomes: Sequence[Outcome]) -> str:
    """Put a table of the outcomes on the page of a check, and lead back to the index."""
    rows = [
        (
            "✓" if outcome.met else "✗",
            outcome.rule.severity,
            *_described(outcome.rule),
            _found(outcome),
        )
        for outcome in sorted(outcomes, key=lambda outcome: outcome.met)
    ]
    heads = ("", "severity", "column", "expected", "found")
    expects = f"../../suites/{suite.layer}-{suite.label}.html"
    title = f"{suite.layer} of {source}"
    told = f'Batch {escape(batch)}, suite <a href="{escape(expects)}">{escape(suite.label)}</a>.'
    page = _SUITE_LINK.sub(f'href="{escape(expects)}"', page)
    return _topped(page, "../../index.html", title, told, _table(heads, rows))


def with_rules(page: str, suite: Suite) -> str:
    """Put a table of the rules on the page of a suite, and lead back to the index."""
    rows = [
        (rule.severity, *_described(rule), "the hospital" if rule in suite.own else "Hoofbeat") for rule in suite.all
    ]
    heads = ("severity", "column", "expected", "from")
    title = f"What is expected of {suite.layer}"
    return _topped(page, "../index.html", title, f"Version {escape(suite.label)}.", _table(heads, rows))


def _described(rule: Rule) -> tuple[str, str]:
    column = str(rule.kwargs.get("column", ""))
    return column, rule.notes or rule.type.removeprefix("expect_").replace("_", " ")


def _found(outcome: Outcome) -> str:
    if outcome.error:
        return f"could not be evaluated ({outcome.error})"
    if outcome.observed is not None:
        return f"{outcome.observed:,.6g}"
    if outcome.unexpected is None:
        return ""
    if not outcome.unexpected:
        return f"so in all {outcome.rows:,}"
    return f"not so in {outcome.unexpected:,} of {outcome.rows:,}"


def _table(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    head = "".join(f"<th>{escape(name)}</th>" for name in heads)
    body = "\n".join(f"<tr>{''.join(f'<td>{escape(cell)}</td>' for cell in row)}</tr>" for row in rows)
    return f"<table><thead><tr>{head}</tr></thead><tbody>\n{body}\n</tbody></table>"


def _topped(page: str, index: str, title: str, told: str, table: str) -> str:
    top = (
        f'<p><a href="{index}">All batches</a></p><h1>{escape(title)}</h1><p>{told}</p>\n{table}\n<h2>In detail</h2>\n'
    )
    return _NAVIGATION.sub(lambda found: f"{found[1]}\n{top}", _ICON.sub("", page), count=1)
