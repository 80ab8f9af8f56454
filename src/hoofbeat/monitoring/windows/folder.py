"""The folder of windows: one file a day, process and bundle, replaced as a whole or not at all."""

import json
import os
import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from hoofbeat.domain.circumstances import Setting
from hoofbeat.domain.errors import InputError
from hoofbeat.monitoring.windows.layout import FORMAT, WindowLayout
from hoofbeat.monitoring.windows.sketch import Sketch, merged

_NAME = re.compile(r"(\d{4}-\d{2}-\d{2})\.([0-9A-Za-z._-]+)\.json")
_LARGEST_BYTES = 4_000_000

#: Counts of one day by setting.
BySetting = Mapping[Setting, Sketch]


@dataclass(frozen=True)
class WindowFile:
    """One file.

    Attributes:
        day: day in UTC.
        bundle: version of the bundle that answered.
        settings: counts by setting.
    """

    day: date
    bundle: str
    settings: BySetting

    def write(self, folder: Path, process: str) -> Path:
        """Write the file in place of the one that the same process wrote of that day and bundle before."""
        (layout,) = {sketch.layout for sketch in self.settings.values()}
        content = {
            "format": FORMAT,
            "day": self.day.isoformat(),
            "bundle": self.bundle,
            "layout": layout.digest,
            "settings": {setting.value: sketch.to_json() for setting, sketch in self.settings.items()},
        }
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / f"{self.day.isoformat()}.{self.bundle}.{process}.json"
        draft = path.with_name(f".{path.name}.part")
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            json.dump(content, file, separators=(",", ":"))
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path)
        return path

    @classmethod
    def read(cls, path: Path, layout: WindowLayout) -> "WindowFile":
        """Read a file.

        Raises:
            ValueError: it is damaged, or was counted in other cells; the message says what is wrong.
        """
        if path.stat().st_size > _LARGEST_BYTES:
            raise ValueError("larger than any window")
        try:
            content = json.loads(path.read_bytes())
        except (ValueError, RecursionError):
            raise ValueError("no JSON: it was cut off or changed") from None
        if not isinstance(content, dict) or not isinstance(content.get("settings"), dict):
            raise ValueError("not a window")
        if content.get("format") != FORMAT:
            raise ValueError(f"of another format than {FORMAT}, which this version reads")
        if content.get("layout") != layout.digest:
            raise ValueError("counted for a bundle with another reference")
        matched = _NAME.fullmatch(path.name)
        if matched is None or content.get("day") != matched[1]:
            raise ValueError("of another day than its name says")
        known = {setting.value: setting for setting in Setting}
        if not content["settings"].keys() <= known.keys():
            raise ValueError("of a setting that this version does not know")
        settings = {known[name]: Sketch.from_json(its, layout) for name, its in content["settings"].items()}
        return cls(date.fromisoformat(matched[1]), str(content.get("bundle", "")), settings)


@dataclass(frozen=True)
class ReadWindows:
    """What a folder holds.

    Attributes:
        days: counts by day and setting, in the order of the days.
        accepted: how many files were counted.
        refused: names of the files that were not, and why; ``accepted + len(refused)`` files were read.
    """

    days: Mapping[date, BySetting]
    accepted: int = 0
    refused: Mapping[str, str] = field(default_factory=dict)

    @property
    def reasons(self) -> Mapping[str, int]:
        """How many files were refused for each reason."""
        return Counter(self.refused.values())


def read_windows(
    folder: Path, layout: WindowLayout, since: date | None = None, until: date | None = None
) -> ReadWindows:
    """Add up the files of each day; one that cannot be counted is named, and the others are read.

    Args:
        folder: where services write their windows.
        layout: cells of the bundle they are compared with.
        since: first day.
        until: last day, included.

    Raises:
        InputError: there is no such folder.
    """
    if not folder.is_dir():
        raise InputError(
            f"{folder} is no folder", hint="name the folder that the service writes to (--windows, HOOFBEAT_WINDOWS)"
        )
    found: dict[date, dict[Setting, list[Sketch]]] = {}
    refused: dict[str, str] = {}
    accepted = 0
    for path in sorted(folder.glob("*.json")):
        if _outside(path.name, since, until):
            continue
        try:
            window = WindowFile.read(path, layout)
        except (ValueError, OSError) as error:
            refused[path.name] = error.strerror or "cannot be read" if isinstance(error, OSError) else str(error)
            continue
        accepted += 1
        for setting, sketch in window.settings.items():
            found.setdefault(window.day, {}).setdefault(setting, []).append(sketch)
    days = {day: {setting: merged(its, layout) for setting, its in found[day].items()} for day in sorted(found)}
    return ReadWindows(days, accepted, refused)


def _outside(name: str, since: date | None, until: date | None) -> bool:
    """Whether a file is of a day that nobody asked for; one whose name says no day is looked at, and refused."""
    matched = _NAME.fullmatch(name)
    if matched is None:
        return False
    text = matched[1]
    return (since is not None and text < since.isoformat()) or (until is not None and text > until.isoformat())
