"""The four tables of one lake, and the place where a run prepares its commits."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from tempfile import gettempdir

from hoofbeat.domain.errors import LakeError
from hoofbeat.lake.pseudonyms import lake_key
from hoofbeat.lake.schemas import BRONZE, GOLD, QUARANTINE, SILVER
from hoofbeat.lake.staging import run_folder
from hoofbeat.lake.stores import open_store
from hoofbeat.lake.table import LakeTable
from hoofbeat.lake.vault import Vault
from hoofbeat.storage import local_path


class Lake:
    """A lake on local disk or in a cloud's store; it need not exist yet.

    Args:
        url: a path, ``file://``, ``s3://bucket/prefix``, ``az://container/prefix`` or ``gs://bucket/prefix``.
        staging: local folder for what is not committed yet; ``.staging`` in a local lake, else the machine's own
            temporary folder, if not given.

    Raises:
        LakeError: the address names no store that we know.
    """

    def __init__(self, url: str | Path, staging: Path | None = None) -> None:
        table = open_store(url)
        self.url = str(url)
        local = local_path(url)
        self._staging = staging or (local / ".staging" if local else Path(gettempdir()) / "hoofbeat-staging")
        self.bronze = LakeTable(table("bronze"), BRONZE)
        self.quarantine = LakeTable(table("quarantine"), QUARANTINE)
        self.silver = LakeTable(table("silver"), SILVER)
        self.gold = LakeTable(table("gold"), GOLD)

    @property
    def tables(self) -> Mapping[str, LakeTable]:
        """All four, by name, in the order of a record's way through them."""
        return {table.name: table for table in (self.bronze, self.quarantine, self.silver, self.gold)}

    def table(self, name: str) -> LakeTable:
        """One of them.

        Raises:
            LakeError: no table has that name.
        """
        if name not in self.tables:
            raise LakeError(f"the lake has no table {name}", hint=f"choose one of {', '.join(self.tables)}")
        return self.tables[name]

    def key(self, output: Path) -> bytes:
        """Take the secret of a run (see ``pseudonyms``), and see that the lake was written with it.

        Under two keys one patient would have two pseudonyms.

        Args:
            output: run directory, where the key file is if the environment names no key.

        Raises:
            LakeError: the lake was written with another key, or the key cannot be read.
        """
        sealed = self.bronze.head(1, ["sealed"])
        key = lake_key(output, make=not sealed)
        for row in sealed:
            Vault(key).open(row["sealed"])
        return key

    @contextmanager
    def staging(self) -> Iterator[Path]:
        """Lend an empty local directory for what is not committed yet; it is this run's own, and gone afterwards.

        Raises:
            LakeError: nothing can be written there.
        """
        with run_folder(self._staging) as folder:
            yield folder
