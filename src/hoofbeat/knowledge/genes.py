"""Which genes are related to a disease: ``genes_to_phenotype.txt`` of an HPO release, and Orphadata product 6."""

from collections.abc import Iterable
from pathlib import Path

import pandas as pd

from hoofbeat.domain.errors import KnowledgeError
from hoofbeat.knowledge.orphadata.products import Gene

#: Columns of the table: disease as published, HGNC symbol, relation in the publisher's words ("" in HPO), publisher.
GENE_COLUMNS = ("disease_id", "symbol", "relation", "source")


def gene_table(hpo: Path | None, orphadata: Iterable[Gene] = ()) -> pd.DataFrame:
    """The table of genes, sorted; each (disease, symbol, relation, source) once.

    Raises:
        KnowledgeError: the file of HPO lacks its columns.
    """
    rows = [(gene.disease_id, gene.symbol, gene.relation, "Orphadata") for gene in orphadata]
    tables = [pd.DataFrame(rows, columns=list(GENE_COLUMNS), dtype="str")]
    if hpo is not None:
        tables.append(_from_hpo(hpo))
    together = pd.concat(tables, ignore_index=True).drop_duplicates()
    return together.sort_values(list(GENE_COLUMNS), ignore_index=True)


def _from_hpo(path: Path) -> pd.DataFrame:
    try:
        raw = pd.read_csv(path, sep="\t", usecols=["disease_id", "gene_symbol"], dtype=str, keep_default_na=False)
    except ValueError as error:
        raise KnowledgeError(
            f"{path.name} has no columns disease_id and gene_symbol",
            hint="give the file of an HPO release of 2023 or later",
        ) from error
    raw = raw[(raw["gene_symbol"] != "") & (raw["gene_symbol"] != "-")].drop_duplicates()
    return pd.DataFrame(
        {"disease_id": raw["disease_id"], "symbol": raw["gene_symbol"], "relation": "", "source": "HPO"}
    )
