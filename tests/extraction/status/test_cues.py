"""Cues are found by their language, the longest at each place, none inside a finding; the table holds each once."""

import pytest

from hoofbeat.domain.languages import SearchLanguage
from hoofbeat.extraction.status.cues import find_cues
from hoofbeat.extraction.text.note import sentences
from hoofbeat.extraction.text.tables import rows
from hoofbeat.extraction.text.words import words_of

COLUMNS = ("lang", "kind", "side", "cues")
KINDS = {"absent", "uncertain", "past", "over", "family", "present", "unreal", "conditional", "ends", "neutral"}


def kinds(text: str, lang: SearchLanguage, taken: set[int] = frozenset()) -> list[tuple[str, str]]:  # type: ignore[assignment]
    sentence = next(sentences(text))
    placed = find_cues(sentence, [place in taken for place in range(len(sentence.words))], lang)
    return [(" ".join(sentence.words[one.start : one.end]), one.cue.before) for one in placed.values()]


@pytest.mark.parametrize(
    ("text", "lang", "cue", "kind"),
    [
        ("no evidence of gout", "en", "no evidence of", "absent"),
        ("cannot rule out gout", "en", "cannot rule out", "uncertain"),
        ("no change in cough", "en", "no change in", "neutral"),
        ("not only cough", "en", "not only", "neutral"),
        ("family history of gout", "en", "family history of", "family"),
        ("no se puede descartar gota", "es", "no se puede descartar", "uncertain"),
        ("se descarta gota", "es", "se descarta", "absent"),
        ("no mejora la tos", "es", "no mejora", "neutral"),
        ("sin cambios en la tos", "es", "sin cambios en", "neutral"),
        ("antecedentes familiares de gota", "es", "antecedentes familiares de", "family"),
        ("antecedentes de gota", "es", "antecedentes de", "past"),
    ],
)
def test_the_longest_cue(text: str, lang: SearchLanguage, cue: str, kind: str) -> None:
    assert kinds(text, lang)[0] == (cue, kind)


def test_a_cue_of_the_other_language_is_none() -> None:
    assert kinds("son las dos", "es") == []
    assert kinds("sin fiebre", "en") == []


def test_a_cue_inside_a_finding_is_none() -> None:
    assert kinds("no appetite", "en") == [("no", "absent")]
    assert kinds("no appetite", "en", {0, 1}) == []


def test_a_comma_parts_a_cue() -> None:
    assert ("rule out", "uncertain") not in kinds("a rule, out of use", "en")


def test_the_table_is_sound() -> None:
    said = []
    for lang, kind, side, cues in rows("cues", COLUMNS):
        assert lang in {"en", "es", "-"}
        assert kind in KINDS
        assert side in {"before", "after", "list", "-"}
        assert (side == "-") == (kind in {"ends", "neutral"})
        said += [(lang, side if side in ("before", "-") else "after", tuple(words_of(cue))) for cue in cues.split(";")]
    assert all(words for *_, words in said)
    repeated = sorted({one for one in said if said.count(one) > 1})
    assert repeated == []


def test_no_cue_governs_in_two_ways() -> None:
    """One phrase before a finding is of one kind, whatever row it stands in."""
    before: dict[tuple[str, tuple[str, ...]], set[str]] = {}
    for lang, kind, side, cues in rows("cues", COLUMNS):
        if side in ("before", "-"):
            for cue in cues.split(";"):
                before.setdefault((lang, tuple(words_of(cue))), set()).add(kind)
    assert {cue: kinds for cue, kinds in before.items() if len(kinds) > 1} == {}
