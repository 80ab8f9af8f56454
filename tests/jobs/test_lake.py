"""``hoofbeat lake``: status, history, show, lineage, compaction, vacuum and the rotation of the key.

Mirrors: hoofbeat.cli.lake, hoofbeat.jobs.lineage, hoofbeat.jobs.rotation, hoofbeat.lake.scratch
"""

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from hoofbeat.cli.commands import app
from hoofbeat.domain.errors import LakeConflictError, LakeError
from hoofbeat.jobs.ingest import IngestJob
from hoofbeat.jobs.lake import LakeCompactJob, LakeHistoryJob, LakeShowJob, LakeStatusJob, LakeVacuumJob
from hoofbeat.jobs.lineage import LineageJob
from hoofbeat.jobs.rotation import RotateKeyJob
from hoofbeat.knowledge.release import Knowledge
from hoofbeat.lake.gold import read_cohort
from hoofbeat.lake.lake import Lake
from hoofbeat.lake.pseudonyms import KEY_FILE, KEY_FILE_VARIABLE, KEY_VARIABLE, lake_key
from hoofbeat.lake.table import LakeTable
from hoofbeat.lake.vault import Vault
from hoofbeat.sources import SourceConfig
from hoofbeat.workspace import Workspace

NEW_KEY = "another invented key of good length"


@pytest.fixture(autouse=True)
def no_key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(KEY_VARIABLE, raising=False)
    monkeypatch.delenv(KEY_FILE_VARIABLE, raising=False)


@pytest.fixture(scope="module")
def ingested(tmp_path_factory: pytest.TempPathFactory, embedded_knowledge: Knowledge) -> Path:
    """A run of two sources, one of them taken in twice and grown, with a record that is no case; never changed."""
    output = tmp_path_factory.mktemp("run")
    embedded_knowledge.save(output / "knowledge")
    folder = output / "delivered"
    folder.mkdir()
    (folder / "clinic.jsonl").write_text(_case("c1", patient_id="Ana") + _case("c2", patient_id="Ana") + "{}\n")
    _ingest(output, clinic=folder / "clinic.jsonl")
    with (folder / "clinic.jsonl").open("a") as file:
        file.write(_case("c1", patient_id="Ana", revision=1, age=9.0))
    (folder / "ward.jsonl").write_text(_case("w1", group="Ward 7") + _case("w2", group="PMID:1"))
    _ingest(output, clinic=folder / "clinic.jsonl", ward=folder / "ward.jsonl")
    return output


@pytest.fixture
def run(ingested: Path, tmp_path: Path) -> Path:
    """A copy of that run, to be changed."""
    shutil.copytree(ingested, tmp_path / "run")
    return tmp_path / "run"


def _case(case_id: str, **fields: Any) -> str:
    findings = [{"id": "HP:0001250"}, {"id": "HP:0001263"}]
    stated = {"case_id": case_id, "age": 4.0, "findings": findings, "diagnosis": "OMIM:154700"}
    return json.dumps(stated | fields) + "\n"


def _sources(**paths: Path) -> tuple[SourceConfig, ...]:
    return tuple(SourceConfig(name=name, format="jsonl", path=path) for name, path in paths.items())


def _ingest(output: Path, lake: str | None = None, **paths: Path) -> None:
    IngestJob(output=output, lake=lake, sources=_sources(**paths)).run(lambda one: one, lambda one: one)


def test_status_counts_rows_files_and_sources(ingested: Path) -> None:
    bronze, quarantine, silver, gold = LakeStatusJob(output=ingested).run()
    assert (bronze.table, bronze.rows, bronze.sources) == ("bronze", 6, {"clinic": 4, "ward": 2})
    assert (quarantine.rows, quarantine.sources) == (1, {"clinic": 1})
    assert (silver.rows, gold.rows) == (5, 4)
    assert all(table.version is not None and table.files and table.size and table.changed for table in (bronze, gold))


def test_status_of_a_lake_that_does_not_exist_is_four_empty_tables(tmp_path: Path) -> None:
    tables = LakeStatusJob(output=tmp_path).run()
    assert [(table.version, table.rows, table.files) for table in tables] == [(None, 0, 0)] * 4
    assert list(tmp_path.iterdir()) == []


def test_history_lists_the_newest_first_and_show_goes_back_to_it(ingested: Path) -> None:
    commits = [commit for _, commit in LakeHistoryJob(output=ingested, table="gold").run()]
    assert [(commit.version, commit.operation) for commit in commits] == [(1, "replace"), (0, "append")]
    for as_of in ("0", commits[1].time.isoformat()):
        version, count, rows = LakeShowJob(output=ingested, table="gold", as_of=as_of, limit=1).run()
        assert (version, count, len(rows)) == (0, 2, 1)
    assert len(read_cohort(ingested / "lake", 0)) == 2
    assert len(Workspace(ingested, as_of=commits[1].time.isoformat()).cohort) == 2
    assert len(Workspace(ingested).cohort) == 4
    times = [commit.time for _, commit in LakeHistoryJob(output=ingested).run()]
    assert times == sorted(times, reverse=True)


def test_show_leaves_out_what_is_sealed(ingested: Path) -> None:
    _, count, rows = LakeShowJob(output=ingested, table="bronze").run()
    assert count == len(rows) == 6
    assert "sealed" not in rows[0]


@pytest.mark.parametrize("as_of", ["9", "yesterday", "2001-01-01"])
def test_a_moment_that_is_none_is_refused(ingested: Path, as_of: str) -> None:
    with pytest.raises(LakeError, match=r"no version|neither a version"):
        LakeShowJob(output=ingested, table="gold", as_of=as_of).run()


def test_every_row_of_gold_leads_back_to_its_record_and_file(ingested: Path) -> None:
    lines = (ingested / "delivered" / "clinic.jsonl").read_text().splitlines()
    rows = Lake(ingested / "lake").gold.read().to_pylist()
    for row in rows:
        found = LineageJob(output=ingested, case_id=row["case_id"], location=True, payload=True).run()
        newest = found.records[0]
        assert (newest.in_gold, newest.source, newest.content_hash) == (True, row["source"], row["content_hash"])
        assert newest.position == row["ordinal"] + 1
        assert newest.location is not None
        assert newest.location.endswith(f"{row['source']}.jsonl:{newest.position}")
        if row["source"] == "clinic":
            assert newest.payload == lines[newest.position - 1]
    (corrected,) = (row for row in rows if row["age"] == 9)
    found = LineageJob(output=ingested, case_id=corrected["case_id"]).run()
    assert [(one.revision, one.in_gold, one.location, one.payload) for one in found.records] == [
        (1, True, None, None),
        (0, False, None, None),
    ]
    assert found.records[0].batch != found.records[1].batch
    before = LineageJob(output=ingested, case_id=corrected["case_id"], as_of="0").run()
    assert [one.in_gold for one in before.records] == [False, True]


def test_an_unknown_case_has_no_lineage(ingested: Path) -> None:
    with pytest.raises(LakeError, match="gold has no case"):
        LineageJob(output=ingested, case_id="case-0000000000000000").run()


def test_the_text_needs_the_key_that_sealed_it(run: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    case_id = Lake(run / "lake").gold.read()["case_id"][0].as_py()
    monkeypatch.setenv(KEY_VARIABLE, NEW_KEY)
    with pytest.raises(LakeError, match="another key"):
        LineageJob(output=run, case_id=case_id, payload=True).run()
    assert LineageJob(output=run, case_id=case_id).run().records
    monkeypatch.delenv(KEY_VARIABLE)
    (run / KEY_FILE).unlink()
    with pytest.raises(LakeError, match="cannot be read"):
        LineageJob(output=run, case_id=case_id, payload=True).run()
    assert not (run / KEY_FILE).exists()  # a key made now would open nothing


def test_compaction_changes_neither_the_cohort_nor_its_version(run: Path) -> None:
    before = Workspace(run).cohort
    fewer = LakeCompactJob(output=run).run()
    assert (fewer["bronze"], fewer["silver"]) == (2, 1)
    assert Workspace(run).cohort == before
    _ingest(run, ward=run / "delivered" / "ward.jsonl")
    assert Workspace(run).cohort == before


def test_vacuum_keeps_a_week_unless_forced(run: Path) -> None:
    LakeCompactJob(output=run).run()
    with pytest.raises(LakeError, match="--force"):
        LakeVacuumJob(output=run, retain=1).run()
    assert set(LakeVacuumJob(output=run).run().values()) == {0}
    assert LakeVacuumJob(output=run, retain=0, force=True).run()["bronze"] == 3
    assert len(Workspace(run).cohort) == 4


class TestRotation:
    @pytest.fixture
    def job(self, run: Path) -> RotateKeyJob:
        (run / "next.key").write_text(NEW_KEY + "\n")
        folder = run / "delivered"
        sources = _sources(clinic=folder / "clinic.jsonl", ward=folder / "ward.jsonl")
        return RotateKeyJob(output=run, new_key_file=run / "next.key", sources=sources)

    def test_the_lake_is_as_if_it_had_been_ingested_with_the_new_key(
        self, run: Path, job: RotateKeyJob, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        old_key, old = lake_key(run), Lake(run / "lake").gold.read().to_pylist()
        assert job.run() == {"bronze": 6, "quarantine": 1, "silver": 5, "gold": 4}
        lake = Lake(run / "lake")
        assert lake_key(run) == NEW_KEY.encode()
        vault = Vault(NEW_KEY.encode())
        for table in (lake.bronze, lake.quarantine):
            for sealed in table.read()["sealed"].to_pylist():
                assert vault.open(sealed)
                with pytest.raises(LakeError, match="another key"):
                    Vault(old_key).open(sealed)
        fresh = tmp_path / "fresh"
        monkeypatch.setenv(KEY_VARIABLE, NEW_KEY)
        _ingest(fresh, clinic=run / "delivered" / "clinic.jsonl", ward=run / "delivered" / "ward.jsonl")
        monkeypatch.delenv(KEY_VARIABLE)
        for name in ("silver", "gold"):
            expected = Lake(fresh / "lake").table(name).read().sort_by("content_hash")
            assert lake.table(name).read().sort_by("content_hash").equals(expected), name
        assert not {row["case_id"] for row in old} & lake.gold.values("case_id")

    def test_ingest_goes_on_with_the_new_key_and_adds_nothing_twice(self, run: Path, job: RotateKeyJob) -> None:
        job.run()
        versions = {name: table.version for name, table in Lake(run / "lake").tables.items()}
        _ingest(run, clinic=run / "delivered" / "clinic.jsonl", ward=run / "delivered" / "ward.jsonl")
        assert {name: table.version for name, table in Lake(run / "lake").tables.items()} == versions

    @pytest.mark.parametrize("broken", ["bronze", "quarantine", "silver", "gold"])
    def test_a_rotation_that_was_broken_off_is_repeated(
        self, run: Path, job: RotateKeyJob, broken: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        replace = LakeTable.replace

        def dying(table: LakeTable, *arguments: Any, **options: Any) -> None:
            if table.name == broken:
                raise KeyboardInterrupt
            replace(table, *arguments, **options)

        with monkeypatch.context() as patch:
            patch.setattr(LakeTable, "replace", dying)
            with pytest.raises(KeyboardInterrupt):
                job.run()
        job.run()
        lake = Lake(run / "lake")
        assert lake.gold.values("case_id") == lake.silver.values("case_id")
        assert {LineageJob(output=run, case_id=one, payload=True).run().case_id for one in lake.gold.values("case_id")}

    def test_nothing_changes_if_a_source_is_not_named(self, run: Path, job: RotateKeyJob) -> None:
        before = {name: table.version for name, table in Lake(run / "lake").tables.items()}
        with pytest.raises(LakeError, match=r"2 cases of silver .* \(2 of ward\)"):
            job.model_copy(update={"sources": job.sources[:1]}).run()
        assert {name: table.version for name, table in Lake(run / "lake").tables.items()} == before

    def test_a_writer_meanwhile_is_noticed(self, run: Path, job: RotateKeyJob, monkeypatch: pytest.MonkeyPatch) -> None:
        lake = Lake(run / "lake")
        row = lake.silver.head(1)[0] | {"content_hash": "f" * 64, "case_id": "case-new"}
        replace = LakeTable.replace

        def overtaken(table: LakeTable, *arguments: Any, **options: Any) -> None:
            if table.name == "silver":
                lake.silver.append([row])
            replace(table, *arguments, **options)

        monkeypatch.setattr(LakeTable, "replace", overtaken)
        with pytest.raises(LakeConflictError):
            job.run()
        assert "case-new" in lake.silver.values("case_id")

    @pytest.mark.parametrize("key", ["", "short"])
    def test_a_new_key_that_could_be_guessed_is_refused(self, run: Path, job: RotateKeyJob, key: str) -> None:
        (run / "next.key").write_text(key)
        with pytest.raises(LakeError, match="fewer than 16"):
            job.run()


def test_the_commands_answer_people_and_programs(ingested: Path) -> None:
    def output(*arguments: str) -> str:
        result = CliRunner().invoke(app, ["lake", *arguments, "--output", str(ingested)], catch_exceptions=False)
        assert result.exit_code == 0
        return result.stdout

    assert "clinic 4" in output("status").replace("\n", " ")
    assert [table["rows"] for table in json.loads(output("status", "--json"))] == [6, 1, 5, 4]
    assert [entry["version"] for entry in json.loads(output("history", "gold", "--json"))] == [1, 0]
    shown = json.loads(output("show", "gold", "--as-of", "0", "--limit", "1", "--json"))
    assert (shown["version"], shown["count"]) == (0, 2)
    case_id = shown["rows"][0]["case_id"]
    assert case_id in output("show", "gold", "--as-of", "0")
    assert "clinic" in output("lineage", case_id)
    found = json.loads(output("lineage", case_id, "--payload", "--json"))
    assert json.loads(found["records"][-1]["payload"])["case_id"] in {"c1", "c2"}
    assert "replace" in output("history")
