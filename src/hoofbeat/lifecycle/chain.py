"""The chain behind an answer, as it is shown."""

from datetime import datetime

from pydantic import Field

from hoofbeat.domain.frozen import Frozen
from hoofbeat.lifecycle.lineage import BronzeBatch
from hoofbeat.lifecycle.versions import Alias


class BatchTrace(BronzeBatch):
    """A batch of bronze, and where its records are.

    Attributes:
        files: data files of bronze that hold them; empty where the lake was not at hand.
    """

    files: tuple[str, ...] = ()


class Trace(Frozen):
    """The chain behind an answer.

    Attributes:
        prediction_id: id of the answer; ``None`` where a bundle was asked for.
        answered_at: when it was given, to the second.
        bundle: version of the bundle.
        found_at: where the bundle was found.
        version: its version in the registry; ``None`` where it was not looked up or is not registered.
        aliases: aliases that mean it now.
        registered_by: MLflow run in the registry that brought it.
        promotions: entries of the history that speak of it, the oldest first.
        in_production: whether it was the production of the registry at that moment; ``None`` where that is not known.
        parent: version of the bundle that confirmed cases were folded into; ``None`` where none were.
        trained: version of the bundle that the training made, which may be the parent's parent.
        folded: how many cases were folded in since the training.
        runs: MLflow runs of the training, by what they recorded.
        gold_version: version of gold it was trained on.
        cases: rows of that gold.
        batches: batches of bronze that those came from.
        code_version: version of Hoofbeat, with the commit where one is known.
        knowledge_version: release of ontology, annotations and tables.
        lock: SHA-256 (hex) over name and version of every package of the training.
        gaps: what of the chain could not be shown, and why.
    """

    prediction_id: str | None
    answered_at: datetime | None
    bundle: str
    found_at: str
    version: str | None = None
    aliases: tuple[Alias, ...] = ()
    registered_by: str | None = None
    promotions: tuple[str, ...] = ()
    in_production: bool | None = None
    parent: str | None = None
    trained: str | None = None
    folded: int = 0
    runs: dict[str, str] = Field(default_factory=dict)
    gold_version: int | None = None
    cases: int | None = None
    batches: tuple[BatchTrace, ...] = ()
    code_version: str
    knowledge_version: str
    lock: str | None = None
    gaps: tuple[str, ...] = ()
