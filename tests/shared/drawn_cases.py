"""Invented questions to the API over a real bundle: every setting, region, course, age and sex, present and absent."""

from typing import Any

import numpy as np

from hoofbeat.bundle.runtime.bundle import Bundle
from hoofbeat.domain.case import Sex
from hoofbeat.domain.circumstances import Course, Region, Setting

_REGIONS, _COURSES, _SETTINGS = (None, *Region), (None, *Course), tuple(Setting)
_AGES = (None, 0.02, 0.4, 0.9, 3, 8, 17.5, 30, 44, 61, 79, 96)


def drawn_questions(bundle: Bundle, count: int, seed: int = 0) -> list[dict[str, Any]]:
    """Bodies of ``POST /v1/differential``: findings of one disease as often as its profile states them, and a stranger.

    Args:
        bundle: whose findings and profiles.
        count: how many.
        seed: of every choice.
    """
    random = np.random.default_rng(seed)
    told = [place for place in range(len(bundle.diseases)) if len(bundle.book.stated(place)[0]) > 2]
    return [_drawn(random, bundle, int(random.choice(told)), number) for number in range(count)]


def _drawn(random: np.random.Generator, bundle: Bundle, disease: int, number: int) -> dict[str, Any]:
    findings, frequencies = bundle.book.stated(disease)
    shown = random.random(len(findings)) < frequencies
    chance = random.integers(len(bundle.lexicon.entries), size=2)
    kept = int(random.integers(1, 9))
    observed = [] if number % 25 == 24 else [*findings[shown][:kept], *chance[: number % 2]]
    excluded = [*findings[~shown][: number % 3], chance[1]]
    ids = {bundle.lexicon.entries[int(place)].id: True for place in excluded}
    ids |= {bundle.lexicon.entries[int(place)].id: False for place in observed}
    sex = list(Sex)[number % 4]
    measured = number % 3 == 0  # asked in a genetics clinic, with nothing else told: trust is stated
    return {
        "findings": [{"id": one, "excluded": absent} for one, absent in ids.items()],
        "age": _AGES[number % len(_AGES)],
        "sex": sex,
        "setting": Setting.GENETICS if measured else _SETTINGS[number % len(_SETTINGS)],
        "region": None if measured else _REGIONS[number % len(_REGIONS)],
        "course": None if measured else _COURSES[number % len(_COURSES)],
        "pregnant": None if measured or sex is Sex.MALE else (None, True, False)[number % 5 % 3],
        "top": (10, 50)[number % 2],
        "explain": number % 10 != 9,
        "grouped": number % 4 != 3,
    }
