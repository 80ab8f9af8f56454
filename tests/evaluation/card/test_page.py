"""The model card: every figure is the evaluation's, the same in both languages, and limits follow from the data.

Mirrors: hoofbeat.evaluation.card.facts, hoofbeat.evaluation.card.licences
"""

import json
import re
from datetime import UTC, datetime
from html import unescape

import pytest

from hoofbeat.bundle.runtime.card import CARD, CARD_PAGES
from hoofbeat.bundle.runtime.manifest import FileSeal, Manifest
from hoofbeat.evaluation.card.facts import ModelCard, card_of
from hoofbeat.evaluation.card.page import STATEMENTS, card_files, render
from hoofbeat.evaluation.group_figures import GroupFigures, GroupName
from hoofbeat.evaluation.result import EvaluationResult, MissingShare


@pytest.fixture(scope="module")
def manifest() -> Manifest:
    return Manifest(
        version="",
        created=datetime(2026, 11, 3, 8, 0, tzinfo=UTC),
        code_version="0.1.0",
        knowledge_version="2026-06-06",
        data_version="gold@7",
        simulated=False,
        seed=42,
        opset=18,
        model={"cohort_model": "LightGBM", "pool.cohort": 0.58, "reranker": "committee of networks"},
        features=(),
        classes=(),
        labels=("OMIM:1",),
        metrics={},
        parity={"largest_difference": 5.84e-6, "cases": 200.0},
        counts={},
        files={"ranker.onnx": FileSeal(bytes=3, sha256="ab" * 32)},
    ).named()


@pytest.fixture(scope="module")
def files(result: EvaluationResult, manifest: Manifest) -> dict[str, str]:
    return card_files(result, manifest)


def words(html: str) -> str:
    """What a reader sees, with ordinary spaces."""
    body = re.sub(r"<style>.*?</style>|<[^>]+>", " ", html, flags=re.DOTALL)
    return re.sub(r"\s+", " ", unescape(body))


def numbers(html: str, *, decimal: str) -> list[str]:
    """Figures with a decimal sign or a sign of thousands, written as English writes them; versions are none."""
    figures = html.split("</header>")[1].split('id="licences"')[0]
    found = re.findall(r"\d+(?:[.,]\d+)+", words(figures))
    return [text.translate(str.maketrans(".,", ",.")) if decimal == "," else text for text in found]


def test_a_card_is_one_file_of_facts_and_a_page_in_each_language(files: dict[str, str]) -> None:
    assert set(files) == {CARD, *CARD_PAGES.values()}
    for language, name in CARD_PAGES.items():
        assert f'<html lang="{language}">' in files[name]
        assert "<script" not in files[name]
        assert not re.search(r"(?:href|src)=|url\(|@import| style=", files[name]), "nothing else is needed to read it"


def test_the_facts_are_those_of_the_evaluation(files: dict[str, str], result: EvaluationResult) -> None:
    card, kept = json.loads(files[CARD]), json.loads(result.model_dump_json())
    for name in ("versions", "cohort", "catalogue", "ceiling", "groups", "trust_figures", "headline_model"):
        assert card[name] == kept[name], name
    assert card["rankings"]
    for line in card["rankings"]:
        assert line in kept["rankings"]
        assert line["model"] == "hybrid"
    assert [line["protocol"] for line in card["rankings"][::3]] == ["publication-held-out", "disease-held-out", "naive"]
    assert card["selected"] in kept["candidates"]
    assert card["simulated_cases"] == 1300
    assert card["files"] == {"ranker.onnx": "ab" * 32}
    assert ModelCard.model_validate(card).model_dump(mode="json") == card


@pytest.mark.parametrize(("language", "decimal"), [("en", "."), ("es", ",")])
def test_every_figure_stands_on_both_pages(
    files: dict[str, str], result: EvaluationResult, language: str, decimal: str
) -> None:
    shown = numbers(files[CARD_PAGES[language]], decimal=decimal)
    lines = [line for line in result.rankings if line.model == "hybrid"]
    for estimates in [line.top for line in lines] + [group.top for group in result.groups]:
        for k in estimates.keys() & {1, 3, 10}:
            for value in (estimates[k].value, estimates[k].low, estimates[k].high):
                assert f"{100 * value:.1f}" in shown
    for group in result.groups:
        for value in [group.coverage, group.too_little]:
            assert value is None or f"{100 * value:.1f}" in shown
    assert "9,187" in shown
    assert f"{100 * 1300 / 9187:.1f}" in shown
    assert "5.8" in shown


def test_both_languages_give_the_same_figures_in_the_same_order(files: dict[str, str]) -> None:
    english, spanish = numbers(files[CARD_PAGES["en"]], decimal="."), numbers(files[CARD_PAGES["es"]], decimal=",")
    assert len(english) > 100
    assert english == spanish


def test_both_languages_say_as_much(files: dict[str, str]) -> None:
    statements = json.loads(files[CARD])["statements"]
    assert set(statements) == set(CARD_PAGES)
    for name in STATEMENTS:
        assert len(statements["en"][name]) == len(statements["es"][name]) > 0
        for language, page in CARD_PAGES.items():
            for sentence in statements[language][name]:
                assert sentence in words(files[page])


def test_the_leaky_figure_is_called_leaky_and_never_leads(files: dict[str, str], result: EvaluationResult) -> None:
    page = words(files[CARD_PAGES["en"]])
    assert re.search(r"Naive leaky .*Leaky: the knowledge may have been written from the very patients", page)
    line = result.find("publication-held-out", "hybrid")
    assert line is not None
    assert f"the right disease is first in {round(100 * line.top[1].value)} , and" in page
    naive = result.model_copy(update={"rankings": tuple(r for r in result.rankings if r.protocol == "naive")})
    assert "nothing to sum up" in words(render(card_of(naive, _any_manifest(files)), "en"))


def _any_manifest(files: dict[str, str]) -> Manifest:
    card = ModelCard.model_validate_json(files[CARD])
    return Manifest.model_construct(created=card.created, files={}, model={}, parity=dict(card.parity))


def group(name: str, n: int, top_10: tuple[float, float, float] | None, **more: object) -> GroupFigures:
    low, value, high = top_10 or (0, 0, 0)
    estimate = {"low": low, "value": value, "high": high}
    told = {"top": dict.fromkeys((1, 3, 10), estimate), "ece": 0.1} if top_10 else {"withheld": "few cases"}
    return GroupFigures.model_validate({"kind": "age", "name": name, "n": n, "diseases": 9} | told | more)


def test_limits_name_the_groups_that_are_small_or_clearly_below(
    result: EvaluationResult, manifest: Manifest, files: dict[str, str]
) -> None:
    groups = (
        group("all", 900, (0.55, 0.6, 0.65), kind="all"),
        group("neonate", 90, (0.3, 0.4, 0.59)),
        group("infant", 90, (0.3, 0.4, 0.61)),
        group("65+", 12, None),
    )
    card = card_of(result.model_copy(update={"groups": groups}), manifest)
    assert card.below == (GroupName(kind="age", name="neonate"),)
    english, spanish = words(render(card, "en")), words(render(card, "es"))
    assert "Too few cases to say how the model does: 65 years and more." in english
    assert "below 60.0 %): Newborns (under 28 days)." in english
    assert "Demasiado pocos casos para decir cómo se comporta el modelo: 65 años o más." in spanish
    assert "por debajo del 60,0 %): Recién nacidos (menos de 28 días)." in spanish
    even = card_of(result.model_copy(update={"groups": (*groups[:1], groups[2])}), manifest)
    assert even.below == ()
    assert "No group with figures lies clearly below the whole." in words(render(even, "en"))


@pytest.mark.parametrize(
    ("simulated", "real", "expected"),
    [(200, None, 0), (0, None, None), (150, 50, None), (198, 2, 2), (200, 0, 0), (0, 2, None)],
)
def test_common_diseases_judged_by_simulated_patients_are_a_limit(
    result: EvaluationResult, manifest: Manifest, simulated: int, real: int | None, expected: int | None
) -> None:
    def common(n: int, **more: object) -> GroupFigures:
        return group("common", n, (0.5, 0.6, 0.7) if n >= 30 else None, kind="disease", **more)

    whole = (
        group("all", 900, (0.5, 0.6, 0.7), kind="all"),
        common(simulated + (real or 0), simulated=simulated),
    )
    alone = (
        ()
        if real is None
        else (group("all", 80, (0.2, 0.3, 0.4), kind="all", among="real"), common(real, among="real"))
    )
    card = card_of(result.model_copy(update={"groups": whole + alone}), manifest)
    assert card.real_common == expected
    for language, said in (
        ("en", f"judged by simulated patients: {expected} real cases of a common disease are too few"),
        ("es", f"se juzgan con pacientes simulados: {expected} casos reales de una enfermedad común"),
    ):
        assert (said in words(render(card, language))) == (expected is not None)


def test_where_simulated_patients_stand_beside_real_ones_the_real_ones_lead(
    result: EvaluationResult, manifest: Manifest
) -> None:
    line = result.find("publication-held-out", "hybrid")
    assert line is not None
    groups = (
        group("all", 900, (0.5, 0.6, 0.7), kind="all", simulated=200),
        group("all", 700, (0.2, 0.31, 0.4), kind="all", among="real"),
    )
    card = card_of(result.model_copy(update={"groups": groups}), manifest)
    together = f"{round(100 * line.top[1].value)} and {round(100 * line.top[10].value)}."
    page = words(render(card, "en"))
    assert "Of 100 real patients whose publication the model has not read, the right disease is first in 31 ," in page
    assert "Measured on 700 cases of 9 diseases, ranked among 11,234." in page
    assert f"With the simulated patients, who are easier, it would be {together}" in page
    assert "De cada 100 pacientes reales cuya publicación el modelo no ha leído" in words(render(card, "es"))


def test_what_is_missing_and_what_cannot_be_found_are_limits(result: EvaluationResult, manifest: Manifest) -> None:
    missing = (
        MissingShare(kind="demographic", code="age", name="Age", share=0.2),
        MissingShare(kind="measurement", code="8310-5", name="Body temperature", share=0.9),
    )
    page = words(render(card_of(result.model_copy(update={"missing": missing}), manifest), "en"))
    assert "Age is unknown in 20.0 % of the cases." in page
    assert "Body temperature" not in page
    assert "Of 12.9 % of the cases nothing else speaks of the disease" in page  # the ceiling is 87.1 %


def test_an_evaluation_with_little_in_it_says_what_is_lacking(result: EvaluationResult, manifest: Manifest) -> None:
    bare = EvaluationResult(
        versions=result.versions,
        simulated=True,
        headline_model="hybrid",
        cohort=result.cohort.model_copy(update={"publications": 0, "sources": {"simulated": 9187}}),
        catalogue=result.catalogue,
    )
    page = words(render(card_of(bare, manifest), "en"))
    for said in (
        "these figures test the plumbing and claim no accuracy",
        "kept no figures by group: run hoofbeat evaluate",
        "Too few held-out answers to judge trust",
        "the knowledge answers alone",
    ):
        assert said in page
    assert "Phenopacket Store" not in page
    assert "Patients in publications" not in page


def test_names_are_escaped(result: EvaluationResult, manifest: Manifest) -> None:
    versions = result.versions.model_copy(update={"code": "<script>alert('x')</script>"})
    for language in CARD_PAGES:
        assert "<script" not in render(card_of(result.model_copy(update={"versions": versions}), manifest), language)
