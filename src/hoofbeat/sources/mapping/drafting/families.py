"""What keeps rows together, a family or a publication, and what else a pedigree holds: parents, who is affected."""

from hoofbeat.sources.mapping.profile import TableProfile
from hoofbeat.sources.mapping.suggestion import Roles, Suggestion, free_columns
from hoofbeat.sources.mapping.words import FAMILY, NUMBERING, name_words

_PUBLICATION = frozenset({"pmid", "pubmed", "doi"})

#: Of a PED file (https://zzz.bwh.harvard.edu/plink/data.shtml): ids of the parents, and the phenotype 1, 2, 0, -9.
_PARENTS = frozenset(
    {"paternal id", "maternal id", "father id", "mother id", "father", "mother", "pat", "mat", "id padre", "id madre"}
    | {"paternalid", "maternalid", "padre", "madre", "individual id father", "individual id mother"}
)
_AFFECTED = frozenset(
    {"affected", "affected status", "affectation", "afectado", "afectada", "affection status", "phenotype"}
)


def find_family(table: TableProfile, found: Roles) -> None:
    """Take the family or the publication as the group, and leave out the parents' ids and who is affected."""
    grouped = False
    for column, words in free_columns(table, found):
        name = " ".join(name_words(column.name))
        one_word = all(" " not in text and len(text) <= 40 for text in column.texts)
        if words & _PUBLICATION and one_word and not grouped:
            grouped = True
            found.taken[column.name] = Suggestion("group", 0.8, "publication")
        elif words & FAMILY and not words - FAMILY - NUMBERING and one_word and len(column.keys) > 2 and not grouped:
            grouped = True
            found.taken[column.name] = Suggestion("group", 0.8, "family")
        elif name in _PARENTS and one_word and not set(column.keys) <= {"1", "0", "si", "no", "yes"}:
            found.taken[column.name] = Suggestion("ignore", 0.8, "parents")
        elif name in _AFFECTED and set(column.keys) <= {"0", "1", "2", "-9", "affected", "unaffected", "true", "false"}:
            found.taken[column.name] = Suggestion("ignore", 0.6, "affected")
