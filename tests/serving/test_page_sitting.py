"""The page tells which sitting a question belongs to, by a token of chance that is kept nowhere.

Mirrors: src/hoofbeat/serving/web/base/api.js
"""

from typing import TYPE_CHECKING

import pytest

from watched_pages import pick

if TYPE_CHECKING:
    from watched_pages import Watched

pytestmark = pytest.mark.browser


def test_all_questions_of_a_sitting_bear_one_token_and_those_of_the_next_another(watched: "Watched") -> None:
    page = watched.page
    shown: list[set[str]] = []

    def note(request) -> None:  # type: ignore[no-untyped-def]
        if request.method == "POST":
            shown[-1].add(request.headers.get("hoofbeat-sitting", ""))

    page.on("request", note)
    for _ in range(2):
        shown.append(set())
        page.reload()
        with page.expect_response("**/v1/next-findings"):
            pick(page, "fie")
    (first,), (second,) = shown
    assert first != second
    assert len(first) == len(second) == 24
    kept = page.evaluate("JSON.stringify([{...localStorage}, {...sessionStorage}]) + document.cookie + location.href")
    assert not [token for token in (first, second) if token in kept or token in page.content()]
