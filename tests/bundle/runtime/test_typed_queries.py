"""What physicians and patients type, in each language of the search, and what must come first: the lexicon in full.

Mirrors: hoofbeat.bundle.runtime.ask, hoofbeat.bundle.runtime.lexicon, hoofbeat.bundle.runtime.words
"""

import random
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, get_args

import pytest

from hoofbeat.bundle.export.writer import lexicon_of
from hoofbeat.bundle.runtime.ask import Answer, ask
from hoofbeat.bundle.runtime.lexicon import Lexicon
from hoofbeat.bundle.runtime.words import fold, opposed
from hoofbeat.domain.languages import SearchLanguage, search_language

if TYPE_CHECKING:
    from hoofbeat.knowledge.release import Knowledge

TABLE = Path(__file__).with_name("typed_queries.tsv")


class Typed(NamedTuple):
    lang: SearchLanguage
    query: str
    answers: tuple[str, ...]


def table() -> list[Typed]:
    rows = [line.split("\t") for line in TABLE.read_text(encoding="utf-8").splitlines() if line[0] != "#"][1:]
    return [Typed(search_language(lang), query, tuple(answer.split("|"))) for lang, query, answer in rows]


@pytest.fixture(scope="module")
def lexicon(embedded_knowledge: "Knowledge") -> Lexicon:
    return lexicon_of(embedded_knowledge.ontology)


def right(answers: list[Answer], wanted: tuple[str, ...]) -> bool:
    first = answers[0] if answers else None
    if wanted == ("?",):
        return first is None or first.weak
    if first is None:
        return False
    if wanted[0].startswith("="):
        code, value = wanted[0][1:].split()
        measured = [(item.code, item.canonical) for item in first.measurements[:1]]
        return measured == [(code, pytest.approx(float(value), 0.01))]
    return not first.measurements and f"{'-' * first.excluded}{first.id}" in wanted


@pytest.mark.parametrize("typed", table(), ids=lambda typed: f"{typed.lang}-{typed.query}")
def test_the_right_answer_comes_first(lexicon: Lexicon, typed: Typed) -> None:
    answers = ask(lexicon, typed.query, lang=typed.lang)
    assert right(answers, typed.answers), [(answer.id, answer.matched, answer.excluded) for answer in answers[:3]]


@pytest.mark.parametrize("lang", get_args(SearchLanguage))
def test_the_table_is_large_and_says_nothing_twice(lang: SearchLanguage) -> None:
    queries = [fold(typed.query) for typed in table() if typed.lang == lang]
    assert len(queries) >= 350
    assert len(set(queries)) >= len(queries) - 5  # some differ in accents and signs alone


def test_every_finding_of_the_table_is_current(lexicon: Lexicon) -> None:
    named = {answer.lstrip("-") for typed in table() for answer in typed.answers if answer[0] not in "=?"}
    assert sorted(finding for finding in named if finding != lexicon.resolve(finding)) == []


@pytest.mark.parametrize(
    "query",
    [
        "plaquetas altas", "plaquetas bajas", "high platelets", "low platelets", "presión alta", "presión baja",
        "hiperglicemia", "hipoglicemia", "hipotensión", "hipertensión", "hipotencion", "hipertencion", "hipotiroidismo",
        "hipertiroidismo", "microcefalia", "macrocefalia", "taquicardia", "bradicardia", "potasio alto",
        "potassium low", "sodio elevado", "sodio bajo", "high calcium", "calcio disminuido", "weight gain",
        "weight loss", "pérdida de peso", "aumento de peso", "cabeza grande", "cabeza pequeña", "small head",
        "hyperreflexia", "hyporeflexia", "poliuria", "oliguria", "leucocitos altos", "leucopenia", "high cortisol",
        "cortisol bajo", "hipertonia", "hipotonía", "talla alta", "talla baja", "tsh elevada", "glucosa alta",
    ],
)  # fmt: skip
def test_no_answer_that_is_sure_says_the_opposite(lexicon: Lexicon, query: str) -> None:
    for lang in get_args(SearchLanguage):
        answers = ask(lexicon, query, lang=lang)
        assert answers, query
        assert not answers[0].weak, query
        wrong = [answer.matched for answer in answers if opposed(fold(query).split(), fold(answer.matched).split())]
        assert wrong == []


@pytest.mark.parametrize(
    ("query", "finding"),
    [
        ("glucosa 420", "HP:0003074"),
        ("glucosa 40", "HP:0001943"),
        ("temperature 39.2", "HP:0001945"),
        ("Hb 7,1", "HP:0001903"),
        ("plaquetas 40000", "HP:0001873"),
        ("sat 80", "HP:0012418"),
        ("glucosa 90", None),
        ("temp 36,8", None),
    ],
)
def test_a_value_brings_the_finding_it_leads_to_and_no_other(lexicon: Lexicon, query: str, finding: str | None) -> None:
    measured, *findings = ask(lexicon, query, lang="es")
    assert measured.measurements
    assert [answer.id for answer in findings] == ([finding] if finding else [])


@pytest.mark.parametrize("seed", [1, 2])
def test_a_slip_in_one_word_is_forgiven(lexicon: Lexicon, seed: int) -> None:
    """A letter left out, doubled, changed or swapped: most are still answered, and hardly any surely and wrong."""
    chance = random.Random(seed)
    slipped = [(slip(typed.query, chance), typed) for typed in table() if typed.answers[0][0] == "H"]
    tried = [(query, typed) for query, typed in slipped if query != typed.query]
    found = [(ask(lexicon, query, lang=typed.lang), typed.answers) for query, typed in tried]
    share = sum(right(answers, wanted) for answers, wanted in found) / len(found)
    surely_wrong = sum(bool(a) and not a[0].weak and not right(a, wanted) for a, wanted in found) / len(found)
    assert share >= 0.95
    assert surely_wrong <= 0.02


def slip(query: str, chance: random.Random) -> str:
    words = query.split()
    long = [place for place, word in enumerate(words) if len(word) > 4 and word.isalpha()]
    if not long:
        return query
    place = chance.choice(long)
    word = words[place]
    at = chance.randrange(1, len(word) - 1)
    other = chance.choice("aeioustnrl")
    words[place] = chance.choice(
        [
            word[:at] + word[at + 1 :],
            word[:at] + word[at] + word[at:],
            word[:at] + other + word[at + 1 :],
            word[:at] + word[at + 1] + word[at] + word[at + 2 :],
        ]
    )
    return " ".join(words)


@pytest.mark.parametrize("query", ["xqzw", "asdfghjkl", "qwerty", "zzzzzz", "🙂", "¿?", "1234567", "lorem ipsum"])
def test_nothing_is_sure_of_what_means_nothing(lexicon: Lexicon, query: str) -> None:
    assert all(answer.weak for answer in ask(lexicon, query, lang="es"))
