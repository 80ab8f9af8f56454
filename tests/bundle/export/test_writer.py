"""Writing a bundle: a sound one, or nothing at all."""

import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from hoofbeat.bundle.export import writer
from hoofbeat.bundle.export.writer import Provenance, check_parity, lexicon_of, write_bundle
from hoofbeat.bundle.runtime.bundle import Bundle
from hoofbeat.bundle.runtime.manifest import Manifest, read_manifest
from hoofbeat.domain.errors import BundleError, HoofbeatError, ParityError
from hoofbeat.features.cohort import Cohort
from hoofbeat.knowledge.release import Knowledge
from hoofbeat.models.hybrid import HybridParameters, HybridRanker

Export = Callable[[Path, HybridRanker], Manifest]


def contents(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.fixture
def standing(tmp_path: Path, export: Export, ranker: HybridRanker) -> Path:
    """A bundle that an earlier export has left, with nothing beside it."""
    folder = tmp_path / "run" / "bundle"
    export(folder, ranker)
    return folder


def test_what_is_written_can_be_read_and_traced(sound: Path, ranker: HybridRanker, cohort: Cohort) -> None:
    manifest = read_manifest(sound)
    assert manifest.labels == tuple(disease.id for disease in ranker.knowledge.catalogue.diseases)
    assert manifest.classes == ("OMIM:100", "OMIM:101", "OMIM:102", "OMIM:103")
    assert manifest.features[-3:] == ("age", "sex_female", "sex_male")
    assert manifest.parity["cases"] == 20
    assert manifest.parity["largest_difference"] <= writer.TOLERANCE
    assert (manifest.data_version, manifest.knowledge_version, manifest.opset) == ("gold@7", "hpo-test", 18)
    assert os.listdir(sound.parent) == ["sound"], "no draft is left behind"  # noqa: PTH208
    assert sound.stat().st_mode & 0o777 == 0o755


def test_a_new_bundle_takes_the_place_of_the_old_one(standing: Path, export: Export, ranker: HybridRanker) -> None:
    before = read_manifest(standing)
    (standing / "left-over.txt").write_text("from an older version", encoding="utf-8")
    export(standing, replace(ranker, parameters=HybridParameters(0.5, 0.5)))
    assert read_manifest(standing).version != before.version
    assert not (standing / "left-over.txt").exists()
    assert list(standing.parent.iterdir()) == [standing]


def test_a_document_is_made_from_the_checked_model_and_sealed(
    tmp_path: Path, ranker: HybridRanker, provenance: Provenance, cohort: Cohort
) -> None:
    seen: list[Manifest] = []

    def documents(manifest: Manifest) -> dict[str, str]:
        seen.append(manifest)
        return {"about.txt": f"mañana, {manifest.parity['cases']:.0f} cases"}

    manifest = write_bundle(tmp_path / "bundle", ranker, provenance, cohort.cases[:5], documents=documents)
    assert (tmp_path / "bundle" / "about.txt").read_text(encoding="utf-8") == "mañana, 5 cases"
    assert read_manifest(tmp_path / "bundle") == manifest
    assert set(manifest.files) - set(seen[0].files) == {"about.txt"}


class Contrary:
    """A cohort model whose native answers are not those of its graph."""

    def __init__(self, ranker: HybridRanker) -> None:
        self._model = ranker.cohort
        assert self._model is not None
        self.classes = self._model.classes

    def __getattr__(self, name: str) -> object:
        return getattr(self._model, name)

    def predict(self, cases):  # type: ignore[no-untyped-def]
        return self._model.predict(cases)[:, ::-1]  # type: ignore[union-attr]


def failing(
    monkeypatch: pytest.MonkeyPatch, ranker: HybridRanker, how: str
) -> tuple[HybridRanker, type[HoofbeatError]]:
    """A ranker that cannot be exported, and what is said of it."""
    if how == "parity":
        return replace(ranker, cohort=Contrary(ranker)), ParityError
    if how == "not a number":
        return replace(ranker, parameters=HybridParameters(float("nan"))), ParityError
    monkeypatch.setattr(writer, "LARGEST_BYTES", 1000)
    return ranker, BundleError


@pytest.mark.parametrize("how", ["parity", "not a number", "size"])
def test_a_failed_export_leaves_the_old_bundle_alone(
    standing: Path, export: Export, ranker: HybridRanker, monkeypatch: pytest.MonkeyPatch, how: str
) -> None:
    before = contents(standing.parent)
    broken, error = failing(monkeypatch, ranker, how)
    with pytest.raises(error):
        export(standing, broken)
    assert contents(standing.parent) == before
    assert list(standing.parent.iterdir()) == [standing]


@pytest.mark.parametrize("how", ["parity", "size"])
def test_a_failed_first_export_leaves_nothing(
    tmp_path: Path, export: Export, ranker: HybridRanker, monkeypatch: pytest.MonkeyPatch, how: str
) -> None:
    broken, error = failing(monkeypatch, ranker, how)
    with pytest.raises(error):
        export(tmp_path / "run" / "bundle", broken)
    assert list((tmp_path / "run").iterdir()) == []


def test_parity_says_by_how_much_and_size_says_what_to_do(
    tmp_path: Path, export: Export, ranker: HybridRanker, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(ParityError, match=r"A probability differs by \d\.\de-\d\d \(limit 1e-04\)"):
        export(tmp_path / "bundle", replace(ranker, cohort=Contrary(ranker)))
    monkeypatch.setattr(writer, "LARGEST_BYTES", 1000)
    with pytest.raises(BundleError, match=r"would have 0 MB, more than 0 → raise min_cases"):
        export(tmp_path / "bundle", ranker)


def test_other_weights_than_the_exported_ones_are_noticed(sound: Path, ranker: HybridRanker, cohort: Cohort) -> None:
    bundle = Bundle.load(sound)
    assert check_parity(bundle, ranker, cohort.cases)["cases"] == len(cohort)
    flatter = replace(ranker, parameters=replace(ranker.parameters, evidence=ranker.parameters.evidence * 1.01))
    with pytest.raises(ParityError):
        check_parity(bundle, flatter, cohort.cases)


def test_the_first_ten_must_be_the_same_even_within_the_tolerance(
    sound: Path, ranker: HybridRanker, cohort: Cohort, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(writer, "TOLERANCE", 1.0)
    backwards = replace(ranker, parameters=replace(ranker.parameters, evidence=-ranker.parameters.evidence))
    with pytest.raises(ParityError, match="first ten diseases differ"):
        check_parity(Bundle.load(sound), backwards, cohort.cases)


def test_a_comparison_of_nothing_proves_nothing(tmp_path: Path, ranker: HybridRanker, provenance: Provenance) -> None:
    knowledge_only = HybridRanker(ranker.knowledge, None, HybridParameters())
    with pytest.raises(ParityError, match="No case to compare"):
        write_bundle(tmp_path / "bundle", knowledge_only, provenance, [])
    assert list(tmp_path.iterdir()) == []


def test_the_old_bundle_is_put_back_if_the_new_one_cannot_take_its_place(
    standing: Path, export: Export, ranker: HybridRanker, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = contents(standing)
    rename = Path.rename

    def refuse(path: Path, target: Path) -> Path:
        if path.name.startswith(".bundle-") and not path.name.endswith("retired"):
            raise PermissionError(str(target))
        return rename(path, target)

    monkeypatch.setattr(Path, "rename", refuse)
    with pytest.raises(PermissionError):
        export(standing, ranker)
    assert contents(standing) == before
    assert list(standing.parent.iterdir()) == [standing]


KILLED = """
import os
from pathlib import Path
from hoofbeat.bundle.export.writer import _draft
rename = Path.rename
def killed_before_the_second(path, target):
    if "retired" not in str(target):
        os._exit(9)
    return rename(path, target)
Path.rename = killed_before_the_second
with _draft(Path({!r})) as draft:
    (draft / "manifest.json").write_text("new")
"""


def test_the_next_export_mends_one_killed_between_its_renames(
    standing: Path, export: Export, ranker: HybridRanker, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = contents(standing)
    assert subprocess.run([sys.executable, "-c", KILLED.format(str(standing))], check=False).returncode == 9
    assert not standing.exists()
    broken, error = failing(monkeypatch, ranker, "parity")
    with pytest.raises(error):
        export(standing, broken)
    assert contents(standing) == before, "a failed export after it brings the old bundle back"


def test_every_finding_has_its_names_in_the_lexicon(embedded_knowledge: Knowledge) -> None:
    ontology = embedded_knowledge.ontology
    lexicon = lexicon_of(ontology)
    assert tuple(entry.id for entry in lexicon.entries) == ontology.ids
    fever = lexicon.get("HP:0001945")
    assert fever is not None
    assert fever.names == {"en": "Fever", "es": "Fiebre"}
    history = [entry for entry in lexicon.entries if entry.id.startswith("HB:")]
    assert history
    assert all("es" in entry.names for entry in history)
    retired = {old: new for old in ontology.replaced if (new := ontology.resolve(old)) and old != new}
    assert len(retired) > 3000
    assert {old: lexicon.resolve(old) for old in retired} == retired


def test_translations_stand_behind_our_own_words(embedded_knowledge: Knowledge) -> None:
    translated = {"HP:0001945": ("Pirexia", ("Calentura alta",)), "HP:0000118": ("Anomalía fenotípica", ("Anomalía",))}
    lexicon = lexicon_of(embedded_knowledge.ontology, spanish=translated)
    fever, root = lexicon.get("HP:0001945"), lexicon.get("HP:0000118")
    assert fever is not None
    assert root is not None
    assert fever.names["es"] == "Fiebre"
    assert fever.synonyms["es"][-2:] == ("Pirexia", "Calentura alta")
    assert (root.names["es"], root.synonyms["es"]) == ("Anomalía fenotípica", ("Anomalía",))
