"""The embedded release, built once on a machine."""

import os
from pathlib import Path

import pandas as pd
import pytest

from hoofbeat.knowledge import kept
from hoofbeat.knowledge.kept import knowledge_of
from hoofbeat.knowledge.release import Knowledge
from small_release import write_release


@pytest.fixture
def built(embedded_knowledge: Knowledge, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> list[Knowledge]:
    """Each time the embedded release is built; it takes ten seconds, so it is built elsewhere."""
    times: list[Knowledge] = []

    def build() -> Knowledge:
        times.append(embedded_knowledge)
        return embedded_knowledge

    monkeypatch.setattr(kept, "build_knowledge", build)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return times


def test_it_is_built_once_and_read_back_as_it_was(built: list[Knowledge]) -> None:
    first, second = knowledge_of(), knowledge_of()
    assert len(built) == 1
    assert (second.version, second.ontology, second.catalogue) == (first.version, first.ontology, first.catalogue)
    pd.testing.assert_frame_equal(second.annotations, first.annotations)
    pd.testing.assert_frame_equal(second.genes, first.genes)


def test_what_is_damaged_is_built_again(built: list[Knowledge], tmp_path: Path) -> None:
    knowledge_of()
    (form,) = (tmp_path / "cache/hoofbeat/knowledge").iterdir()
    (form / "annotations.parquet").write_bytes(b"cut short")
    assert knowledge_of().version == built[0].version
    assert len(built) == 2
    knowledge_of()
    assert len(built) == 2


def test_a_change_of_code_or_tables_is_another_form_and_old_ones_go(
    built: list[Knowledge], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    digest = kept._digest()
    assert digest == kept._digest()
    shelf = tmp_path / "cache/hoofbeat/knowledge"
    for age, name in enumerate(("a", "b", "c", "d")):
        monkeypatch.setattr(kept, "_digest", lambda name=name: name)
        knowledge_of()
        os.utime(shelf / name, (age, age))
    assert len(built) == 4
    assert {path.name for path in shelf.iterdir()} == {"b", "c", "d"}


def test_where_nothing_can_be_kept_it_is_built_each_time(
    built: list[Knowledge], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "file"))
    assert knowledge_of().version == knowledge_of().version
    assert len(built) == 2


def test_a_folder_that_one_may_not_enter_is_no_error(built: list[Knowledge], monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(_: Path) -> Knowledge:
        raise PermissionError

    monkeypatch.setattr(Knowledge, "load", refused)
    assert knowledge_of().version == built[0].version
    assert len(built) == 1


def test_another_release_is_never_taken_from_there(tmp_path: Path) -> None:
    assert knowledge_of(write_release(tmp_path)).version.startswith("hpo-2026-02-03")


def test_a_user_without_a_home_has_it_built_each_time(built: list[Knowledge], monkeypatch: pytest.MonkeyPatch) -> None:
    def homeless() -> Path:
        raise RuntimeError("could not determine the home directory")

    monkeypatch.setattr(kept, "cache_home", homeless)
    knowledge_of()
    knowledge_of()
    assert len(built) == 2
