"""What an ingest is compared with: libraries that read the same file and do nothing else."""

import csv
import json
import zipfile
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.csv
import pyarrow.json
from deliveries import lines

_CLASS = pa.struct({"id": pa.string(), "label": pa.string()})
_AGE = pa.struct({"age": pa.struct({"iso8601duration": pa.string()})})

#: Of a packet what an ingest reads of most. Left to find out by itself, pyarrow gives up: the publisher writes a
#: position as a number here and as text there.
PACKET = pa.schema(
    {
        "id": pa.string(),
        "subject": pa.struct({"id": pa.string(), "sex": pa.string(), "timeAtLastEncounter": _AGE}),
        "phenotypicFeatures": pa.list_(pa.struct({"type": _CLASS, "excluded": pa.bool_(), "onset": _AGE})),
        "interpretations": pa.list_(
            pa.struct({"progressStatus": pa.string(), "diagnosis": pa.struct({"disease": _CLASS})})
        ),
        "diseases": pa.list_(pa.struct({"term": _CLASS, "excluded": pa.bool_()})),
    }
)


def dict_reader(file: Path) -> None:
    """The standard library, row by row."""
    with file.open(encoding="utf-8", newline="") as stream:
        for _ in csv.DictReader(stream):
            pass


def zipped(file: Path) -> None:
    """The standard library, packet by packet."""
    with zipfile.ZipFile(file) as archive:
        for name in archive.namelist():
            json.loads(archive.read(name))


def arrow_csv(file: Path) -> None:
    """PyArrow, into one table."""
    pyarrow.csv.read_csv(file)


def arrow_lines(file: Path) -> None:
    """PyArrow, the same records as lines: it reads neither zips nor one document after the other."""
    options = pyarrow.json.ParseOptions(explicit_schema=PACKET, unexpected_field_behavior="ignore")
    pyarrow.json.read_json(lines(file), parse_options=options)


#: By the format of the file; PyArrow uses as many threads as there are cores, the others one.
READERS: dict[str, dict[str, Callable[[Path], object]]] = {
    "phenopackets": {"zipfile + json.loads": zipped, "pyarrow.json": arrow_lines},
    "ddxplus": {"csv.DictReader": dict_reader, "pandas.read_csv": pd.read_csv, "pyarrow.csv": arrow_csv},
}
