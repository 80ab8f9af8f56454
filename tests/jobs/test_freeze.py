"""``hoofbeat gate freeze``: cases that no bundle was taught, with their checksum.

Mirrors: hoofbeat.lifecycle.gate.cases
"""

from hashlib import sha256
from pathlib import Path

import pytest

from gate_world import ALL, known_bundle, patients
from hoofbeat.domain.case import Case
from hoofbeat.domain.circumstances import Setting
from hoofbeat.domain.errors import InputError, SourceError
from hoofbeat.jobs.freeze import FreezeJob
from hoofbeat.lifecycle.gate.cases import read_gate_cases


@pytest.fixture(scope="module")
def bundle(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return known_bundle(
        tmp_path_factory.mktemp("taught") / "bundle", ALL, taught=[told.case for told in patients(ALL[:2])]
    )


def test_what_a_bundle_was_taught_is_left_out_and_the_rest_is_kept_under_its_checksum(
    bundle: Path, tmp_path: Path
) -> None:
    told = [one.case for one in patients(ALL[:4])]
    lines = [*told, told[-1].model_copy(update={"case_id": "the same again", "group": None}), undiagnosed(told[-1])]
    source = tmp_path / "cases.jsonl"
    source.write_text("".join(case.model_dump_json() + "\n" for case in lines))
    found = FreezeJob(
        bundles=(bundle,), cases=source, format="jsonl", setting=Setting.HOSPITAL, output=tmp_path / "frozen"
    ).run()
    kept = tmp_path / "frozen" / "frozen.jsonl"
    assert found.sha256 == sha256(kept.read_bytes()).hexdigest()
    assert (found.read, found.cases, found.diseases, found.repeated, found.unreadable) == (33, 16, 2, 1, 1)
    assert sum(found.known.values()) == 16
    read = read_gate_cases(kept)
    assert [one.case.case_id for one in read] == [case.case_id for case in told[16:]]
    assert {one.circumstances.setting for one in read} == {Setting.HOSPITAL}


def test_without_a_new_case_there_is_no_set(bundle: Path, tmp_path: Path) -> None:
    source = tmp_path / "cases.jsonl"
    source.write_text("".join(one.case.model_dump_json() + "\n" for one in patients(ALL[:2])))
    job = FreezeJob(bundles=(bundle,), cases=source, format="jsonl", output=tmp_path / "frozen")
    with pytest.raises(InputError, match="None of 16 cases is new"):
        job.run()
    assert not (tmp_path / "frozen" / "frozen.jsonl").exists()
    with pytest.raises(InputError, match="give --bundle, and --cases, --examination or --run"):
        FreezeJob(bundles=(bundle,), output=tmp_path / "frozen").run()


def test_a_line_that_is_no_case_names_its_place_and_no_value(tmp_path: Path) -> None:
    path = tmp_path / "cases.jsonl"
    path.write_text('{"case_id": "1", "diagnosis": "OMIM:1"}\n{"case_id": "2", "age": "of Ana"}\n')
    with pytest.raises(SourceError, match=r"cases\.jsonl:2 is no case") as refused:
        read_gate_cases(path)
    assert "Ana" not in str(refused.value)


def undiagnosed(case: Case) -> Case:
    return case.model_copy(update={"case_id": "no diagnosis", "diagnosis": None})
