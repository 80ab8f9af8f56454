"""Zip a folder so that the same files give the same bytes: ``python pack.py FOLDER OUT.zip``."""

import sys
import zipfile
from pathlib import Path

#: The earliest date that a zip can hold: what a file is counts, not when it was written.
DATE = (1980, 1, 1, 0, 0, 0)


def pack(folder: Path, out: Path) -> None:
    """Write all files of a folder into a zip, by name, readable by everybody as Lambda asks."""
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
        for path in sorted(path for path in folder.rglob("*") if path.is_file()):
            entry = zipfile.ZipInfo(path.relative_to(folder).as_posix(), DATE)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system = 3  # Unix, wherever it is built
            entry.external_attr = 0o100644 << 16
            archive.writestr(entry, path.read_bytes())


if __name__ == "__main__":
    pack(Path(sys.argv[1]), Path(sys.argv[2]))
