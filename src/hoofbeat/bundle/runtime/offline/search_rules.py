"""The words, the weights and the expressions by which findings are searched, as JSON.

The expressions are read by JavaScript as they are: they use what both have in common.
"""

from typing import Any, get_args

from hoofbeat.bundle.runtime import ask, lexicon, likeness, negation, several, spelling, textindex, words
from hoofbeat.domain.languages import SearchLanguage


def search_rules() -> dict[str, Any]:
    """Every rule of the search, under the name of what reads it."""
    return {
        "languages": list(get_args(SearchLanguage)),
        "words": {
            "fillers": sorted(words.FILLERS),
            "modifiers": sorted(words.MODIFIERS),
            "denials": sorted(words.DENIALS),
            "prefixes": [list(pair) for pair in words._PREFIXES],
            "suffixes": [list(pair) for pair in words._SUFFIXES],
            "least_built": words._LEAST_BUILT,
            "since": words._SINCE.pattern,
            "kin": {word: list(kins) for word, kins in words._kin().items()},
            "excluding": {kin: sorted(others) for kin, others in words._excluding().items()},
        },
        "sounds": {
            "sounds": [
                [pattern.pattern if pattern else part, sound.replace("\\1", "$1")]
                for part, pattern, sound in spelling._SOUNDS
            ],
            "ending": spelling._ENDING.pattern,
            "vowels": spelling._VOWELS.pattern,
            "least_stem": spelling._LEAST_STEM,
            "slips": [spelling._LEAST_COMPARED, spelling._TWO_SLIPS, spelling._THREE_SLIPS],
        },
        "index": {
            "exact": textindex._EXACT,
            "plural": textindex.PLURAL,
            "prefix": textindex._PREFIX,
            "words": textindex._WORDS,
            "inside": textindex._INSIDE,
            "span": textindex._SPAN,
            "whole_word": textindex._WHOLE_WORD,
            "per_hit": textindex._PHRASES_PER_HIT,
            "least_plural": textindex._LEAST_PLURAL,
            "least_inside": textindex._LEAST_INSIDE,
            "language_bonus": lexicon._LANGUAGE_BONUS,
            "name_bonus": lexicon._NAME_BONUS,
            "usual_bonus": lexicon._USUAL_BONUS,
            "least_share": lexicon._LEAST_SHARE,
        },
        "likeness": {
            "same": likeness._SAME,
            "sound": likeness._SOUND,
            "kin": likeness._KIN,
            "beginning": likeness._BEGINNING,
            "beginning_span": likeness._BEGINNING_SPAN,
            "slip": likeness._SLIP,
            "per_slip": likeness._PER_SLIP,
            "only_heard": likeness._ONLY_HEARD,
            "other_start": likeness._OTHER_START,
            "least_begun": likeness._LEAST_BEGUN,
            "least_sound": likeness._LEAST_SOUND,
            "least_together": likeness._LEAST_TOGETHER,
            "all": likeness._ALL,
            "all_span": likeness._ALL_SPAN,
            "some": likeness._SOME,
            "some_span": likeness._SOME_SPAN,
            "of_modifier": likeness._OF_MODIFIER,
            "least_typed": likeness._LEAST_TYPED,
            "least_phrase": likeness._LEAST_PHRASE,
            "least_typed_alone": likeness._LEAST_TYPED_ALONE,
            "least_sure_phrase": likeness._LEAST_SURE_PHRASE,
            "whole": likeness._WHOLE,
            "sure": likeness._SURE,
            "for_head": likeness._FOR_HEAD,
            "candidates": likeness._CANDIDATES,
            "judged": likeness._JUDGED,
            "head_first": sorted(likeness._HEAD_FIRST),
        },
        "denial": {
            "before": list(negation._BEFORE),
            "after": list(negation._AFTER),
            "minus_after": negation._MINUS_AFTER.pattern,
            "minus_before": negation._MINUS_BEFORE.pattern.replace(r"[^\W\d_]", r"\p{L}"),  # a letter of any script
            "one_word": {finding: list(said) for finding, said in negation.ABSENT_IN_ONE_WORD.items()},
            "bare": sorted(negation._BARE),
            "normal": sorted(negation._NORMAL),
            "ability": negation._OF_ABILITY.pattern,
            "by_name": negation._DENIED_BY_NAME.pattern,
            "of_whom": negation._OF_WHOM.pattern,
            "beginning": ask._BEGINNING,
            "name": ask._NAME,
        },
        "several": {
            "break": several._BREAK.pattern,
            "turn": several._TURN.pattern,
            "affirms": list(several._AFFIRMS),
            "most": several._MOST,
        },
    }
