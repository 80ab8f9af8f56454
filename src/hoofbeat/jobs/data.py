"""``hoofbeat data pull``: public data from its publisher, or from a folder, with licence and record."""

from pathlib import Path

from pydantic import BaseModel, ConfigDict
from rich.markup import escape

from hoofbeat.console import console
from hoofbeat.domain.errors import InputError
from hoofbeat.downloads.pull import Pulled, copy, fetcher, pull
from hoofbeat.downloads.record import RECORD
from hoofbeat.downloads.registry import PublicSource, source_named
from hoofbeat.places import data_home


class DataPullJob(BaseModel):
    """Bring one public source.

    Attributes:
        name: name of the source (``hoofbeat data list``).
        to: folder to keep it in; under the user's data by default.
        origin: a folder with the publisher's files, for machines without internet.
        renewed: accept files that differ from a known checksum.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    to: Path | None = None
    origin: Path | None = None
    renewed: bool = False

    @property
    def folder(self) -> Path:
        """Where the files go."""
        return self.to or data_home() / "data" / self.name

    def run(self) -> list[Pulled]:
        """Show the licence, bring the files, and say how to use them.

        Raises:
            InputError: no such source or folder.
            SourceError: a file cannot be had, or is not what was expected.
        """
        source = source_named(self.name)
        if self.origin is not None and not self.origin.is_dir():
            raise InputError(f"No folder {self.origin}", hint="give the folder with the publisher's files")
        show_licence(source)
        if self.origin is not None:
            pulled = copy(source, self.folder, self.origin, renewed=self.renewed)
        else:
            with fetcher(renewed=self.renewed) as fetch:
                pulled = pull(source, self.folder, fetch)
        self._show(source, pulled)
        return pulled

    def _show(self, source: PublicSource, pulled: list[Pulled]) -> None:
        for each in pulled:
            size = f"{each.record.size:>13,} bytes" if each.record else f"{'':>19}"
            console.print(f"  {each.state:<9} {size}  {each.file}", soft_wrap=True)
        folder = escape(str(self.folder))
        console.print(f"  in {folder}, recorded in {RECORD}", soft_wrap=True)
        console.print(f"  [dim]used by: {source.used_by.format(folder=folder)}[/]", soft_wrap=True)


def show_licence(source: PublicSource) -> None:
    """Say what the data is, under which licence it comes, and how to cite it."""
    console.print(f"[bold]{source.name}[/]: {source.title}", soft_wrap=True)
    console.print(f"  licence: {source.licence}, {source.licence_url}", soft_wrap=True)
    console.print(f"  cite:    {source.citation}", soft_wrap=True)
