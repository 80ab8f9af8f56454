"""What belongs to one encounter, brought together on disk: memory does not grow with the delivery.

The rules, in words: ``docs/sources/fhir.md``. The tables lie in a nameless temporary file of SQLite, which vanishes
when it is closed, and which takes to disk only what its cache cannot hold.
"""

import sqlite3
from collections.abc import Iterator
from types import TracebackType
from typing import Any, NamedTuple, Self

#: Kilobytes of the temporary tables that are held in memory.
_CACHE = 64_000

_TABLES = """
CREATE TABLE name (key TEXT PRIMARY KEY, id INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE patient (id INTEGER PRIMARY KEY, entry TEXT NOT NULL);
CREATE TABLE encounter (id INTEGER PRIMARY KEY, entry TEXT NOT NULL, label TEXT, patient_key TEXT, patient INTEGER,
    first TEXT, last TEXT);
CREATE TABLE item (id INTEGER PRIMARY KEY, entry TEXT NOT NULL, encounter_key TEXT, encounter INTEGER,
    patient_key TEXT, patient INTEGER, day TEXT);
"""

#: An encounter that is named is looked up; what names none goes to the patient's encounter on whose days it was
#: taken or recorded, the one that started last if several.
_LINK = """
UPDATE encounter SET patient = (SELECT id FROM name WHERE key = patient_key);
UPDATE item SET patient = (SELECT id FROM name WHERE key = patient_key);
UPDATE item SET encounter = (SELECT id FROM name WHERE key = encounter_key) WHERE encounter_key IS NOT NULL;
CREATE INDEX encounter_days ON encounter (patient, first);
UPDATE item SET encounter = (
    SELECT e.id FROM encounter e WHERE e.patient = item.patient AND item.day BETWEEN e.first AND e.last
    ORDER BY e.first DESC, e.id DESC LIMIT 1
) WHERE encounter_key IS NULL AND patient IS NOT NULL AND day IS NOT NULL;
CREATE INDEX item_encounter ON item (encounter, id);
"""


class Gathered(NamedTuple):
    """The entries of one encounter, as text: the patient's, the encounter's, then the rest in their own order.

    ``label`` names the encounter for a person who looks for it.
    """

    entries: tuple[str, ...]
    label: str


class EncounterJoin:
    """Takes the resources of one delivery in any order and gives them back encounter by encounter."""

    def __enter__(self) -> Self:
        self._db = sqlite3.connect("", isolation_level=None)
        self._db.executescript(
            f"PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF; PRAGMA cache_size=-{_CACHE}; {_TABLES}"
        )
        self._db.execute("BEGIN")
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._db.close()

    def add(self, entry: str, resource: dict[str, Any], full_url: str | None) -> None:
        """Take in one Patient, Encounter, Condition or Observation; others are passed over.

        A patient or encounter that is delivered twice counts as delivered last.
        """
        kind = resource["resourceType"]
        names = list(_names(kind, resource.get("id"), full_url))
        if kind == "Patient":
            self._replace("patient", names, {"entry": entry})
        elif kind == "Encounter":
            first, last = _days(resource.get("period"))
            label = names[0] if names else ""
            patient = _key(resource.get("subject"))
            self._replace(
                "encounter",
                names,
                {"entry": entry, "label": label, "patient_key": patient, "first": first, "last": last},
            )
        elif kind in ("Condition", "Observation"):
            encounter = resource.get("encounter")
            # A reference that cannot be read must not pass for none.
            key = None if encounter is None else _key(encounter) or _storable(f"?{full_url or names}")
            self._db.execute(
                "INSERT INTO item (entry, encounter_key, patient_key, day) VALUES (?, ?, ?, ?)",
                (entry, key, _key(resource.get("subject")), _day(resource)),
            )

    def encounters(self) -> Iterator[Gathered]:
        """Yield every encounter in the order of the delivery."""
        self._db.executescript(_LINK)  # commits what was added
        rows = self._db.execute(
            "SELECT e.id, e.entry, e.label, p.entry FROM encounter e LEFT JOIN patient p ON p.id = e.patient "
            "ORDER BY e.id"
        )
        for id_, entry, label, patient in rows:
            items = self._db.execute("SELECT entry FROM item WHERE encounter = ? ORDER BY id", (id_,))
            yield Gathered((*([patient] if patient else []), entry, *(item for (item,) in items)), label or "Encounter")

    def strays(self) -> Iterator[Gathered]:
        """Yield what names an encounter that was not delivered (together), and what names no patient (one by one)."""
        self._db.execute("CREATE INDEX IF NOT EXISTS item_key ON item (encounter_key, id) WHERE encounter IS NULL")
        keys = self._db.execute(
            "SELECT encounter_key, min(id) FROM item WHERE encounter IS NULL AND encounter_key IS NOT NULL "
            "GROUP BY encounter_key ORDER BY min(id)"
        )
        for key, _ in keys:
            items = self._db.execute(
                "SELECT entry FROM item WHERE encounter IS NULL AND encounter_key = ? ORDER BY id", (key,)
            )
            yield Gathered(tuple(item for (item,) in items), key)
        alone = self._db.execute(
            "SELECT entry FROM item WHERE encounter IS NULL AND encounter_key IS NULL AND patient_key IS NULL "
            "ORDER BY id"
        )
        for (item,) in alone:
            yield Gathered((item,), "resource")

    def left_out(self) -> int:
        """How many resources name a patient and no encounter, and fall on the days of none."""
        (count,) = self._db.execute(
            "SELECT count(*) FROM item WHERE encounter IS NULL AND encounter_key IS NULL AND patient_key IS NOT NULL"
        ).fetchone()
        return int(count)

    def _replace(self, table: str, names: list[str], values: dict[str, str | None]) -> None:
        known = [
            row[0]
            for name in names
            for row in self._db.execute("SELECT id FROM name WHERE key = ?", (name,)).fetchall()
        ]
        if known:
            settings = ", ".join(f"{column} = ?" for column in values)
            self._db.execute(f"UPDATE {table} SET {settings} WHERE id = ?", (*values.values(), known[0]))  # noqa: S608
            id_ = known[0]
        else:
            columns, marks = ", ".join(values), ", ".join("?" * len(values))
            cursor = self._db.execute(f"INSERT INTO {table} ({columns}) VALUES ({marks})", (*values.values(),))  # noqa: S608
            id_ = cursor.lastrowid
        self._db.executemany("INSERT OR REPLACE INTO name VALUES (?, ?)", [(name, id_) for name in names])


def reference_key(reference: str) -> str:
    """What a literal reference points to, in one spelling: ``Patient/1`` for all its forms, ``urn:uuid:…`` as it is."""
    if reference.startswith("urn:"):
        return reference
    return "/".join(reference.split("/_history/")[0].split("/")[-2:])


def _key(reference: object) -> str | None:
    literal = reference.get("reference") if isinstance(reference, dict) else None
    return _storable(reference_key(literal)) if isinstance(literal, str) and literal else None


def _names(kind: str, id_: object, full_url: str | None) -> Iterator[str]:
    if isinstance(id_, str) and id_:
        yield _storable(f"{kind}/{id_}")
    if full_url and full_url.startswith("urn:"):
        yield _storable(full_url)


def _days(period: object) -> tuple[str | None, str | None]:
    """First and last day of an encounter, as written; one that states no end counts as one day."""
    if not isinstance(period, dict):
        return None, None
    first = _full_day(period.get("start"))
    return first, _full_day(period.get("end")) or first


def _day(resource: dict[str, Any]) -> str | None:
    """The day on which an observation was taken or a condition recorded (else began)."""
    period = resource.get("effectivePeriod")
    begun = period.get("start") if isinstance(period, dict) else None
    candidates = (
        (resource.get("recordedDate"), resource.get("onsetDateTime"))
        if resource["resourceType"] == "Condition"
        else (resource.get("effectiveDateTime"), resource.get("effectiveInstant"), begun)
    )
    return next((day for candidate in candidates if (day := _full_day(candidate))), None)


def _full_day(date: object) -> str | None:
    return _storable(date[:10]) if isinstance(date, str) and len(date) >= 10 else None


def _storable(text: str) -> str:
    """The text without half characters (lone surrogates), which JSON can name and SQLite cannot keep."""
    return text.encode("utf-8", errors="backslashreplace").decode("utf-8")
