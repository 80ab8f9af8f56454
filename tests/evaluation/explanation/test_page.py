"""The page stands alone, says what it must, and holds no id of a patient or a publication.

Mirrors: hoofbeat.evaluation.explanation.drawings, hoofbeat.evaluation.explanation.result
"""

import re
from datetime import UTC, datetime

import pytest

from explanation_cohorts import ONTOLOGY, learn
from hoofbeat.evaluation.explanation.cohort import explain_cohort
from hoofbeat.evaluation.explanation.naming import Words
from hoofbeat.evaluation.explanation.page import ExplanationFiles, render, write_explanation
from hoofbeat.evaluation.explanation.result import Explanation
from hoofbeat.evaluation.explanation.sample import Limits
from hoofbeat.evaluation.result import Versions
from hoofbeat.features.cohort import Cohort
from invented_cohort import make_cohort

VERSIONS = Versions(data="gold@7", knowledge="test", code="0", seed=0, created=datetime(2026, 1, 1, tzinfo=UTC))


@pytest.fixture(scope="module")
def explanation() -> Explanation:
    """Of patients whose ids would be noticed."""
    cohort = make_cohort(ONTOLOGY)
    cases = tuple(
        case.model_copy(update={"case_id": f"SECRET{number}", "patient_id": f"SECRET{number}"})
        for number, case in enumerate(cohort.cases)
    )
    learned = learn("lightgbm", Cohort(cases, cohort.diseases, cohort.sources, cohort.version))
    names = {f"OMIM:{100 + number}": f"Disease <{number}> & $sign$" for number in range(4)}
    found = explain_cohort(learned, names, Words(ONTOLOGY, {}), Limits(cases=20, diseases=2, shown=2))
    return Explanation(versions=VERSIONS, cohort=found, reranker=None, without_reranker="all cases are simulated")


@pytest.fixture(scope="module")
def files(explanation: Explanation, tmp_path_factory: pytest.TempPathFactory) -> ExplanationFiles:
    return write_explanation(explanation, tmp_path_factory.mktemp("report"))


def test_the_page_shows_everything_and_needs_nothing_else(files: ExplanationFiles) -> None:
    html = files.html.read_text(encoding="utf-8")
    assert html.count("<svg") == 1 + 2 + 2
    assert "must stay within the hospital's walls" in html
    assert "all cases are simulated" in html
    assert "Disease &lt;0&gt; &amp; $sign$" in html
    assert "Disease <" not in html
    assert "<script" not in html
    assert re.findall(r'(?:src|href)="(?!#)[^"]*"', html) == ['href="explanation.json"']
    assert not re.search(r"url\((?!#)|@import", html)
    ids = re.findall(r'\bid="([^"]+)"', html)
    assert len(ids) == len(set(ids))


def test_neither_file_names_a_patient_or_a_publication(files: ExplanationFiles) -> None:
    for file in files:
        text = file.read_text(encoding="utf-8")
        assert "leaf 0" in text
        assert "SECRET" not in text
        assert "PMID" not in text


def test_the_figures_are_kept(explanation: Explanation, files: ExplanationFiles) -> None:
    assert Explanation.model_validate_json(files.figures.read_text(encoding="utf-8")) == explanation


def test_the_page_links_to_a_report_where_there_is_one(explanation: Explanation) -> None:
    assert 'href="report.html"' in render(explanation, report=True)


def test_without_a_cohort_model_the_page_says_so() -> None:
    html = render(Explanation(versions=VERSIONS, cohort=None, reranker=None, without_reranker="too few cases teach it"))
    assert "the knowledge model answers alone" in html
    assert "too few cases teach it" in html
    assert html.count("<section") == html.count("</section>") == 3
