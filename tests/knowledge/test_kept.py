"""The embedded release, built once on a machine."""

import os
from pathlib import Path

import pandas as pd
import pytest

from hoofbeat.domain.languages import Wording
from hoofbeat.knowledge import kept
from hoofbeat.knowledge.kept import knowledge_into, knowledge_of
from hoofbeat.knowledge.ontology import Term
from hoofbeat.knowledge.release import Knowledge, build_knowledge
from hoofbeat.knowledge.site import SiteDisease, SiteFeature, SiteVocabulary
from small_release import write_release


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Knowledge:
    return build_knowledge(write_release(tmp_path_factory.mktemp("release")))


@pytest.fixture
def built(small: Knowledge, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> list[Knowledge]:
    """Each time the embedded release would be built, which takes ten seconds; a small one stands in for it."""
    times: list[Knowledge] = []

    def build() -> Knowledge:
        times.append(small)
        return small

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


def test_a_run_gets_the_form_on_the_shelf_and_makes_its_own_where_there_is_none(
    built: list[Knowledge], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    knowledge = knowledge_into(tmp_path / "run")
    (form,) = (tmp_path / "cache/hoofbeat/knowledge").iterdir()
    knowledge.save(tmp_path / "saved")
    names = {path.name for path in form.iterdir()}
    assert {path.name for path in (tmp_path / "run").iterdir()} == names
    assert all((tmp_path / "run" / name).read_bytes() == (tmp_path / "saved" / name).read_bytes() for name in names)
    monkeypatch.setattr(kept, "copy_built", lambda form, folder: (_ for _ in ()).throw(FileNotFoundError))
    knowledge_into(tmp_path / "later")
    assert Knowledge.load(tmp_path / "later").version == knowledge.version
    assert len(built) == 1


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


def test_a_site_adds_its_own_to_what_lies_there(built: list[Knowledge], tmp_path: Path) -> None:
    feature = SiteFeature("SITE:a", Wording(en="A", es="Á"))
    number = SiteFeature("SITE:n", Wording(en="N"), number=True)
    site = SiteVocabulary((feature, number), (SiteDisease("SITE:d", Wording(en="D"), orphan=True),))
    shared = knowledge_of()
    ours = knowledge_into(tmp_path / "run", site=site)
    assert len(built) == 1
    assert ours.ontology.terms == (*shared.ontology.terms, Term(id="SITE:a", name="A"))
    assert ours.catalogue.diseases[:-1] == shared.catalogue.diseases
    assert ours.catalogue.diseases[-1].id == "SITE:d"
    assert ours.version == "+".join([shared.version, *site.version_parts])
    assert Knowledge.load(tmp_path / "run").version == ours.version
    assert knowledge_of().version == shared.version


def test_another_release_is_never_taken_from_there(tmp_path: Path) -> None:
    assert knowledge_of(write_release(tmp_path)).version.startswith("hpo-2026-02-03")


def test_a_user_without_a_home_has_it_built_each_time(built: list[Knowledge], monkeypatch: pytest.MonkeyPatch) -> None:
    def homeless() -> Path:
        raise RuntimeError("could not determine the home directory")

    monkeypatch.setattr(kept, "cache_home", homeless)
    knowledge_of()
    knowledge_of()
    assert len(built) == 2
