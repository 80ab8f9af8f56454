"""What belongs to one encounter, brought together on disk: memory does not grow with the delivery.

The rules, in words: ``docs/sources/fhir.md``. The tables lie in a nameless temporary file of SQLite, which vanishes
when it is closed, and which takes to disk only what its cache cannot hold.
"""

import sqlite3
from collections.abc import Iterator
from types import TracebackType
from typing import Any, NamedTuple, Self

from hoofbeat.sources.fhir.references import reference_key

#: Kilobytes of the temporary tables that are held in memory.
_CACHE = 64_000

_TABLES = """
CREATE TABLE name (key TEXT PRIMARY KEY, id INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE patient (id INTEGER PRIMARY KEY, entry TEXT NOT NULL, label TEXT);
CREATE TABLE encounter (id INTEGER PRIMARY KEY, entry TEXT NOT NULL, label TEXT, patient_key TEXT, patient INTEGER,
    first TEXT, last TEXT);
CREATE TABLE item (id INTEGER PRIMARY KEY, entry TEXT NOT NULL, encounter_key TEXT, encounter INTEGER,
    patient_key TEXT, patient INTEGER, day TEXT, alone INTEGER NOT NULL DEFAULT 0);
CREATE TABLE item_name (key TEXT NOT NULL, item INTEGER NOT NULL, PRIMARY KEY (key, item)) WITHOUT ROWID;
CREATE TABLE listed (encounter INTEGER NOT NULL, key TEXT NOT NULL, PRIMARY KEY (encounter, key)) WITHOUT ROWID;
CREATE TABLE summary (patient_key TEXT PRIMARY KEY, written TEXT NOT NULL) WITHOUT ROWID;
"""

#: An encounter that is named is looked up; what names none goes to the encounter that lists it as a diagnosis or a
#: reason, else to the patient's encounter on whose days it was taken or recorded, the one that started last if several.
#: What is left of a patient none of whose encounters has anything is a case of its own.
_LINK = """
UPDATE encounter SET patient = (SELECT id FROM name WHERE key = patient_key);
UPDATE item SET patient = (SELECT id FROM name WHERE key = patient_key);
UPDATE item SET encounter = (SELECT id FROM name WHERE key = encounter_key) WHERE encounter_key IS NOT NULL;
CREATE INDEX encounter_days ON encounter (patient, first);
CREATE TABLE pointed (encounter INTEGER NOT NULL, item INTEGER NOT NULL, PRIMARY KEY (encounter, item)) WITHOUT ROWID;
INSERT INTO pointed SELECT DISTINCT listed.encounter, item_name.item FROM listed JOIN item_name USING (key);
UPDATE item SET encounter = (SELECT min(encounter) FROM pointed WHERE pointed.item = item.id)
    WHERE encounter_key IS NULL AND id IN (SELECT item FROM pointed);
UPDATE item SET encounter = (
    SELECT e.id FROM encounter e WHERE e.patient = item.patient AND item.day BETWEEN e.first AND e.last
    ORDER BY e.first DESC, e.id DESC LIMIT 1
) WHERE encounter IS NULL AND encounter_key IS NULL AND patient IS NOT NULL AND day IS NOT NULL;
CREATE INDEX item_encounter ON item (encounter, id);
CREATE INDEX item_loose ON item (patient, id) WHERE encounter IS NULL AND encounter_key IS NULL;
UPDATE item SET alone = 1 WHERE encounter IS NULL AND encounter_key IS NULL AND patient IS NOT NULL AND NOT EXISTS (
    SELECT 1 FROM encounter e JOIN item i ON i.encounter = e.id WHERE e.patient = item.patient
);
"""


class Gathered(NamedTuple):
    """The entries of one encounter, as text: the patient's, the encounter's, then the rest in their own order.

    ``label`` names the encounter for a person who looks for it. ``written`` is when the summary was written that a
    patient's resources without an encounter come from.
    """

    entries: tuple[str, ...]
    label: str
    written: str | None = None


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

    def add(self, entry: str, resource: dict[str, Any], full_url: str | None, *, contained: bool = False) -> None:
        """Take in one Patient, Encounter, Condition, Observation or Composition; others are passed over.

        A patient or encounter that is delivered twice counts as delivered last. A contained resource has no name that
        another resource could use.
        """
        kind = resource["resourceType"]
        names = list(_names(kind, resource.get("id"), full_url))
        # STU3 and DSTU2 call these by other names; they are refused by the reader, and not lost here.
        patient = _key(resource.get("subject") or resource.get("patient"), "Patient")
        if kind == "Patient":
            self._replace("patient", names, {"entry": entry, "label": names[0] if names else "Patient"})
        elif kind == "Encounter":
            first, last = _days(resource.get("period"))
            label = names[0] if names else ""
            id_ = self._replace(
                "encounter",
                names,
                {"entry": entry, "label": label, "patient_key": patient, "first": first, "last": last},
            )
            self._db.execute("DELETE FROM listed WHERE encounter = ?", (id_,))
            self._db.executemany(
                "INSERT OR IGNORE INTO listed VALUES (?, ?)", [(id_, key) for key in _pointed_to(resource)]
            )
        elif kind in ("Condition", "Observation"):
            encounter = resource.get("encounter") or resource.get("context")
            # A reference that cannot be read must not pass for none.
            key = _key(encounter, "Encounter") or _storable(f"?{full_url or names}") if encounter else None
            item = self._db.execute(
                "INSERT INTO item (entry, encounter_key, patient_key, day) VALUES (?, ?, ?, ?)",
                (entry, key, patient, _day(resource)),
            ).lastrowid
            pairs = [] if contained else [(name, item) for name in names]
            self._db.executemany("INSERT OR IGNORE INTO item_name VALUES (?, ?)", pairs)
        elif kind == "Composition" and patient and isinstance(resource.get("date"), str):
            self._db.execute("INSERT OR REPLACE INTO summary VALUES (?, ?)", (patient, _storable(resource["date"])))

    def encounters(self) -> Iterator[Gathered]:
        """Yield every encounter in the order of the delivery."""
        self._db.executescript(_LINK)  # commits what was added
        rows = self._db.execute(
            "SELECT e.id, e.entry, e.label, p.entry FROM encounter e LEFT JOIN patient p ON p.id = e.patient "
            "ORDER BY e.id"
        )
        for id_, entry, label, patient in rows:
            items = self._db.execute(
                "SELECT entry FROM item WHERE encounter = ? OR id IN (SELECT item FROM pointed WHERE encounter = ?) "
                "ORDER BY id",
                (id_, id_),
            )
            yield Gathered((*([patient] if patient else []), entry, *(item for (item,) in items)), label or "Encounter")

    def patients(self) -> Iterator[Gathered]:
        """Yield what names no encounter, patient by patient, of those none of whose encounters has anything."""
        rows = self._db.execute(
            "SELECT id, entry, label FROM patient WHERE id IN (SELECT patient FROM item WHERE alone) ORDER BY id"
        )
        for id_, entry, label in rows:
            items = self._db.execute("SELECT entry FROM item WHERE patient = ? AND alone ORDER BY id", (id_,))
            written = self._db.execute(
                "SELECT max(written) FROM summary JOIN name ON name.key = patient_key WHERE name.id = ?", (id_,)
            ).fetchone()[0]
            yield Gathered((entry, *(item for (item,) in items)), label, written)

    def strays(self) -> Iterator[Gathered]:
        """Yield what belongs to nothing that was delivered.

        What names the same encounter, or no encounter and the same patient, comes together; what names neither alone.
        """
        self._db.execute("CREATE INDEX IF NOT EXISTS item_key ON item (encounter_key, id) WHERE encounter IS NULL")
        self._db.execute("CREATE INDEX IF NOT EXISTS item_of ON item (patient_key, id) WHERE encounter_key IS NULL")
        named = "encounter IS NULL AND encounter_key IS NOT NULL", "encounter_key"
        of_nobody = (
            "encounter IS NULL AND encounter_key IS NULL AND patient IS NULL AND patient_key IS NOT NULL",
            "patient_key",
        )
        for where, key in (named, of_nobody):
            rows = self._db.execute(f"SELECT {key}, min(id) FROM item WHERE {where} GROUP BY 1 ORDER BY 2")  # noqa: S608
            for value, _ in rows:
                items = self._db.execute(f"SELECT entry FROM item WHERE {where} AND {key} = ? ORDER BY id", (value,))  # noqa: S608
                yield Gathered(tuple(item for (item,) in items), value)
        alone = self._db.execute(
            "SELECT entry FROM item WHERE encounter IS NULL AND encounter_key IS NULL AND patient_key IS NULL "
            "ORDER BY id"
        )
        for (item,) in alone:
            yield Gathered((item,), "resource")

    def left_out(self) -> int:
        """How many resources name no encounter and fall on the days of none, of patients whose others do."""
        (count,) = self._db.execute(
            "SELECT count(*) FROM item WHERE encounter IS NULL AND encounter_key IS NULL AND patient IS NOT NULL "
            "AND NOT alone"
        ).fetchone()
        return int(count)

    def _replace(self, table: str, names: list[str], values: dict[str, str | None]) -> int:
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
        return int(id_)


def _key(reference: object, kind: str) -> str | None:
    literal = reference.get("reference") if isinstance(reference, dict) else None
    return _storable(reference_key(literal, kind)) if isinstance(literal, str) and literal else None


def _pointed_to(encounter: dict[str, Any]) -> Iterator[str]:
    """What an encounter names as its diagnoses and its reasons."""
    listed = encounter.get("diagnosis")
    of_diagnoses = [one.get("condition") for one in listed if isinstance(one, dict)] if isinstance(listed, list) else []
    reasons = encounter.get("reasonReference")
    for reference in (*of_diagnoses, *(reasons if isinstance(reasons, list) else ())):
        if key := _key(reference, "Condition"):
            yield key


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
