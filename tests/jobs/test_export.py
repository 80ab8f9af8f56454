"""The model card of a real run: its figures are the evaluation's, the bundle seals it, and no patient is in it."""

import json
import shutil
from pathlib import Path

import pytest

from hoofbeat.bundle.runtime.bundle import Bundle
from hoofbeat.bundle.runtime.card import CARD, CARD_PAGES
from hoofbeat.bundle.runtime.manifest import REFERENCE, read_manifest
from hoofbeat.domain.errors import BundleChecksumError
from hoofbeat.evaluation.groups import FEWEST_CASES
from hoofbeat.evaluation.result import EvaluationResult
from hoofbeat.lifecycle.gate.taught import TAUGHT
from hoofbeat.lifecycle.lineage import LINEAGE
from hoofbeat.workspace import Workspace

FILES = (CARD, *CARD_PAGES.values())


def test_the_card_states_what_the_evaluation_found(demo_run: Path) -> None:
    card = json.loads((demo_run / "bundle" / CARD).read_text(encoding="utf-8"))
    metrics = json.loads((demo_run / "report" / "metrics.json").read_text(encoding="utf-8"))
    for name in ("versions", "cohort", "catalogue", "groups", "ceiling", "trust_figures", "simulated"):
        assert card[name] == metrics[name], name
    assert {line["protocol"] for line in card["rankings"]} == {line["protocol"] for line in metrics["rankings"]}
    assert all(line in metrics["rankings"] for line in card["rankings"])
    assert card["calibration"] in metrics["calibration"]
    assert card["simulated_cases"] == card["cohort"]["cases"] > 0
    for page in CARD_PAGES.values():
        assert 'class="banner"' in (demo_run / "bundle" / page).read_text(encoding="utf-8"), "all of them are simulated"


def test_groups_are_parts_of_the_cases_that_the_headline_was_measured_on(demo_run: Path) -> None:
    result = EvaluationResult.load(demo_run / "report" / "metrics.json")
    headline = result.find("publication-held-out", "hybrid")
    assert headline is not None
    whole, *parts = result.groups
    assert (whole.kind, whole.n, whole.diseases) == ("all", headline.n, headline.diseases)
    assert whole.top == {k: headline.top[k] for k in (1, 3, 10)}
    assert whole.ece == next(found.ece for found in result.calibration if found.label == "hybrid")
    assert whole.too_little == result.trust_figures.get("too little")
    assert whole.coverage == result.trust_figures.get("coverage")
    for kind in ("age", "sex", "disease", "source"):
        assert sum(group.n for group in parts if group.kind == kind) == headline.n
    for name in ("orphan", "common"):
        line = result.find("publication-held-out", "hybrid", name)
        group = next(group for group in parts if group.name == name)
        assert line is not None
        assert group.top == {k: line.top[k] for k in (1, 3, 10)}
    small = [group for group in parts if group.n < FEWEST_CASES]
    assert small
    assert all(group.withheld and not group.top for group in small)


def test_the_card_names_the_model_it_belongs_to(demo_run: Path) -> None:
    manifest = read_manifest(demo_run / "bundle")
    card = json.loads((demo_run / "bundle" / CARD).read_text(encoding="utf-8"))
    assert set(manifest.files) - set(card["files"]) == {*FILES, LINEAGE, TAUGHT}
    assert REFERENCE in card["files"]
    assert all(manifest.files[name].sha256 == digest for name, digest in card["files"].items())
    assert (card["settings"], card["parity"]) == (manifest.model, manifest.parity)


@pytest.mark.parametrize("name", FILES)
def test_a_changed_card_makes_the_bundle_be_refused(demo_run: Path, tmp_path: Path, name: str) -> None:
    bundle = Path(shutil.copytree(demo_run / "bundle", tmp_path / "bundle"))
    text = (bundle / name).read_text(encoding="utf-8")
    (bundle / name).write_text(text.replace("1", "2", 1), encoding="utf-8")
    with pytest.raises(BundleChecksumError, match=name):
        Bundle.load(bundle)


def test_no_patient_is_in_the_card(demo_run: Path) -> None:
    cases = Workspace(demo_run).cohort.cases
    written = "".join((demo_run / "bundle" / name).read_text(encoding="utf-8") for name in FILES)
    assert len(cases) > 100
    for case in cases:
        assert case.case_id not in written
        assert case.kept_together is None or case.kept_together not in written
    assert str(demo_run) not in written
