"""Published statements that a disease shows a finding, made ready once for all the profiles built from them."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from hoofbeat.knowledge.catalogue import Catalogue
from hoofbeat.knowledge.itself import Itself
from hoofbeat.knowledge.ontology import Ontology

_KEPT = ("observed", "examined", "frequency_class", "reference", "evidence")


@dataclass(frozen=True, eq=False)
class Stated:
    """Statements of phenotypic findings that are not negated.

    Attributes:
        rows: in the order of the annotations. ``disease`` and ``finding`` are positions in catalogue and ontology, −1
            where they are not there; ``vocabulary`` is that of the disease's id (``OMIM``, ``ORPHA`` …).
    """

    rows: pd.DataFrame

    @classmethod
    def of(cls, ontology: Ontology, catalogue: Catalogue, annotations: pd.DataFrame) -> "Stated":
        """The statements of these very annotations; made at the first call, and lent at the next."""
        return _stated(Itself(ontology), Itself(catalogue), Itself(annotations))

    def without(self, publications: frozenset[str]) -> pd.DataFrame:
        """The rows that rest on none of these publications (``PMID:…``)."""
        if not publications:
            return self.rows
        # The last stands for statements without a reference, whose code is −1.
        left_out = np.array([*(not cited.isdisjoint(publications) for cited in self._cited), False], dtype=np.bool_)
        return self.rows[~left_out[self.rows["reference"].cat.codes]]

    @cached_property
    def _cited(self) -> list[frozenset[str]]:
        """What each kind of reference cites."""
        return [frozenset(text.split(";")) for text in self.rows["reference"].cat.categories]


@lru_cache(maxsize=2)
def _stated(ontology: Itself[Ontology], catalogue: Itself[Catalogue], annotations: Itself[pd.DataFrame]) -> Stated:
    table = annotations.thing
    table = table[(table["aspect"] == "P") & ~table["negated"]]
    words = {name: table[name].astype("category") for name in ("frequency_class", "reference", "evidence")}
    return Stated(
        table[list(_KEPT)].assign(
            disease=positions_of(table["disease_id"], catalogue.thing.find),
            finding=positions_of(table["finding_id"], ontology.thing.index.get),
            vocabulary=_vocabulary(table["disease_id"]),
            **words,
        )
    )


def _vocabulary(ids: pd.Series) -> pd.Categorical:
    """What stands before the colon of every id, each cut once."""
    codes, distinct = pd.factorize(ids)
    return pd.Categorical(np.array([any_id.split(":", 1)[0] for any_id in distinct], dtype=object)[codes])


def positions_of(ids: pd.Series, find: Callable[[str], int | None]) -> NDArray[np.int64]:
    """Position of every id, each looked up once; −1 where there is none."""
    codes, distinct = pd.factorize(ids)
    found = [find(any_id) for any_id in distinct]
    return np.array([-1 if position is None else position for position in found], dtype=np.int64)[codes]


def readable(annotations: pd.DataFrame, without: Iterable[str]) -> pd.DataFrame:
    """The statements of any kind that rest on none of the publications left out."""
    left_out = {text for text in annotations["reference"].unique() if not set(text.split(";")).isdisjoint(without)}
    return annotations[~annotations["reference"].isin(left_out)]


def cited_publications(catalogue: Catalogue, annotations: pd.DataFrame) -> Mapping[int, frozenset[str]]:
    """Publications cited in the profile of each disease (catalogue position → references); lent, as ``Stated.of``."""
    return _cited(Itself(catalogue), Itself(annotations))


@lru_cache(maxsize=2)
def _cited(catalogue: Itself[Catalogue], annotations: Itself[pd.DataFrame]) -> Mapping[int, frozenset[str]]:
    cited: defaultdict[int, set[str]] = defaultdict(set)
    ids, citing = (annotations.thing[name].tolist() for name in ("disease_id", "reference"))
    for disease_id, references in set(zip(ids, citing, strict=True)):
        position = catalogue.thing.find(disease_id)
        if position is not None:
            cited[position].update(references.split(";"))
    return {position: frozenset(references) for position, references in cited.items()}
