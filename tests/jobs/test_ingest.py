"""``hoofbeat ingest``: from files to bronze, silver and gold, once each.

Mirrors: hoofbeat.intake.gate_feed, hoofbeat.intake.intake, hoofbeat.intake.sorting, hoofbeat.intake.tally,
hoofbeat.lake.gold, hoofbeat.lake.vault
"""

import json
import os
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hoofbeat.domain.case import Case, Finding
from hoofbeat.domain.errors import LakeError, QualityError, RecordError, SourceError
from hoofbeat.features.cohort import Cohort
from hoofbeat.intake import refinery
from hoofbeat.intake.refinery import IngestSummary
from hoofbeat.jobs.ingest import IngestJob
from hoofbeat.lake.gold import read_cohort
from hoofbeat.lake.lake import Lake
from hoofbeat.lake.pseudonyms import lake_key
from hoofbeat.lake.schemas import BRONZE, GOLD, SILVER
from hoofbeat.lake.vault import Vault
from hoofbeat.sources import choose_sources
from hoofbeat.sources.base import Record, Source

Packet = Callable[..., dict[str, Any]]
WriteZip = Callable[..., Path]

KNOWN = {"HP:0001250", "HP:0001263", "HP:0000252"}
CATALOGUE = {"OMIM:154700": "OMIM:154700", "DDXPLUS:Anemia": "HBD:0000001", "HBD:0000001": "HBD:0000001"}


def resolve(finding_id: str) -> str | None:
    return finding_id if finding_id in KNOWN else None


def ingest(output: Path, *, extra_sources: Iterable[Source] = (), **paths: Path) -> IngestSummary:
    return IngestJob(output=output, sources=choose_sources(**paths)).run(resolve, CATALOGUE.get, extra_sources)


def numbers(summary: IngestSummary) -> list[tuple[int, int, int, int]]:
    return [(tally.read, tally.accepted, tally.quarantined, tally.new_cases) for tally in summary.tallies]


def counts(output: Path) -> tuple[int, int, int, int]:
    lake = Lake(output / "lake")
    return lake.bronze.count(), lake.quarantine.count(), lake.silver.count(), lake.gold.count()


def cohort(output: Path) -> Cohort:
    return read_cohort(output / "lake")


@pytest.fixture
def mixed(make_packet: Packet, write_zip: WriteZip) -> Path:
    """Three sound packets, one of them twice; one with unknown findings; one that is no JSON."""
    unknown = [{"type": {"id": "HP:9999999"}}]
    sound = [make_packet("p1"), make_packet("p2", interpretations=None), make_packet("p3")]
    return write_zip([*sound, sound[0], make_packet("p4", phenotypicFeatures=unknown), "{"])


class Planted:
    """A source of cases made by hand, to reach what the real parsers rule out."""

    name = "planted"

    def __init__(self, *cases: Case) -> None:
        self.cases = {f"planted:{number}": case for number, case in enumerate(cases)}

    def records(self) -> Iterator[Record]:
        for location, case in self.cases.items():
            yield Record(self.name, location, case.model_dump_json())

    def parse(self, record: Record) -> Case:
        return self.cases[record.location]


def test_every_record_is_accepted_or_quarantined_with_a_reason(mixed: Path, tmp_path: Path) -> None:
    summary = ingest(tmp_path / "out", phenopackets=mixed)
    assert numbers(summary) == [(6, 4, 2, 3)]
    assert counts(tmp_path / "out") == (5, 2, 3, 3)
    rows = Lake(tmp_path / "out" / "lake").quarantine.read().to_pylist()
    vault = Vault(lake_key(tmp_path / "out"))
    reasons = {vault.open(row["sealed"])[0]: row["reason"] for row in rows}
    assert "HP:9999999" in reasons["packets.zip!release/cohort/004.json"]
    assert "not JSON" in reasons["packets.zip!release/cohort/005.json"]
    assert {row["stage"] for row in rows} == {"parse"}
    assert (tmp_path / "out" / "data-docs" / "index.html").is_file()


def test_gold_names_diseases_as_the_catalogue_does(mixed: Path, tmp_path: Path) -> None:
    ingest(tmp_path / "out", phenopackets=mixed)
    read = cohort(tmp_path / "out")
    assert read.diseases == ("OMIM:154700", None, "OMIM:154700")
    assert read.sources == ("phenopackets",) * 3
    assert read.cases[0].findings[0] == Finding(id="HP:0001250", onset_years=1.0)
    assert read.select([2, 0]).cases == (read.cases[2], read.cases[0])


def test_the_same_input_again_adds_nothing(mixed: Path, tmp_path: Path) -> None:
    first = ingest(tmp_path / "out", phenopackets=mixed)
    before = counts(tmp_path / "out"), cohort(tmp_path / "out")
    again = ingest(tmp_path / "out", phenopackets=mixed.rename(tmp_path / "renamed.zip"))
    assert (counts(tmp_path / "out"), cohort(tmp_path / "out")) == before
    assert numbers(again) == [(6, 4, 2, 0)]
    assert again.versions == first.versions


def test_two_lakes_of_one_key_are_equal_row_for_row(
    mixed: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOOFBEAT_PSEUDONYM_KEY", "an invented key of good length")
    ingest(tmp_path / "one", phenopackets=mixed)
    ingest(tmp_path / "two", phenopackets=mixed)
    assert cohort(tmp_path / "one") == cohort(tmp_path / "two")


def test_more_input_adds_what_is_new(make_packet: Packet, write_zip: WriteZip, tmp_path: Path) -> None:
    packets = [make_packet(f"p{number}") for number in range(5)]
    ingest(tmp_path / "out", phenopackets=write_zip(packets[:3]))
    earlier = cohort(tmp_path / "out")
    assert numbers(ingest(tmp_path / "out", phenopackets=write_zip(packets))) == [(5, 5, 0, 2)]
    assert len(cohort(tmp_path / "out")) == 5
    assert read_cohort(tmp_path / "out" / "lake", earlier.version) == earlier


def test_the_cohort_has_one_order_whatever_came_first(mixed: Path, tmp_path: Path) -> None:
    late = Planted(*(Case(case_id=f"x{n}", age=n, findings=(Finding(id="HP:0001250"),)) for n in range(3)))
    ingest(tmp_path / "out", extra_sources=[late])
    ingest(tmp_path / "out", phenopackets=mixed)
    read = cohort(tmp_path / "out")
    assert read.sources == ("phenopackets",) * 3 + ("planted",) * 3
    assert [case.age for case in read.cases[3:]] == [0, 1, 2]


def test_what_was_quarantined_gets_another_chance(mixed: Path, tmp_path: Path) -> None:
    ingest(tmp_path / "out", phenopackets=mixed)
    summary = IngestJob(output=tmp_path / "out", sources=choose_sources(phenopackets=mixed)).run(
        lambda finding_id: finding_id, CATALOGUE.get
    )
    assert numbers(summary) == [(6, 5, 1, 1)]
    assert counts(tmp_path / "out") == (5, 1, 4, 4)


def test_gold_follows_the_catalogue(mixed: Path, tmp_path: Path) -> None:
    ingest(tmp_path / "out", phenopackets=mixed)
    IngestJob(output=tmp_path / "out", sources=choose_sources(phenopackets=mixed)).run(resolve, lambda _: "ORPHA:558")
    assert set(cohort(tmp_path / "out").diseases) == {"ORPHA:558", None}


def test_a_second_case_of_the_same_id_is_quarantined(make_packet: Packet, write_zip: WriteZip, tmp_path: Path) -> None:
    changed = make_packet("p1", subject={"sex": "MALE"})
    assert numbers(ingest(tmp_path / "out", phenopackets=write_zip([make_packet("p1"), changed]))) == [(2, 1, 1, 1)]


def test_rows_of_another_file_of_the_same_name_are_other_cases(tmp_path: Path) -> None:
    def release(age: int) -> Path:
        path = tmp_path / "release_test_patients.csv"
        path.write_text(f"AGE,SEX,PATHOLOGY,EVIDENCES\n{age},F,Anemia,['E_9']\n")
        return path

    def known(finding_id: str) -> str:
        return finding_id

    for age in (40, 41):
        IngestJob(output=tmp_path / "out", sources=choose_sources(ddxplus=release(age))).run(known, CATALOGUE.get)
    read = cohort(tmp_path / "out")
    assert [case.age for case in read.cases if case.age] in ([40, 41], [41, 40])
    assert set(read.diseases) == {"HBD:0000001"}


def test_nothing_that_names_the_patient_reaches_silver_or_gold(
    make_packet: Packet, write_zip: WriteZip, tmp_path: Path
) -> None:
    packet = make_packet("PLANTED id", subject={"id": "PLANTED subject", "sex": "MALE", "alternateIds": ["PLANTED"]})
    packet["phenotypicFeatures"].append({"type": {"id": "PLANTED:1", "label": "PLANTED"}})
    packet["interpretations"][0]["diagnosis"]["disease"] = {"id": "PLANTED disease", "label": "PLANTED"}
    packet["metaData"]["externalReferences"].insert(0, {"id": "PLANTED reference"})
    ingest(tmp_path / "out", phenopackets=write_zip([packet], name="PLANTED.zip"))
    lake = Lake(tmp_path / "out" / "lake")
    sealed = lake.bronze.read()["sealed"][0].as_py()
    location, payload = Vault(lake_key(tmp_path / "out")).open(sealed)
    assert "PLANTED id" in payload
    assert location.startswith("PLANTED.zip")
    for table, schema in ((lake.bronze, BRONZE), (lake.silver, SILVER), (lake.gold, GOLD)):
        assert table.read().schema.names == schema.names
        assert "PLANTED" not in repr(table.read().to_pylist())
    pages = (tmp_path / "out" / "data-docs").rglob("*.html")
    assert not any("PLANTED" in page.read_text(encoding="utf-8") for page in pages)


def test_a_critical_failure_leaves_silver_and_gold_untouched(mixed: Path, tmp_path: Path) -> None:
    bad = Planted(Case(case_id="p1"))
    with pytest.raises(QualityError, match="planted, silver, stated_count"):
        ingest(tmp_path / "out", phenopackets=mixed, extra_sources=[bad])
    assert counts(tmp_path / "out")[2:] == (0, 0)
    assert not (tmp_path / "out" / "lake" / ".staging").exists()
    assert numbers(ingest(tmp_path / "out", phenopackets=mixed)) == [(6, 4, 2, 3)]


def test_a_source_that_breaks_off_leaves_silver_and_gold_untouched(mixed: Path, tmp_path: Path) -> None:
    class Breaking(Planted):
        def records(self) -> Iterator[Record]:
            yield from super().records()
            raise SourceError("the wire was cut")

    bad = Breaking(Case(case_id="p1", findings=(Finding(id="HP:0001250"),)))
    with pytest.raises(SourceError, match="wire"):
        ingest(tmp_path / "out", phenopackets=mixed, extra_sources=[bad])
    assert counts(tmp_path / "out")[2:] == (0, 0)


@pytest.mark.parametrize(
    "step",
    [
        "hoofbeat.intake.intake.Intake._settle",  # nothing written yet
        "hoofbeat.quality.gate.QualityGate.check_intake",  # bronze and quarantine written
        "hoofbeat.intake.refinery.commit_cases",  # checked
        "hoofbeat.lake.table.LakeTable.delete",  # silver written
        "hoofbeat.lake.gold.refresh",  # quarantine cleared
        "hoofbeat.lake.table.LakeTable.replace",  # gold about to be written
    ],
)
def test_a_run_broken_off_at_any_step_can_be_repeated(
    mixed: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    monkeypatch.setenv("HOOFBEAT_PSEUDONYM_KEY", "an invented key of good length")
    ingest(tmp_path / "whole", phenopackets=mixed)

    def killed(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(step, killed)
        with pytest.raises(KeyboardInterrupt):
            ingest(tmp_path / "broken", phenopackets=mixed)
    assert counts(tmp_path / "broken")[3] == 0
    summary = ingest(tmp_path / "broken", phenopackets=mixed)
    assert numbers(summary)[0][:3] == (6, 4, 2)
    assert counts(tmp_path / "broken") == counts(tmp_path / "whole")
    assert cohort(tmp_path / "broken") == cohort(tmp_path / "whole")


def test_a_source_of_which_nothing_is_usable_is_an_error_and_loses_nothing(write_zip: WriteZip, tmp_path: Path) -> None:
    with pytest.raises(SourceError, match=r"all 2 records were quarantined.*record 1: not JSON"):
        ingest(tmp_path / "out", phenopackets=write_zip(["{", "[]"]))
    assert counts(tmp_path / "out") == (2, 2, 0, 0)


def test_a_source_without_records_and_a_run_without_sources_are_errors(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="not a single record"):
        ingest(tmp_path / "out", extra_sources=[Planted()])
    with pytest.raises(SourceError, match="no source"):
        ingest(tmp_path / "out")


def test_an_output_that_cannot_be_written_is_an_error(mixed: Path, tmp_path: Path) -> None:
    (tmp_path / "out").write_text("a file, not a directory")
    with pytest.raises(LakeError, match="cannot be written"):
        ingest(tmp_path / "out", phenopackets=mixed)


def test_reading_a_lake_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(LakeError, match="hoofbeat ingest"):
        cohort(tmp_path)


def test_the_run_prints_the_three_numbers(mixed: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    ingest(tmp_path / "out", phenopackets=mixed)
    printed = capsys.readouterr().err
    assert "read = accepted + quarantined" in printed
    (line,) = [line for line in printed.splitlines() if "phenopackets" in line and "│" in line]
    assert [cell.strip() for cell in line.split("│")[1:-1]] == ["phenopackets", "6", "4", "2", "3"]


@given(st.lists(st.tuples(st.integers(0, 4), st.booleans()), min_size=1, max_size=12))
@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_the_sum_holds_whatever_comes(
    tmp_path_factory: pytest.TempPathFactory, records: list[tuple[int, bool]]
) -> None:
    class Mixed(Planted):
        def records(self) -> Iterator[Record]:
            for position, (content, sound) in enumerate(records):
                yield Record(self.name, f"mixed:{position}", f"{content} {sound}")

        def parse(self, record: Record) -> Case:
            content, sound = record.payload.split()
            if sound == "False":
                raise RecordError("unsound")
            return Case(case_id=content, findings=(Finding(id="HP:0001250"),), diagnosis="OMIM:154700", age=1.0)

    output = tmp_path_factory.mktemp("run")
    sound = {content for content, good in records if good}
    unsound = {content for content, good in records if not good}
    if not sound:
        with pytest.raises(SourceError):
            ingest(output, extra_sources=[Mixed()])
    else:
        (tally,) = ingest(output, extra_sources=[Mixed()]).tallies
        assert tally.read == len(records) == tally.accepted + tally.quarantined
        assert tally.quarantined == sum(not good for _, good in records)
    assert counts(output)[:3] == (len(sound) + len(unsound), len(unsound), len(sound))


@pytest.mark.real_data
def test_real_patients_all_arrive(real_data_dir: Path, tmp_path: Path) -> None:
    job = IngestJob(
        output=tmp_path / "out",
        sources=choose_sources(
            phenopackets=real_data_dir / "phenopacket-store-dev.zip", ddxplus=real_data_dir / "ddxplus"
        ),
    )
    summary = job.run(None, lambda diagnosis: diagnosis)
    assert numbers(summary) == [(7921, 7921, 0, 7921), (1300, 1300, 0, 1300)]
    read = cohort(tmp_path / "out")
    assert len(read) == 9221
    phenopackets = [case for case, source in zip(read.cases, read.sources, strict=True) if source == "phenopackets"]
    assert all(case.group and case.group.startswith("PMID:") and case.diagnosis for case in phenopackets)
    assert json.loads(read.cases[0].model_dump_json())["case_id"].startswith("case-")


def test_a_writer_that_was_faster_is_noticed_and_nothing_is_added_twice(
    make_packet: Packet, write_zip: WriteZip, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ours = write_zip([make_packet("p1"), make_packet("p2"), make_packet("p3")], name="ours.zip")
    theirs = write_zip([make_packet("p2"), make_packet("p3", subject={"sex": "MALE"})], name="theirs.zip")
    commit = refinery.commit_cases

    def after_another(*arguments: Any) -> None:
        with monkeypatch.context() as patched:
            patched.setattr(refinery, "commit_cases", commit)
            ingest(tmp_path / "out", phenopackets=theirs)
        commit(*arguments)

    monkeypatch.setattr(refinery, "commit_cases", after_another)
    summary = ingest(tmp_path / "out", phenopackets=ours)
    assert numbers(summary) == [(3, 2, 1, 1)], "p1 is new, p2 is known, p3 contradicts theirs"
    assert counts(tmp_path / "out") == (4, 1, 3, 3)
    (refused,) = Lake(tmp_path / "out" / "lake").quarantine.read().to_pylist()
    assert "same id and revision" in refused["reason"]


def test_the_newest_revision_counts_whichever_came_first(tmp_path: Path) -> None:
    def revision(number: int, age: float) -> Case:
        return Case(case_id="p1", revision=number, age=age, findings=(Finding(id="HP:0001250"),))

    ingest(tmp_path / "out", extra_sources=[Planted(revision(0, 1.0), revision(2, 3.0))])
    assert [case.age for case in cohort(tmp_path / "out").cases] == [3.0]
    summary = ingest(tmp_path / "out", extra_sources=[Planted(revision(1, 2.0), revision(2, 4.0))])
    assert numbers(summary) == [(2, 1, 1, 1)], "a second text for revision 2 is a contradiction"
    assert [(case.age, case.revision) for case in cohort(tmp_path / "out").cases] == [(3.0, 2)]
    assert counts(tmp_path / "out") == (4, 1, 3, 1)


def test_encounters_of_one_patient_are_cases_tied_by_a_pseudonym(tmp_path: Path) -> None:
    encounters = [
        Case(case_id=f"encounter {n}", patient_id="PLANTED", group="PLANTED", findings=(Finding(id="HP:0001250"),))
        for n in range(2)
    ]
    ingest(tmp_path / "out", extra_sources=[Planted(*encounters)])
    first, second = cohort(tmp_path / "out").cases
    assert first.patient_id == second.patient_id
    assert first.group == second.group
    assert first.patient_id not in (None, "PLANTED", first.case_id, first.group)
    assert "PLANTED" not in first.model_dump_json()


def test_a_damaged_packet_whose_file_name_is_no_utf8_is_quarantined(make_packet: Packet, tmp_path: Path) -> None:
    folder = tmp_path / "packets"
    folder.mkdir()
    (folder / "sound.json").write_text(json.dumps(make_packet("p1")))
    with open(os.fsencode(folder) + b"/PLANTED-\xff.json", "wb") as file:  # noqa: PTH123 - no Path can be made of it
        file.write(b"\xff")
    assert numbers(ingest(tmp_path / "out", phenopackets=folder)) == [(2, 1, 1, 1)]
    (refused,) = Lake(tmp_path / "out" / "lake").quarantine.read().to_pylist()
    assert "UTF-8" in refused["reason"]
    assert "PLANTED" not in refused["reason"]


def test_an_id_of_half_a_character_gets_a_pseudonym(make_packet: Packet, write_zip: WriteZip, tmp_path: Path) -> None:
    (tally,) = ingest(tmp_path / "out", phenopackets=write_zip([make_packet("p1"), make_packet("\ud800")])).tallies
    assert tally.read == tally.accepted + tally.quarantined == 2


def test_bronze_alone_parses_nothing(mixed: Path, tmp_path: Path) -> None:
    job = IngestJob(output=tmp_path / "out", sources=choose_sources(phenopackets=mixed), stage="bronze")
    (tally,) = job.run(None, CATALOGUE.get).tallies
    assert (tally.read, tally.new_records, tally.new_cases) == (6, 5, 0)
    assert counts(tmp_path / "out") == (5, 0, 0, 0)
    assert job.run(None, CATALOGUE.get).tallies[0].new_records == 0
