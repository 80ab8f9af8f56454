"""A language that the search or the prose has learned and the other has not: a clean answer either way.

Mirrors: hoofbeat.domain.languages
"""

import subprocess
import sys
from pathlib import Path

import pytest

#: Widens one of the two types before anything reads it, as an edit of the file would, and asks a server.
ASKED = """
import sys
from typing import Literal, get_args

import httpx

import hoofbeat.domain.languages as languages

setattr(languages, sys.argv[1], Literal[(*get_args(getattr(languages, sys.argv[1])), "xx")])
import conftest
from hoofbeat.sources.mapping.render import comment
from hoofbeat.sources.mapping.suggestion import Suggestion

conftest.TwoDiseases.card = {"model-card.json": "{}", "model-card.en.html": "<p>Figures</p>"}
with conftest.serving(conftest.TwoDiseases()) as address:
    for path in ("/v1/model-card?lang=xx", "/v1/findings?lang=xx&q=fever"):
        answer = httpx.get(address + path)
        print(answer.status_code, answer.text)
print(comment(Suggestion("finding", 0.9, "yes no"), "xx"))
"""


@pytest.mark.parametrize(
    ("widened", "card", "search"),
    [
        ("ProseLanguage", "200 <p>Figures</p>", "422 "),
        ("SearchLanguage", "422 ", '200 [{"names":{"en":"Fever","es":"Fiebre"}'),
    ],
)
def test_a_language_that_only_one_of_them_knows_breaks_nothing(widened: str, card: str, search: str) -> None:
    done = subprocess.run(
        [sys.executable, "-c", ASKED, widened], cwd=Path(__file__).parent, capture_output=True, text=True, timeout=120
    )
    assert done.returncode == 0, done.stderr
    answers = done.stdout.splitlines()
    assert answers[0].startswith(card)
    assert answers[1].startswith(search)
    assert all("'en'" in answer for answer in answers[:2] if answer.startswith("422"))
    assert answers[2] == "# 0.90 yes or no"
