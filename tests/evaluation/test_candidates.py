"""The page that compares the candidates stands alone and names them all.

Mirrors: hoofbeat.evaluation.candidate_figures
"""

import re
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from hoofbeat.evaluation.calibration import calibration_summary
from hoofbeat.evaluation.candidates import Comparison, write_candidates
from hoofbeat.evaluation.curves import averaged_curves
from hoofbeat.evaluation.result import CandidateSummary

NAMES = ("logistic", "random_forest", "xgboost", "lightgbm", "mlp")


@pytest.fixture(scope="module")
def comparison() -> Comparison:
    rng = np.random.default_rng(0)
    y = rng.integers(0, 3, 60)
    answers = {name: rng.dirichlet(np.ones(3), 60) for name in NAMES}
    return Comparison(
        data="gold@7",
        knowledge="hpo-test",
        candidates=tuple(
            CandidateSummary(
                name=name,
                macro_f1=0.301 + 0.01 * place,
                top_1=0.5,
                top_3=0.6,
                top_10=0.7,
                orphan_macro_recall=0.401 + 0.01 * place,
                roc_area=0.901 + 0.01 * place,
                average_precision=0.601 + 0.01 * place,
                ece=0.051 + 0.01 * place,
                fit_seconds=11.0 + place,
                inference_ms=0.11 + place,
                onnx_bytes=1_234_560 + place,
                selected=name == "mlp",
                balancing="class weights",
                settings="C 3.2" if name == "logistic" else "",
                study=f"{name}-digest, trial {place}",
            )
            for place, name in enumerate(NAMES)
        ),
        curves=tuple(curve for name, p in answers.items() for curve in averaged_curves(name, p, y)),
        candidate_calibration=tuple(
            calibration_summary(name, p.max(axis=1), p.argmax(axis=1) == y) for name, p in answers.items()
        ),
    )


def read(comparison: Comparison, folder: Path) -> tuple[str, str]:
    """The page, and its words."""
    html = write_candidates(comparison, folder).read_text(encoding="utf-8")
    body = html[html.index("</style>") :]
    return html, re.sub(r"[ \n]+", " ", re.sub(r"<style.*?</style>|<[^>]+>", " ", body, flags=re.DOTALL))


@pytest.fixture(scope="module")
def written(comparison: Comparison, tmp_path_factory: pytest.TempPathFactory) -> tuple[str, str]:
    return read(comparison, tmp_path_factory.mktemp("page"))


def test_every_candidate_stands_there_with_all_its_figures(comparison: Comparison, written: tuple[str, str]) -> None:
    _, words = written
    for place, one in enumerate(comparison.candidates):
        rest = "50.0 % 60.0 % 70.0 %".replace(" %", "\N{NO-BREAK SPACE}%")
        areas = f"0.9{place}1 0.6{place}1 {one.ece:.3f}"
        badge = " selected" if one.selected else ""
        assert f" {one.name}{badge} 0.3{place}1 0.4{place}1 {rest} {areas} " in words
        for figure in (f"{11 + place}.0&nbsp;s", f"{0.11 + place:.2f}&nbsp;ms", f"1,234,56{place}", one.study):
            assert figure in words, figure
    assert words.count(" selected ") == 1
    assert "C 3.2" in words


def test_the_plots_name_every_candidate(comparison: Comparison, written: tuple[str, str]) -> None:
    html, _ = written
    plots = re.findall(r"<svg.*?</svg>", html, flags=re.DOTALL)
    assert len(plots) == 3, "ROC, precision–recall, reliability"
    for plot in plots:
        for name in NAMES:
            assert name in plot
    for one in comparison.candidate_calibration:
        assert f"{one.label}  {one.ece:.3f}" in plots[2]


def test_the_page_says_where_the_guard_decided(
    comparison: Comparison, written: tuple[str, str], tmp_path: Path
) -> None:
    assert "The guard decided" not in written[1]
    reason = "The guard decided: mlp wins though macro-F1 is higher for xgboost."
    assert reason in read(replace(comparison, guard=reason), tmp_path)[1]


def test_the_page_needs_nothing_else(written: tuple[str, str]) -> None:
    html, _ = written
    assert "<script" not in html
    assert not re.search(r'(?:src|href)="(?!#)', html)
    assert not re.search(r"url\((?!#)|@import", html)
