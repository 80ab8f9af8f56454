"""A lake on each kind of store from end to end: ingest, ingest again, go back, look up, rotate.

Mirrors: hoofbeat.jobs.ingest, hoofbeat.jobs.rotation, hoofbeat.lake.stores
"""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from hoofbeat.domain.errors import LakeError
from hoofbeat.jobs.ingest import IngestJob
from hoofbeat.jobs.lake import LakeStatusJob
from hoofbeat.jobs.lineage import LineageJob
from hoofbeat.jobs.rotation import RotateKeyJob
from hoofbeat.knowledge.release import Knowledge
from hoofbeat.lake.pseudonyms import KEY_FILE_VARIABLE, KEY_VARIABLE
from hoofbeat.sources import SourceConfig
from hoofbeat.workspace import Workspace


def test_from_files_to_gold_and_back(
    lake_url: str,
    tmp_path: Path,
    make_packet: Callable[..., dict[str, Any]],
    embedded_knowledge: Knowledge,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delenv(KEY_VARIABLE, raising=False)
    monkeypatch.delenv(KEY_FILE_VARIABLE, raising=False)
    output, folder = tmp_path / "run", tmp_path / "packets"
    folder.mkdir()
    output.mkdir()
    embedded_knowledge.save(output / "knowledge")

    def ingest(run: Path = output) -> None:
        source = SourceConfig(name="phenopackets", format="phenopackets", path=folder)
        ontology, catalogue = embedded_knowledge.ontology, embedded_knowledge.catalogue
        IngestJob(output=run, lake=lake_url, sources=(source,)).run(ontology.resolve, catalogue.canonical)

    for number in range(3):
        (folder / f"{number}.json").write_text(json.dumps(make_packet(f"patient-{number}")))
    (folder / "broken.json").write_text("{}")
    ingest()
    (folder / "3.json").write_text(json.dumps(make_packet("patient-3")))
    ingest()
    ingest()

    status = {table.table: (table.version, table.rows) for table in LakeStatusJob(output=output, lake=lake_url).run()}
    assert status == {"bronze": (1, 5), "quarantine": (0, 1), "silver": (1, 4), "gold": (1, 4)}
    assert not (output / "lake").exists()
    assert len(Workspace(output, lake_url, as_of="0").cohort) == 3
    cohort = Workspace(output, lake_url).cohort
    assert (len(cohort), cohort.version) == (4, 1)
    found = LineageJob(output=output, lake=lake_url, case_id=cohort.cases[0].case_id, location=True).run()
    assert str(found.records[0].location).endswith(".json")

    with pytest.raises(LakeError, match="cannot be read"):
        ingest(tmp_path / "a machine without the key")

    (tmp_path / "next.key").write_text("another invented key of good length")
    RotateKeyJob(output=output, lake=lake_url, new_key_file=tmp_path / "next.key").run()
    ingest()
    rotated = Workspace(output, lake_url).cohort
    assert len(rotated) == 4
    assert not {case.case_id for case in rotated.cases} & {case.case_id for case in cohort.cases}
