"""GA4GH phenopackets, version 2 or 1, in JSON or YAML.

What is read and by which rules: ``docs/sources/phenopackets.md``.
"""

from collections.abc import Iterator
from pathlib import Path

from hoofbeat.domain.case import Case
from hoofbeat.domain.errors import SourceError
from hoofbeat.sources.assemble import Resolve, require_readable
from hoofbeat.sources.base import Record
from hoofbeat.sources.passed_over import PassedOver
from hoofbeat.sources.phenopacket.files import packets_at
from hoofbeat.sources.phenopacket.reading import case_of
from hoofbeat.sources.phenopacket.text import is_yaml


class PhenopacketSource:
    """Phenopackets of version 2 or 1.

    Args:
        path: a file of JSON, JSON lines or YAML, gzipped or not; a folder of them (read with its subfolders, sorted),
            or a zip (in the zip's order).
        name: name of the source in the lake.
        resolve: takes an HPO id to the current one, or to ``None`` where unknown; without it ids stay as they are.
    """

    def __init__(self, path: Path, *, name: str = "phenopackets", resolve: Resolve | None = None) -> None:
        self.path = path
        self.name = name
        self.resolve = resolve

    def records(self) -> Iterator[Record]:
        """Yield one record for each phenopacket; a damaged one carries its defect.

        How many files of other kinds were passed over is said at the end.

        Raises:
            SourceError: nothing at the path, no zip, no file of a kind that holds phenopackets, or YAML without PyYAML.
        """
        found, passed_over = False, PassedOver(self.name)
        for packet in packets_at(self.path, passed_over):
            found = True
            yield Record(self.name, packet.location, packet.text, packet.defect)
        if not found:
            besides = f" (but {passed_over})" if passed_over else ""
            raise SourceError(
                f"{self.path.name} holds no phenopacket{besides}", hint="give phenopackets in JSON or YAML"
            )
        passed_over.say()

    def parse(self, record: Record) -> Case:
        """Read one phenopacket; the reason of a refusal names the field, never its text.

        Raises:
            RecordError: damaged, or what :func:`~hoofbeat.sources.phenopacket.reading.case_of` raises.
        """
        require_readable(record)
        return case_of(record.payload, yaml=is_yaml(record.location), resolve=self.resolve)
