"""What training leaves behind is of one training, whole, or it is refused."""

from pathlib import Path

import numpy as np
import pytest

from hoofbeat.domain.errors import InputError
from hoofbeat.training.outcome import TrainingOutcome
from hoofbeat.training.tuning import DATABASE

FILES = ("selection.json", "out-of-fold.npz", "cohort-model.pickle.gz")
ALONE = TrainingOutcome.without_model({"min_cases": 10, "seed": 0}, data_version=3, knowledge_version="hpo-test")


def test_it_is_read_back_as_it_was_saved(tmp_path: Path) -> None:
    ALONE.save(tmp_path / "training")
    read = TrainingOutcome.load(tmp_path / "training")
    assert (read.settings, read.winner, read.model, read.data_version) == ({"min_cases": 10, "seed": 0}, "", None, 3)
    assert [path.name for path in tmp_path.iterdir()] == ["training"]


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize("damage", [b"", b"garbage", None, b"[]"])
def test_a_damaged_file_is_refused_with_the_way_out(name: str, damage: bytes | None, tmp_path: Path) -> None:
    ALONE.save(tmp_path)
    content = (tmp_path / name).read_bytes()
    (tmp_path / name).write_bytes(content[: len(content) // 2] if damage is None else damage)
    with pytest.raises(InputError, match="run `hoofbeat train` again"):
        TrainingOutcome.load(tmp_path)


@pytest.mark.parametrize("name", FILES)
def test_a_missing_file_is_named(name: str, tmp_path: Path) -> None:
    ALONE.save(tmp_path)
    (tmp_path / name).unlink()
    with pytest.raises(InputError, match=name):
        TrainingOutcome.load(tmp_path)


def test_a_save_that_is_broken_off_leaves_the_earlier_training_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "training"
    ALONE.save(folder)
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    newer = TrainingOutcome.without_model({"seed": 1}, data_version=4, knowledge_version="hpo-test")

    def killed(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("pickle.dump", killed)
    with pytest.raises(KeyboardInterrupt):
        newer.save(folder)
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before
    assert [path.name for path in tmp_path.iterdir()] == ["training"]
    monkeypatch.undo()
    newer.save(folder)
    assert TrainingOutcome.load(folder).data_version == 4
    np.testing.assert_array_equal(TrainingOutcome.load(folder).y, [])


def test_the_studies_outlive_the_next_training(tmp_path: Path) -> None:
    folder = tmp_path / "training"
    ALONE.save(folder)
    (folder / DATABASE).write_bytes(b"studies")
    (folder / "candidates.html").write_text("of the earlier training")
    ALONE.save(folder)
    assert (folder / DATABASE).read_bytes() == b"studies"
    assert not (folder / "candidates.html").exists()
