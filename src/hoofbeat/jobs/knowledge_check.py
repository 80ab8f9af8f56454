"""``hoofbeat knowledge check``: rows on common diseases that need a hand, and a sheet for a physician's review."""

import csv
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field

from hoofbeat.console import stage
from hoofbeat.domain.errors import InputError
from hoofbeat.knowledge.common import common_entries
from hoofbeat.knowledge.common.check import RowFaults, check_rows
from hoofbeat.knowledge.kept import knowledge_of
from hoofbeat.models.common.influence import InfluentialRow, most_influential

#: Heads of the sheet's columns, each in English and Spanish; the last three are for the physician.
SHEET = (
    "no. / n.º", "disease / enfermedad", "name", "nombre", "finding / hallazgo", "label / etiqueta",
    "frequency / frecuencia", "source / fuente", "nats", "influence / influencia",
    "agree / de acuerdo", "disagree / en desacuerdo", "comment / comentario",
)  # fmt: skip


class CheckJob(BaseModel):
    """Check the rows on common diseases, and draw up the most influential ones for review.

    Attributes:
        output: the sheet for a physician, tab-separated; ``None`` if none is wanted.
        release: folder of a knowledge release, whose ontology is read; the embedded one if not given.
        most: rows of the sheet.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    output: Path | None = None
    release: Path | None = None
    most: int = Field(default=200, ge=1)

    def run(self) -> RowFaults:
        """Check, and write the sheet.

        Raises:
            InputError: nothing can be written at ``output``.
            KnowledgeError: the knowledge cannot be built.
        """
        faults = check_rows()
        if self.output is not None:
            with stage("Weighing the rows"):
                rows = most_influential(knowledge_of(self.release).ontology, self.most)
            _write(self.output, rows)
        return faults


def _write(path: Path, rows: list[InfluentialRow]) -> None:
    spanish = {entry.id: entry.name_es for entry in common_entries()}
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("w", newline="", encoding="utf-8") as stream:
            sheet = csv.writer(stream, delimiter="\t", lineterminator="\n")
            sheet.writerow(SHEET)
            for number, (row, nats, influence) in enumerate(rows, start=1):
                told = (row.disease, row.name, spanish[row.disease], row.finding, row.label, row.frequency, row.source)
                sheet.writerow([number, *told, f"{nats:.2f}", f"{influence:.2f}", "", "", ""])
    except OSError as error:
        raise InputError(f"{path} cannot be written ({error.strerror})", hint="name a file for --output") from error
