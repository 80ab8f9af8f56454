"""The page's own words (``serving/web/words``): one file a language, each of which says everything.

Mirrors: hoofbeat.domain.languages
"""

import re
from pathlib import Path
from typing import get_args

import httpx
import pytest

from hoofbeat.domain.circumstances import Course, Region, Setting
from hoofbeat.domain.languages import ProseLanguage, SearchLanguage

WORDS = Path(__file__).parents[3] / "src/hoofbeat/serving/web/words"
FILES = {file.stem: file.read_text(encoding="utf-8") for file in WORDS.glob("*.js") if file.stem != "all"}
OTHERS = sorted(FILES.keys() - {"en"})


def entries(text: str) -> list[tuple[str, int | None]]:
    """Every key of a dictionary in its order, with the number of arguments where it is a function."""
    [dictionary] = re.findall(r"^export const words = {\n(.*?)^};", text, re.DOTALL | re.MULTILINE)
    found = re.findall(r"^ +(\w+): (?:\(([^()]*)\) =>)?", dictionary, re.MULTILINE)
    return [(key, len(arguments.split(",")) if arguments else None) for key, arguments in found]


def service(text: str) -> dict[str, str]:
    """Which language each part of the service is asked in."""
    [parts] = re.findall(r"^export const service = {(.*)};", text, re.MULTILINE)
    return dict(re.findall(r'(\w+): "(\w+)"', parts))


def test_the_list_names_every_file_once() -> None:
    listed = re.findall(r'^export \* as (\w+) from "\./(\w+)\.js";$', (WORDS / "all.js").read_text(), re.MULTILINE)
    assert listed == [(tag, tag) for tag in sorted(FILES)]
    assert {"en", "es", "pt"} <= FILES.keys()


@pytest.mark.parametrize("tag", OTHERS)
def test_every_language_says_the_same_things(tag: str) -> None:
    english = entries(FILES["en"])
    assert entries(FILES[tag]) == english
    assert len(english) > 40


@pytest.mark.parametrize("tag", FILES)
@pytest.mark.parametrize(("key", "known"), [("settings", Setting), ("regions", Region), ("courses", Course)])
def test_every_language_names_each_choice_of_the_service(tag: str, key: str, known: type[Setting]) -> None:
    [choices] = re.findall(rf"^  {key}: {{\n(.*?)^  }},", FILES[tag], re.DOTALL | re.MULTILINE)
    assert re.findall(r'^    "?([\w-]+)"?: "[^"]+",$', choices, re.MULTILINE) == [str(choice) for choice in known]


@pytest.mark.parametrize("tag", OTHERS)
def test_every_language_knows_the_same_remarks_of_the_service(tag: str) -> None:
    english, other = (re.findall(r"^ +\[(/\^.*?/), \(", FILES[name], re.MULTILINE) for name in ("en", tag))
    assert other == english
    assert len(english) > 15


@pytest.mark.parametrize("tag", FILES)
def test_every_language_reads_ages_and_asks_for_what_there_is(tag: str) -> None:
    """The search and the card know fewer languages than the page: one that they lack names another."""
    assert re.search(r'^export const name = "\w+";$', FILES[tag], re.MULTILINE)
    typed = FILES[tag].partition("export const typedAge = {")[2].partition("};")[0]
    assert re.findall(r"^ +(\w+): \[", typed, re.MULTILINE) == [
        "years",
        "months",
        "weeks",
        "days",
        "and",
        "old",
        "birth",
    ]
    known = {"search": get_args(SearchLanguage), "card": get_args(ProseLanguage)}
    asked = service(FILES[tag])
    assert asked == {part: tag if tag in languages else asked[part] for part, languages in known.items()}
    assert all(asked[part] in languages for part, languages in known.items())


@pytest.mark.parametrize(("path", "part"), [("/v1/findings?q=febre", "search"), ("/v1/model-card?", "card")])
@pytest.mark.parametrize("tag", FILES)
def test_no_language_of_the_page_breaks_the_service(client: httpx.Client, path: str, part: str, tag: str) -> None:
    """Asked as the page asks, it answers; asked in a language it lacks, it says which there are."""
    own = client.get(f"{path}&lang={tag}")
    assert own.status_code in (200, 404, 422)  # 404: this diagnoser has no card
    if own.status_code == 422:
        assert "'en'" in str(own.json()["errors"])
    assert client.get(f"{path}&lang={service(FILES[tag])[part]}").status_code in (200, 404)
