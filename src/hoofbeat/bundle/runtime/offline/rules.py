"""What this program knows and a bundle does not hold, as JSON: an engine in a browser types none of it again.

Sentences are taken from the code that says them, by asking it: so they are the very ones of the service.
"""

from collections.abc import Callable
from typing import Any

from hoofbeat.bundle.runtime import circumstances, explanation, lines, numbers, profiles, questions, trust
from hoofbeat.bundle.runtime.explanation import caution_of
from hoofbeat.bundle.runtime.lexicon import Lexicon, LexiconEntry
from hoofbeat.bundle.runtime.manifest import LONG, Manifest
from hoofbeat.bundle.runtime.offline.search_rules import search_rules
from hoofbeat.bundle.runtime.scorer import Scorer
from hoofbeat.bundle.runtime.trust import Judgement
from hoofbeat.domain import subtypes
from hoofbeat.domain.case import Case, Finding
from hoofbeat.domain.circumstances import GENETICS
from hoofbeat.domain.disease import Disease
from hoofbeat.domain.errors import InputError
from hoofbeat.domain.languages import Wording

#: Any id, to hear what is said of one: it stands in the sentence, and is replaced there.
PLACEHOLDER = "HP:0000000"


def rules_of(manifest: Manifest, orphan_diseases: int, findings: int) -> dict[str, Any]:
    """Every rule, as JSON takes it.

    Args:
        manifest: of the bundle.
        orphan_diseases: how many of its diseases are orphan.
        findings: how many findings its lexicon knows.
    """
    return {
        "model": {
            "version": manifest.version,
            "diseases": len(manifest.labels),
            "orphan_diseases": orphan_diseases,
            "findings": findings,
            "manifest": manifest.model_dump(mode="json", exclude=set(LONG)),
        },
        "features": list(manifest.features),
        "cohort": bool(manifest.classes),
        "numbers": [f"{number.code} {number.unit}" for number in manifest.numbers],
        "demographics": list(numbers.DEMOGRAPHICS),
        "circumstances": {
            "ages": list(circumstances.AGES),
            "typical": list(circumstances.TYPICAL_AGES),
            "rows": {kind: list(values) for kind, values in circumstances.ROWS.items()},
            "measured": GENETICS.setting.value,
        },
        "disease": {name: field.default for name, field in Disease.model_fields.items() if not field.is_required()},
        "subtype": subtypes._TYPE.pattern,
        "contributions": {kind: dict(names) for kind, names in lines._WITHOUT_FINDING.items()},
        "missing": {"expected": explanation.EXPECTED, "most": explanation._MOST_MISSING},
        "trust": {
            "largest": trust.LARGEST_SET,
            "mostly": trust.MOSTLY,
            "close": trust._CLOSE,
            "farthest": trust._FARTHEST,
        },
        "questions": {
            "leading": questions.LEADING,
            "most": questions.MOST,
            "general": profiles.TOO_GENERAL,
            "alike": questions.ALIKE,
            "gain": questions.LEAST_GAIN,
            "sure": questions.SURE,
            "certainty": profiles.CERTAINTY,
            "shifts": explanation._MOST_SHIFTS,
            "smallest": explanation._SMALLEST_SHIFT,
        },
        "cautions": _cautions(),
        "said": _said(manifest),
        "search": search_rules(),
    }


def _cautions() -> dict[str, Any]:
    """What is said where nothing speaks, and where so many of ten patients would be found, from none to ten."""
    too_little = (
        caution_of(Judgement(of_ten / 10, sufficient=False, conformal_set=None), speaks=True) for of_ten in range(11)
    )
    nothing = caution_of(None, speaks=False)
    return {
        "nothing": nothing and nothing.model_dump(mode="json"),
        "too_little": [caution.model_dump(mode="json") for caution in too_little if caution],
    }


def _said(manifest: Manifest) -> dict[str, str]:
    """What is remarked of a case, and why one is refused."""
    known = Scorer(manifest, Lexicon([LexiconEntry(PLACEHOLDER, Wording(en=PLACEHOLDER))]), {})
    unknown = Scorer(manifest, Lexicon([]), {})
    present = Case(case_id="asked", findings=(Finding(id=PLACEHOLDER),))
    absent = Case(case_id="asked", findings=(Finding(id=PLACEHOLDER, excluded=True),))
    return {
        "placeholder": PLACEHOLDER,
        "set_aside": unknown.understand(present).warnings[0],
        "none_observed": known.understand_known(absent).warnings[0],
        "none_known": _refused(lambda: unknown.understand_known(present)),
        "nothing_given": _refused(lambda: known.understand_known(Case(case_id="asked"))),
    }


def _refused(ask: Callable[[], object]) -> str:
    try:
        ask()
    except InputError as error:
        return str(error)
    raise AssertionError("a case of which nothing is known was not refused")
