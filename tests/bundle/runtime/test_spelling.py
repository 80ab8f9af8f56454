"""Words that sound alike, and how far others are."""

import pytest

from hoofbeat.bundle.runtime.spelling import distance, keys


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("convulciones", "convulsion"), ("combulsiones", "convulsiones"), ("seisures", "seizure"),
        ("siezure", "seizure"), ("hematuria", "haematuria"), ("edema", "oedema"), ("soriasis", "psoriasis"),
        ("aracnodactilia", "arachnodactyly"),
        ("neumonia", "pneumonia"), ("hipertencion", "hipertension"), ("hipertension", "hypertension"),
        ("fievre", "fiebre"), ("ueso", "hueso"), ("eccema", "eczema"), ("cabeyo", "cabello"), ("hinchado", "hinchadas"),
        ("sellulitis", "celulitis"), ("esclerosis", "sclerosis"), ("jiratorio", "giratorio"),
    ],
)  # fmt: skip
def test_what_sounds_alike_has_one_key(one: str, other: str) -> None:
    assert set(keys(one)) & set(keys(other)), (keys(one), keys(other))


@pytest.mark.parametrize(
    ("one", "other"),
    [("hipertension", "hipotension"), ("microcefalia", "macrocefalia"), ("taquicardia", "bradicardia"), ("tos", "tis")],
)
def test_opposites_do_not_sound_alike(one: str, other: str) -> None:
    assert not set(keys(one)) & set(keys(other))


@pytest.mark.parametrize(
    ("one", "other", "away"),
    [("fever", "fever", 0), ("fever", "feevr", 1), ("fever", "fevr", 1), ("fever", "fevers", 1), ("fever", "gevor", 2)],
)
def test_counts_letters_left_out_put_in_changed_or_swapped(one: str, other: str, away: int) -> None:
    assert distance(one, other, 3) == away


def test_gives_up_beyond_the_most() -> None:
    assert distance("fever", "cough", 2) == 3
    assert distance("fe", "fever", 2) == 3
