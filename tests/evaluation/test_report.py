"""The page of an evaluation.

Mirrors: hoofbeat.evaluation.figures, hoofbeat.evaluation.references
"""

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest

from hoofbeat.evaluation.report import render, write_report
from hoofbeat.evaluation.result import EvaluationResult, MissingShare

BANNER = "these figures test the plumbing and claim no accuracy"
VOID = {"meta", "br", "link", "img", "hr", "input"}


class Page(HTMLParser):
    """What a reader sees, and what a browser would fetch."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.text: list[str] = []
        self.tags: list[str] = []
        self.ids: list[str] = []
        self.links: list[str] = []
        self.open: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        if tag not in VOID:
            self.open.append(tag)
        self.ids += [value or "" for name, value in attrs if name == "id"]
        self.links += [value or "" for name, value in attrs if name in {"href", "src", "xlink:href", "action"}]

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.open.pop()

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text.append(data)

    @property
    def words(self) -> str:
        return re.sub(r"\s+", " ", " ".join(self.text))


@pytest.fixture(scope="module")
def html(result: EvaluationResult) -> str:
    return render(result)


@pytest.fixture(scope="module")
def page(html: str) -> Page:
    return Page(html)


def test_summary_says_the_honest_figures_in_plain_words(page: Page, result: EvaluationResult) -> None:
    line = result.find("publication-held-out", "hybrid")
    assert line is not None
    first, ten = round(100 * line.top[1].value), round(100 * line.top[10].value)
    assert (
        "Of 100 patients whose publication the model has not read, the right disease is first in "
        f"{first} , and among the first ten in {ten} ." in page.words
    )


def test_every_figure_given_is_shown(page: Page, result: EvaluationResult) -> None:
    for line in result.rankings:
        for k, estimate in line.top.items():
            assert f"{100 * estimate.value:.1f} %" in page.words, (line.protocol, line.model, line.subset, k)
            assert f"{100 * estimate.low:.1f}–{100 * estimate.high:.1f}" in page.words
    for candidate in result.candidates:
        assert f"{candidate.macro_f1:.3f}" in page.words
    for calibration in result.calibration:
        assert f"{calibration.ece:.3f}" in page.words
    for disease in result.worst:
        assert disease.name in page.words
    for expected in ("gold@7", "2026-06-06", "9,221", "268,123", "87.1 %", "weight of the cohort model", "0.35"):
        assert expected in page.words


def test_figures_by_group_are_shown_and_small_groups_named_without(
    page: Page, result: EvaluationResult, undrawn: EvaluationResult
) -> None:
    shown = [group for group in result.groups if group.withheld is None]
    assert shown
    for group in shown:
        for estimate in group.top.values():
            assert f"{100 * estimate.low:.1f}–{100 * estimate.high:.1f}" in page.words
        assert f"{100 * (group.too_little or 0):.1f} %" in page.words
    [old] = [group for group in result.groups if group.name == "65+"]
    assert f"65 years and more 4 {old.diseases} withheld: fewer than 30 cases" in page.words
    assert "Newborns (under 28 days) 0 0 no cases" in page.words
    bare = Page(render(undrawn.model_copy(update={"groups": ()})))
    assert "groups" not in bare.ids
    assert "#groups" not in bare.links


def test_reference_points_name_their_source(page: Page) -> None:
    assert re.search(r"Exomiser, phenotype only 35\.5 % 46\.3 % 58\.5 % published", page.words)
    assert re.search(r"PhenoBrain ensemble 30\.4 % 48\.3 % 64\.0 % published", page.words)


def test_winner_is_marked_once(page: Page) -> None:
    assert re.search(r"LightGBM selected .{0,40}0\.587", page.words)
    assert page.words.count(" selected ") == 1


def test_banner_only_for_simulated_cases(page: Page, undrawn: EvaluationResult) -> None:
    assert BANNER not in page.words
    simulated = Page(render(undrawn.model_copy(update={"simulated": True})))
    assert f"Simulated cases: {BANNER}" in simulated.words
    assert "Of 100 simulated patients" in simulated.words
    assert "publication the model has not read" not in simulated.words


def test_page_needs_nothing_else(page: Page, html: str) -> None:
    assert "script" not in page.tags
    assert "@import" not in html
    outside = [link for link in page.links if not link.startswith("#")]
    assert sorted(outside) == ["../data-docs/index.html", "metrics.json"]
    assert not re.search(r"url\((?!#)", html)


def test_links_inside_the_page_arrive(page: Page, html: str) -> None:
    assert len(page.ids) == len(set(page.ids))
    assert {link[1:] for link in page.links if link.startswith("#")} <= set(page.ids)
    clips = set(re.findall(r"url\(#([^)]+)\)", html))
    assert clips
    assert clips <= set(page.ids)


def test_page_is_well_formed(page: Page) -> None:
    assert page.open == []
    assert page.tags.count("svg") == 3 + 7


def test_names_are_escaped(undrawn: EvaluationResult) -> None:
    worst = undrawn.worst[0].model_copy(update={"name": "<script>alert('x')</script>"})
    html = render(undrawn.model_copy(update={"worst": (worst,), "notes": ("a < b",)}))
    assert "script" not in Page(html).tags
    assert "a &lt; b" in html


def test_lost_records_raise_the_alarm(page: Page, undrawn: EvaluationResult) -> None:
    assert "nothing lost" in page.words
    lossy = undrawn.cohort.model_copy(update={"quarantined": 20})
    assert "records were lost" in Page(render(undrawn.model_copy(update={"cohort": lossy}))).words


def test_an_evaluation_with_little_in_it_still_makes_a_page(result: EvaluationResult) -> None:
    bare = EvaluationResult(
        versions=result.versions,
        simulated=True,
        headline_model="hybrid",
        cohort=result.cohort,
        catalogue=result.catalogue,
    )
    page = Page(render(bare, data_docs=None))
    assert "svg" not in page.tags
    assert "nothing to sum up" in page.words
    assert {link[1:] for link in page.links if link.startswith("#")} <= set(page.ids)


def test_without_the_held_out_figures_the_summary_admits_it(undrawn: EvaluationResult) -> None:
    naive = tuple(line for line in undrawn.rankings if line.protocol == "naive")
    words = Page(render(undrawn.model_copy(update={"rankings": naive}))).words
    assert "some of whom the knowledge was written from" in words
    assert "publication the model has not read" not in words


def test_writing_twice_gives_the_same_files(result: EvaluationResult, tmp_path: Path) -> None:
    files = write_report(result, tmp_path / "report")
    before = files.html.read_bytes(), files.metrics.read_bytes()
    assert write_report(result, tmp_path / "report") == files
    assert (files.html.read_bytes(), files.metrics.read_bytes()) == before
    assert EvaluationResult.load(files.metrics) == result


MISSING = (
    MissingShare(kind="demographic", code="age", name="Age", share=0.125),
    MissingShare(kind="measurement", code="8310-5", name="Body temperature", share=0.875),
    *(MissingShare(kind="site feature", code=f"SITE:q{n}", name=f"Question {n}", share=n / 100) for n in range(60)),
)


def test_what_was_missing_is_shown_thing_by_thing(page: Page, undrawn: EvaluationResult) -> None:
    assert "missing" not in page.ids
    page = Page(render(undrawn.model_copy(update={"missing": MISSING})))
    assert "missing" in page.ids
    assert "#missing" in page.links
    assert "Body temperature 8310-5 87.5\N{NO-BREAK SPACE}%".replace("\N{NO-BREAK SPACE}", " ") in page.words
    assert "Site features (60)" in page.words


def test_a_hospital_without_publications_is_not_told_of_any(undrawn: EvaluationResult) -> None:
    alone = undrawn.model_copy(update={"cohort": undrawn.cohort.model_copy(update={"publications": 0})})
    page = Page(render(alone))
    assert "Of 100 patients the model has not seen, the right disease is first" in page.words
    assert "publications 0" not in page.words
    assert "0 publications" not in page.words
