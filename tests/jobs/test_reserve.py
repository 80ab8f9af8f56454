"""``hoofbeat gate reserve``: what is set aside is not taught, and is what ``freeze --run`` takes.

Mirrors: hoofbeat.features.reserved
"""

import json
import shutil
from pathlib import Path

import pytest

from gate_world import ALL, known_bundle, patients
from hoofbeat.domain.case import Case
from hoofbeat.domain.errors import InputError
from hoofbeat.features.reserved import Reserve
from hoofbeat.jobs.freeze import FreezeJob
from hoofbeat.jobs.reserve import ReserveJob
from hoofbeat.lifecycle.gate.cases import read_gate_cases
from hoofbeat.workspace import RESERVE, Workspace


@pytest.fixture
def run(demo_run: Path, tmp_path: Path) -> Path:
    folder = tmp_path / "run"
    folder.mkdir()
    for name in ("lake", "knowledge"):
        (folder / name).symlink_to(demo_run / name)
    return folder


def test_what_is_set_aside_is_not_taught_and_is_frozen(run: Path, tmp_path: Path) -> None:
    everyone = set(Workspace(run).cohort.cases)
    ReserveJob(output=run, share=0.2).run()
    work = Workspace(run)
    held = work.reserve.held(work.gold).cases
    assert set(work.cohort.cases) | set(held) == everyone
    assert len(work.cohort) + len(held) == len(everyone)
    assert 0.05 < len(held) / len(everyone) < 0.4
    assert not {case.kept_together for case in held} & {case.kept_together for case in work.cohort.cases} - {None}
    bundle = known_bundle(tmp_path / "bundle", ALL, taught=work.cohort.cases)
    found = FreezeJob(bundles=(bundle,), run_directory=run, output=tmp_path / "frozen").run()
    assert {told.case for told in read_gate_cases(tmp_path / "frozen" / "frozen.jsonl")} <= set(held)
    assert found.read == len([case for case in held if case.diagnosis])
    assert found.cases + found.repeated + sum(found.known.values()) == found.read
    assert found.cases > 0.9 * found.read
    ReserveJob(output=run, share=0).run()
    assert set(Workspace(run).cohort.cases) == everyone


def test_a_larger_share_holds_all_of_a_smaller_one_and_whole_publications() -> None:
    cases = [told.case for told in patients()]
    small, large = ({case for case in cases if Reserve(share=share).holds(case)} for share in (0.1, 0.3))
    assert small < large
    of_one = [Case(case_id=str(n), group="PMID:1") for n in range(20)]
    assert len({Reserve(share=0.5).holds(case) for case in of_one}) == 1


def test_a_file_that_is_none_says_so(tmp_path: Path) -> None:
    (tmp_path / RESERVE).write_text(json.dumps({"share": 2}))
    with pytest.raises(InputError, match="cannot be used"):
        Reserve.load(tmp_path / RESERVE)
    shutil.rmtree(tmp_path)
