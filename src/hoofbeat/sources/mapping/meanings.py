"""What a name may stand for: a finding, a disease."""

from functools import cached_property

from hoofbeat.bundle.runtime.lexicon import FindingHit, Language, Lexicon
from hoofbeat.bundle.runtime.words import fold
from hoofbeat.domain.disease import Disease
from hoofbeat.knowledge.terminology import meaning
from hoofbeat.sources.mapping.words import SYMPTOM_FILLERS, name_words

#: From this score of the search on, a name is the finding's own, in singular or plural; from the other, near it.
_SAME, _NEAR = 0.98, 0.75


class Meanings:
    """Looks names up.

    Args:
        lexicon: of the findings.
        diseases: of the catalogue.
        lang: wins ties.
    """

    def __init__(self, lexicon: Lexicon, diseases: tuple[Disease, ...], lang: Language) -> None:
        self._lexicon = lexicon
        self._lang = lang
        self._diseases = diseases

    def finding(self, name: str) -> tuple[FindingHit | None, FindingHit | None]:
        """The finding that a name is, and the nearest one; each ``None`` if there is none."""
        words = name_words(name)
        while len(words) > 1 and words[0] in SYMPTOM_FILLERS:
            words = words[1:]
        text = " ".join(words)
        hits = self._lexicon.search(text, lang=self._lang, limit=1) if len(text) > 2 else []
        if not hits or hits[0].score < _NEAR:
            return None, None
        return (hits[0], hits[0]) if hits[0].score >= _SAME else (None, hits[0])

    def disease(self, label: str) -> Disease | None:
        """The disease of a name or an ICD-10 code, where it is exactly that."""
        found = self._by_name.get(fold(label))
        if found is None:
            code = label.strip().split(" ", 1)[0].rstrip(".:-")
            meant = meaning("http://hl7.org/fhir/sid/icd-10", code).disease if code else None
            found = next(
                (disease for disease in self._diseases if meant in (disease.id, *disease.equivalent_ids)), None
            )
        return found

    @cached_property
    def _by_name(self) -> dict[str, Disease]:
        names: dict[str, Disease] = {}
        for disease in sorted(self._diseases, key=lambda disease: disease.orphan):
            for name in (disease.name, disease.name_es):
                if name:
                    names.setdefault(fold(name), disease)
        return names
