"""Files as publishers deliver them, as large as a benchmark wants them.

The publishers' own files are repeated under new contents (an id, an age), because what comes twice is taken in once.
"""

import json
import zipfile
from itertools import cycle, islice
from pathlib import Path


def packets(data: Path, folder: Path, number: int) -> Path:
    """The publisher's packets, repeated under new ids, in one zip as they publish it; as lines beside it."""
    file = folder / f"{number}-packets.zip"
    with zipfile.ZipFile(data / "phenopacket-store-dev.zip") as given:
        names = [name for name in given.namelist() if name.endswith(".json")]
        texts = [given.read(name) for name in names]
    with (
        zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as made,
        lines(file).open("w", encoding="utf-8") as stream,
    ):
        for position, text in islice(enumerate(cycle(texts)), number):
            packet = json.loads(text)
            packet["id"] = f"{packet['id']} {position // len(texts)}"
            record = json.dumps(packet)
            made.writestr(f"release/{position}.json", record)
            stream.write(f"{record}\n")
    return file


def lines(file: Path) -> Path:
    """Where the records of a file lie as JSON lines."""
    return file.with_suffix(".jsonl")


def patients(data: Path, folder: Path, number: int) -> Path:
    """The publisher's rows, repeated with ages that differ in their decimals."""
    header, *rows = (data / "ddxplus" / "release_test_patients.csv").read_text(encoding="utf-8").splitlines()
    file = folder / f"release_{number}_patients.csv"
    with file.open("w", encoding="utf-8") as stream:
        stream.write(f"{header}\n")
        for position, row in zip(range(number), cycle(rows), strict=False):
            age, rest = row.split(",", 1)
            stream.write(f"{float(age) + position / 1e8:.8f},{rest}\n")
    return file
