"""The four tables of one lake, and the place where a run prepares its commit."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from hoofbeat.domain.errors import LakeError
from hoofbeat.lake.schemas import BRONZE, GOLD, QUARANTINE, SILVER
from hoofbeat.lake.table import LakeTable


class Lake:
    """A lake on local disk.

    Args:
        directory: ``<output>/lake``; it need not exist yet.
    """

    def __init__(self, directory: Path) -> None:
        self.directory = directory
        self.bronze = LakeTable(directory / "bronze", BRONZE)
        self.quarantine = LakeTable(directory / "quarantine", QUARANTINE)
        self.silver = LakeTable(directory / "silver", SILVER)
        self.gold = LakeTable(directory / "gold", GOLD)

    @contextmanager
    def staging(self) -> Iterator[Path]:
        """Lend an empty directory for what is not committed yet; it is gone afterwards.

        What a killed run left there is removed first: nothing in it was ever part of the lake.

        Raises:
            LakeError: the lake's directory cannot be written.
        """
        directory = self.directory / ".staging"
        try:
            shutil.rmtree(directory, ignore_errors=True)
            directory.mkdir(parents=True)
        except OSError as error:
            raise LakeError(
                f"{self.directory} cannot be written ({error.strerror})", hint="choose another output directory"
            ) from error
        try:
            yield directory
        finally:
            shutil.rmtree(directory, ignore_errors=True)
