"""The accuracy benchmark on a small release and invented patients: real files in, real files out.

Mirrors: hoofbeat.cli.benchmark, hoofbeat.evaluation.benchmark.drawings, hoofbeat.evaluation.benchmark.goals,
hoofbeat.evaluation.benchmark.page, hoofbeat.evaluation.benchmark.result
"""

import csv
import json
import re
import shutil
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from hoofbeat.cli.benchmark import _lines
from hoofbeat.domain.errors import InputError, SourceError
from hoofbeat.evaluation.benchmark.examiner import Examiner
from hoofbeat.evaluation.benchmark.page import render
from hoofbeat.evaluation.benchmark.parts import Unit
from hoofbeat.evaluation.benchmark.result import BenchmarkResult
from hoofbeat.jobs.benchmark import AccuracyBenchmarkJob
from small_release import write_release

Packet = Callable[..., dict[str, Any]]
WriteZip = Callable[..., Path]

FINDINGS = {"OMIM:154700": "HP:0000256", "ORPHA:58": "HP:0001250", "ORPHA:61": "HP:0001263"}
#: Smoking and its like: history items stand in every ontology.
EVIDENCE = {"Anemia": "['E_6', 'E_7']", "GERD": "['E_8']"}


@pytest.fixture
def made(tmp_path: Path, make_packet: Packet, write_zip: WriteZip) -> Callable[..., AccuracyBenchmarkJob]:
    """A job on invented files; keywords replace its settings."""
    packets = [patient(make_packet, disease, number) for disease in FINDINGS for number in range(4)]
    release = write_release(tmp_path / "release")
    files = {"phenopackets": write_zip(packets), "ddxplus": write_patients(tmp_path / "release_test_patients.csv")}

    def job(**settings: Any) -> AccuracyBenchmarkJob:
        default = {**files, "output": tmp_path / "out", "release": release, "quick": True, "processes": 1}
        return AccuracyBenchmarkJob(**(default | settings))

    return job


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the run that several tests look at is kept."""
    return tmp_path_factory.mktemp("finished") / "out"


@pytest.fixture
def finished(made: Callable[..., AccuracyBenchmarkJob], kept: Path, tmp_path: Path) -> AccuracyBenchmarkJob:
    """A job that has run: once for all tests, each with a copy of its own."""
    if not kept.exists():
        made(output=kept).run()
    shutil.copytree(kept, tmp_path / "out")
    return made()


def patient(make_packet: Packet, disease: str, number: int, prefix: str = "p") -> dict[str, Any]:
    """A published patient with a publication of his own."""
    packet = make_packet(f"{prefix}-{disease}-{number}")
    features = (FINDINGS.get(disease, "HP:0001250"), "HP:0000707")[: 1 + number % 2]
    packet["phenotypicFeatures"] = [{"type": {"id": finding}} for finding in features]
    packet["interpretations"][0]["diagnosis"]["disease"] = {"id": disease, "label": "A disease"}
    packet["metaData"]["externalReferences"][0]["id"] = f"PMID:{len(prefix)}{disease[-2:]}{number}"
    return packet


def write_patients(path: Path) -> Path:
    with path.open("w", newline="", encoding="utf-8") as stream:
        table = csv.writer(stream)
        table.writerow(["AGE", "DIFFERENTIAL_DIAGNOSIS", "SEX", "PATHOLOGY", "EVIDENCES", "INITIAL_EVIDENCE"])
        for name, evidence in EVIDENCE.items():
            for age in (30, 40, 50):
                table.writerow([age, f"[['{name}', 0.9], ['GERD', 0.1]]", "F", name, evidence, "E_6"])
    return path


def written(job: AccuracyBenchmarkJob) -> str:
    return (job.output / "benchmark.json").read_text(encoding="utf-8")


def test_the_benchmark_writes_figures_and_a_page_of_its_own(finished: AccuracyBenchmarkJob) -> None:
    job = finished
    result = BenchmarkResult.load(job.output / "benchmark.json")
    assert result.quick
    assert {source.name: source.cases for source in result.sources} == {"phenopackets": 12, "ddxplus": 6}
    assert {line.protocol for line in result.rankings} >= {"naive", "publication-held-out", "disease-held-out"}
    page = (job.output / "benchmark.html").read_text(encoding="utf-8")
    assert "A quick look" in page
    assert not re.search(r'(?:src|href)="(?!#|benchmark\.json)', page)
    assert "<script" not in page
    assert page.count("<svg") >= 5
    assert sorted(path.name for path in job.output.iterdir()) == ["benchmark.html", "benchmark.json", "parts"]


def test_goals_are_judged_where_all_cases_took_part(finished: AccuracyBenchmarkJob) -> None:
    result = BenchmarkResult.load(finished.output / "benchmark.json")
    assert "not reached" not in render(result)
    whole = render(result.model_copy(update={"quick": False}))
    assert "not reached" in whole
    assert "A quick look" not in whole


def test_no_path_and_no_patient_is_named_in_the_results(finished: AccuracyBenchmarkJob, tmp_path: Path) -> None:
    job = finished
    for file in ("benchmark.json", "benchmark.html"):
        text = (job.output / file).read_text(encoding="utf-8")
        assert str(tmp_path.parent) not in text
        assert "p-OMIM" not in text
        assert "release_test_patients" not in text


def test_an_interrupted_run_goes_on_and_ends_the_same(
    made: Callable[..., AccuracyBenchmarkJob],
    finished: AccuracyBenchmarkJob,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    job, answer, done = made(output=tmp_path / "interrupted"), Examiner.answer, iter(range(5))

    def interrupted(examiner: Examiner, unit: Unit) -> Unit:
        if next(done, None) is None:
            raise KeyboardInterrupt
        return answer(examiner, unit)

    with monkeypatch.context() as patch:
        patch.setattr(Examiner, "answer", interrupted)
        with pytest.raises(KeyboardInterrupt):
            job.run()
    kept = {file.name: file.stat().st_mtime_ns for file in (job.output / "parts").iterdir()}
    assert len(kept) == 5
    assert not (job.output / "benchmark.json").exists()
    job.run()
    assert written(job) == written(finished)
    assert {name: (job.output / "parts" / name).stat().st_mtime_ns for name in kept} == kept


def test_a_rerun_computes_nothing(finished: AccuracyBenchmarkJob, monkeypatch: pytest.MonkeyPatch) -> None:
    job = finished
    before = written(job)
    monkeypatch.setattr(Examiner, "answer", lambda *_: pytest.fail("computed again"))
    job.run()
    assert written(job) == before


def test_two_processes_find_the_same_as_one(
    made: Callable[..., AccuracyBenchmarkJob], finished: AccuracyBenchmarkJob, tmp_path: Path
) -> None:
    two = made(output=tmp_path / "two", processes=2)
    two.run()
    assert written(two) == written(finished)


def test_cases_from_outside_are_ranked_and_change_nothing_else(
    made: Callable[..., AccuracyBenchmarkJob], finished: AccuracyBenchmarkJob, make_packet: Packet, tmp_path: Path
) -> None:
    without = BenchmarkResult.load(finished.output / "benchmark.json")
    folder = tmp_path / "outside"
    folder.mkdir()
    # ORPHA:58 is OMIM:203450; nothing lists the second; the third is not diagnosed.
    packets = [
        patient(make_packet, "OMIM:203450", 0, "outside"),
        patient(make_packet, "OMIM:999999", 1, "outside"),
        make_packet("undiagnosed", interpretations=None),
    ]
    for number, packet in enumerate(packets):
        (folder / f"{number}.json").write_text(json.dumps(packet), encoding="utf-8")
    parts = {file.name: file.stat().st_mtime_ns for file in (finished.output / "parts").iterdir()}
    result = made(cases=folder).run()
    external = result.find("external", "knowledge model", "external")
    assert external is not None
    assert (external.n, external.misses) == (2, 1)
    assert external.top[10].value == 0.5
    assert [line for line in result.rankings if line.protocol != "external"] == list(without.rankings)
    after = {file.name: file.stat().st_mtime_ns for file in (finished.output / "parts").iterdir()}
    assert parts.items() <= after.items()
    assert result.sources[-1].refused == 1


def test_what_cannot_be_read_or_written_is_said_before_anything_is_computed(
    made: Callable[..., AccuracyBenchmarkJob], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Examiner, "answer", lambda *_: pytest.fail("computed"))
    with pytest.raises(SourceError, match="does not exist"):
        made(ddxplus=tmp_path / "nowhere").run()
    with pytest.raises(SourceError, match="does not exist"):
        made(cases=tmp_path / "nowhere").run()
    taken = tmp_path / "taken"
    taken.write_text("a file")
    with pytest.raises(InputError, match="cannot be written"):
        made(output=taken).run()


def one_gene_in_thirty(whole: Path) -> list[str]:
    """Some hundred published patients, as JSON: enough to look at, in minutes less."""
    with zipfile.ZipFile(whole) as packets:
        names = packets.namelist()
        genes = set(sorted({name.split("/")[1] for name in names})[::30])
        return [packets.read(name).decode() for name in names if name.split("/")[1] in genes]


@pytest.mark.real_data
@pytest.mark.slow
def test_a_quick_look_at_real_patients_ranks_common_diseases_first(
    real_data_dir: Path, write_zip: WriteZip, tmp_path: Path
) -> None:
    result = AccuracyBenchmarkJob(
        phenopackets=write_zip(one_gene_in_thirty(real_data_dir / "phenopacket-store-dev.zip")),
        ddxplus=real_data_dir / "ddxplus",
        output=tmp_path / "out",
        quick=True,
    ).run()
    common = result.find("publication-held-out", "knowledge model", "ddxplus")
    orphan = result.find("publication-held-out", "knowledge model", "phenopackets")
    chance = result.find("publication-held-out", "frequency prior", "phenopackets")
    assert common is not None
    assert orphan is not None
    assert chance is not None
    assert common.top[3].value > 0.9
    assert orphan.top[10].value > 3 * chance.top[10].value


def test_the_command_prints_each_contender(finished: AccuracyBenchmarkJob) -> None:
    result = BenchmarkResult.load(finished.output / "benchmark.json")
    first, *lines = _lines(result)
    assert "no accuracy claim" in first
    shown = [line for line in result.rankings if line.subset in ("phenopackets", "ddxplus")]
    assert shown
    for line in shown:
        assert any(line.model in told and f"top-1 {line.top[1].value:.3f}" in told for told in lines), line.model
