"""What else the diseases of a catalogue are called, by language: what a search for one should find it by.

Read are the reviewed Spanish and English names and abbreviations (``disease_names_es.tsv``, ``disease_names_en.tsv``),
the everyday names of the common diseases, and the English synonyms of MONDO, OMIM and Orphanet
(``disease_synonyms.tsv.xz``). What the catalogue has no entry for (``near``) is no name of anything.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator

from hoofbeat.bundle.runtime.words import fold
from hoofbeat.domain.disease import Disease
from hoofbeat.domain.languages import Language
from hoofbeat.knowledge import tables
from hoofbeat.knowledge.common import common_entries


def disease_synonyms_of(diseases: Iterable[Disease]) -> dict[str, dict[Language, tuple[str, ...]]]:
    """Other names by the disease's own id and by language, each once and none that folds to the preferred name.

    Example:
        >>> from hoofbeat.knowledge.catalogue import build_catalogue
        >>> named = disease_synonyms_of(build_catalogue({"OMIM:219700": "Cystic fibrosis"}).diseases)
        >>> "FQ" in named["OMIM:219700"]["es"]
        True
    """
    listed = tuple(diseases)
    own = {any_id: disease for disease in listed for any_id in disease.equivalent_ids}
    own |= {disease.id: disease for disease in listed}
    found: dict[str, dict[Language, dict[str, str]]] = defaultdict(lambda: defaultdict(dict))
    for any_id, language, name in _stated():
        if (disease := own.get(any_id)) is not None and (folded := fold(name)):
            preferred = disease.names.get(language)
            if preferred is None or fold(preferred) != folded:
                found[disease.id][language].setdefault(folded, name)
    return {
        any_id: {language: tuple(names.values()) for language, names in sorted(by_language.items())}
        for any_id, by_language in sorted(found.items())
    }


def _stated() -> Iterator[tuple[str, Language, str]]:
    """Id, language and name, reviewed ones first."""
    for spanish in tables.disease_names_es():
        for name in (spanish.name_es, *spanish.synonyms_es, *spanish.abbreviations):
            if name:
                yield spanish.id, "es", name
    for english in tables.disease_names_en():
        for name in (*english.synonyms_en, *english.abbreviations):
            yield english.id, "en", name
    for entry in common_entries():
        for name in entry.lay_en:
            yield entry.id, "en", name
        for name in entry.lay_es:
            yield entry.id, "es", name
    for row in tables.disease_synonyms():
        for name in row.synonyms:
            yield row.id, "en", name
