"""What tests of several packages share: the data at hand, and invented records."""

import json
import os
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, settings

if TYPE_CHECKING:
    from hoofbeat.knowledge.release import Knowledge

# How fast a machine is that much else uses says nothing about what is tested.
settings.register_profile("hoofbeat", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("hoofbeat")

DATA_VARIABLE = "HOOFBEAT_DATA"


@pytest.fixture(scope="session")
def real_data_dir() -> Path:
    """The folder of public data beside the repository; its tests skip where it is absent."""
    default = Path(__file__).resolve().parents[2] / "shared" / "data"
    directory = Path(os.environ.get(DATA_VARIABLE, default))
    if not directory.is_dir():
        pytest.skip(f"no data at hand: set {DATA_VARIABLE} to a folder with phenopacket-store and DDXPlus files")
    return directory


@pytest.fixture(scope="session")
def embedded_knowledge() -> "Knowledge":
    """The knowledge built from the embedded release: made once, read by many, changed by none."""
    from hoofbeat.knowledge.kept import knowledge_of

    return knowledge_of()


@pytest.fixture(scope="session")
def demo_run(pytestconfig: pytest.Config) -> Path:
    """Output directory of the whole pipeline on a few simulated patients: read by many tests, changed by none."""
    from kept_run import demonstration_run

    return demonstration_run(pytestconfig.cache.mkdir("demonstration"))


@pytest.fixture(scope="session")
def demo_bundle(demo_run: Path) -> Path:
    """The bundle of the demonstration run."""
    return demo_run / "bundle"


@pytest.fixture
def make_packet() -> Callable[..., dict[str, Any]]:
    """Make an invented phenopacket v2 as a dictionary; keywords replace top-level fields (``None`` removes one)."""

    def packet(case_id: str = "patient-1", **fields: Any) -> dict[str, Any]:
        base = {
            "id": case_id,
            "subject": {"id": f"subject of {case_id}", "sex": "FEMALE", "timeAtLastEncounter": _age("P3Y6M")},
            "phenotypicFeatures": [
                {"type": {"id": "HP:0001250", "label": "Seizure"}, "onset": _age("P1Y")},
                {"type": {"id": "HP:0001263", "label": "Global developmental delay"}},
                {"type": {"id": "HP:0000252", "label": "Microcephaly"}, "excluded": True},
            ],
            "interpretations": [
                {
                    "id": f"interpretation of {case_id}",
                    "progressStatus": "SOLVED",
                    "diagnosis": {"disease": {"id": "OMIM:154700", "label": "Marfan syndrome"}},
                }
            ],
            "metaData": {
                "phenopacketSchemaVersion": "2.0",
                "externalReferences": [{"id": "PMID:1234567", "description": "An invented publication"}],
            },
        }
        return {field: value for field, value in (base | fields).items() if value is not None}

    return packet


@pytest.fixture
def write_zip(tmp_path: Path) -> Callable[..., Path]:
    """Write phenopackets (dictionaries, or raw text) into a zip as the publisher lays it out."""

    def write(packets: list[dict[str, Any] | str], name: str = "packets.zip") -> Path:
        path = tmp_path / name
        with zipfile.ZipFile(path, "w") as archive:
            for number, packet in enumerate(packets):
                text = packet if isinstance(packet, str) else json.dumps(packet)
                archive.writestr(f"release/cohort/{number:03}.json", text)
        return path

    return write


def _age(duration: str) -> dict[str, Any]:
    return {"age": {"iso8601duration": duration}}


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Leave files unread that mark no test of the kind asked for: to import all takes a minute in each process."""
    kind = config.option.markexpr
    if kind not in ("slow", "airflow") or not collection_path.match("test_*.py"):
        return None
    return f"mark.{kind}" not in collection_path.read_text(encoding="utf-8") or None


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with whole years and whole runs, the longest tests of all: begun last, one would run alone at the end."""
    longest = {"simulation": 0, "jobs": 1}
    items.sort(key=lambda item: longest.get(item.path.parent.name, len(longest)))
