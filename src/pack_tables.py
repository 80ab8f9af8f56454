"""Pack the curated tables of a wheel: text that nobody reads there, a quarter as large. A checkout keeps it plain."""

import lzma
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

#: Packages whose tables are read by ``hoofbeat.terminology.tables``.
_PACKAGES = ("extraction", "knowledge", "terminology")


class PackedTables(BuildHookInterface[Any]):
    """Puts each ``NAME.tsv`` into the wheel as ``NAME.tsv.xz``; ``pyproject.toml`` leaves the plain ones out."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Pack before the wheel is built; an editable one is the checkout itself."""
        if version == "editable":
            return
        self._folder = TemporaryDirectory()
        source = Path(self.root, "src")
        for number, table in enumerate(
            table for package in _PACKAGES for table in sorted(source.glob(f"hoofbeat/{package}/data/**/*.tsv"))
        ):
            packed = Path(self._folder.name, f"{number}.xz")
            packed.write_bytes(lzma.compress(table.read_bytes(), preset=9))
            build_data["force_include"][str(packed)] = f"{table.relative_to(source).as_posix()}.xz"

    def finalize(self, version: str, build_data: dict[str, Any], artifact_path: str) -> None:
        """Remove what is in the wheel now."""
        if version != "editable":
            self._folder.cleanup()
