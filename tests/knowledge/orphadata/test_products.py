"""Orphadata in every layout of the publisher's: the same content, or a reason that names file and disorder.

Mirrors: hoofbeat.knowledge.orphadata.files, hoofbeat.knowledge.orphadata.words
"""

import gzip
from pathlib import Path
from typing import Any

import pytest

import orphadata_layouts as layouts
from hoofbeat.domain.disease import PrevalenceClass
from hoofbeat.domain.errors import KnowledgeError
from hoofbeat.knowledge.orphadata.products import Orphadata, Phenotype, read_orphadata
from hoofbeat.knowledge.orphadata.words import PrevalenceReport, equivalent, frequency, is_exact, point_prevalence

REFERENCE = "ORPHA:58;PMID:23760316;PMID:11"


@pytest.fixture
def release(tmp_path: Path) -> Orphadata:
    return read_orphadata(layouts.write(tmp_path))


def test_product_1_names_and_aligns_exact_matches_only(release: Orphadata) -> None:
    assert release.date == "2026-07-01"
    assert release.names["ORPHA:558"] == "Marfan syndrome (Orphanet)"
    assert release.names["ORPHA:93552"] == "No alignment yet"
    assert release.names_es == {"ORPHA:558": "Síndrome de Marfan", "ORPHA:58": "Enfermedad de Alexander"}
    assert release.equivalents == (
        ("ORPHA:558", "OMIM:154700"),
        ("ORPHA:558", "MONDO:0007947"),
        ("ORPHA:58", "OMIM:203450"),
    )
    assert release.icd10 == {"ORPHA:558": ("Q87.4",)}


@pytest.mark.parametrize(
    ("source", "code", "any_id"),
    [
        ("MONDO", "MONDO:0007947", "MONDO:0007947"),
        ("MONDO", "0007947", "MONDO:0007947"),
        ("MONDO", "7947", "MONDO:0007947"),
        ("MONDO", "MONDO:17", "MONDO:0000017"),
        ("OMIM", "154700", "OMIM:154700"),
        ("GARD", "17", None),
    ],
)
def test_a_mondo_id_has_seven_digits_however_the_publisher_wrote_it(source: str, code: str, any_id: str | None) -> None:
    assert equivalent(source, code) == any_id


def test_product_4_gives_findings_with_class_and_sources(release: Orphadata) -> None:
    assert release.phenotypes == (
        Phenotype("ORPHA:58", "HP:0000256", "HP:0040281", False, REFERENCE, "pathognomonic"),
        Phenotype("ORPHA:58", "HP:0001250", "HP:0040282", False, REFERENCE),
        Phenotype("ORPHA:58", "HP:0001263", "", True, REFERENCE, "criterion"),
        Phenotype("ORPHA:58", "HP:0003812", "HP:0040283", False, REFERENCE),
    )


def test_product_6_gives_the_genes_that_have_a_symbol(release: Orphadata) -> None:
    (gene,) = release.genes
    assert (gene.disease_id, gene.symbol) == ("ORPHA:58", "GFAP")
    assert gene.relation == "Disease-causing germline mutation(s) in"


def test_product_9_gives_prevalence_onset_and_inheritance(release: Orphadata) -> None:
    assert release.prevalence == {"ORPHA:58": PrevalenceClass.BELOW_ONE_IN_1000000}
    assert release.onset == {"ORPHA:58": ("HP:0003593", "HP:0003581")}
    assert release.inheritance == {"ORPHA:58": ("HP:0000006",)}
    assert release.set_aside == {"A new word": 1, "Digenic": 1}


@pytest.mark.parametrize("layout", ["json", "tar", "badger", "api"])
def test_every_layout_says_the_same(layout: str, release: Orphadata, tmp_path: Path) -> None:
    folder = tmp_path / layout
    folder.mkdir()
    assert read_orphadata(layouts.write(folder, layout)) == release


def test_the_csv_of_product_9_says_the_same(release: Orphadata, tmp_path: Path) -> None:
    prevalence = tmp_path / "epidemiology_of_rare_diseases.csv"
    prevalence.write_text(
        "disorder_id,orpha_code,name,prevalence_type,prevalence_class,prevalence_geographic,prevalence_validation_status\n"
        "958,58,Alexander disease,Point prevalence,1-5 / 10 000,Japan,Validated\n"
        "958,58,Alexander disease,Point prevalence,<1 / 1 000 000,Worldwide,Not yet validated\n"
    )
    ages = tmp_path / "natural_history_of_rare_diseases.csv"
    ages.write_text(
        "disorder_id,orpha_code,name,age_of_onset,type_of_inheritance\n"
        "958,58,Alexander disease,Infancy|Adult,Autosomal dominant|Digenic\n"
    )
    read = read_orphadata({"product9_prev": prevalence, "product9_ages": ages})
    assert (read.prevalence, read.onset, read.inheritance) == (
        release.prevalence,
        release.onset,
        release.inheritance,
    )


@pytest.mark.real_data
def test_the_real_csv_of_product_9_is_read_whole(real_data_dir: Path) -> None:
    folder = real_data_dir / "orphanet"
    read = read_orphadata(
        {
            "product9_prev": folder / "epidemiology_of_rare_diseases.csv",
            "product9_ages": folder / "natural_history_of_rare_diseases.csv",
        }
    )
    assert len(read.prevalence) > 4000
    assert len(read.onset) > 5500
    assert len(read.inheritance) > 4000
    assert read.set_aside == {}


def test_a_missing_product_says_nothing() -> None:
    assert read_orphadata({}) == Orphadata()


def entry(product: str, **changes: Any) -> dict[str, Any]:
    return dict(layouts.PRODUCTS[product][0]) | changes


BROKEN = {
    "code": ("en_product1", entry("en_product1", OrphaCode="many"), "disorder at position 1: no OrphaCode"),
    "no code": ("en_product6", entry("en_product6", OrphaCode=""), "disorder at position 1: no OrphaCode"),
    "name": ("en_product1", entry("en_product1", Name=""), "disorder 558: no Name"),
    "target": (
        "en_product1",
        entry("en_product1", ExternalReferenceList=[layouts.reference("OMIM", "", layouts.EXACT)]),
        "disorder 558: no Reference",
    ),
    "finding": (
        "en_product4",
        {"Disorder": layouts.disorder("58", "A", HPODisorderAssociationList=[layouts.association("HP:25", ("", ""))])},
        "disorder 58: an HPOId that is not of the form",
    ),
    "frequency": (
        "en_product4",
        {
            "Disorder": layouts.disorder(
                "58", "A", HPODisorderAssociationList=[layouts.association("HP:0000256", ("1", "Now and then"))]
            )
        },
        "disorder 58: HPOFrequency of HP:0000256 is none of Orphanet's classes",
    ),
    "gene": (
        "en_product6",
        entry("en_product6", DisorderGeneAssociationList=[{"SourceOfValidation": "1[PMID]"}]),
        "disorder 58: an association without its Gene",
    ),
    "association": (
        "en_product6",
        entry("en_product6", DisorderGeneAssociationList=["GFAP"]),
        "disorder 58: DisorderGeneAssociation is not as the publisher lays it out",
    ),
    "class": (
        "en_product9_prev",
        entry("en_product9_prev", PrevalenceList=[layouts.prevalence("Point prevalence", "seldom", "Worldwide", "")]),
        "disorder 58: PrevalenceClass is none of Orphanet's classes",
    ),
}


@pytest.mark.parametrize("layout", ["xml", "json"])
@pytest.mark.parametrize("fault", BROKEN)
def test_a_malformed_entry_is_named_with_file_and_disorder(fault: str, layout: str, tmp_path: Path) -> None:
    product, broken, reason = BROKEN[fault]
    files = layouts.write(tmp_path, layout, {product: [broken]})
    with pytest.raises(KnowledgeError) as raised:
        read_orphadata(files)
    assert f"{product}." in raised.value.what
    assert "1 malformed entries" in raised.value.what
    assert reason in raised.value.what


def test_many_malformed_entries_are_counted_and_the_first_named(tmp_path: Path) -> None:
    broken = [layouts.disorder(str(code), "") for code in range(1, 9)]
    with pytest.raises(KnowledgeError, match=r"8 malformed entries: disorder 1: no Name; .*disorder 5.*; and 3 more"):
        read_orphadata(layouts.write(tmp_path, "xml", {"en_product1": broken}))


@pytest.mark.parametrize("layout", ["xml", "json", "tar"])
def test_a_file_that_is_cut_short_is_refused(layout: str, tmp_path: Path) -> None:
    path = layouts.write(tmp_path, layout)["product4"]
    path.write_bytes(path.read_bytes()[:-30])
    with pytest.raises(KnowledgeError, match=r"en_product4.* cannot be read to its end .*download it again"):
        read_orphadata({"product4": path})


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.xml", "<html><body>log in</body></html>"),
        ("a.xml", '<JDBOR date="2026-07-01"><ClassificationList/></JDBOR>'),
        ("a.json", "[]"),
        ("a.json", '{"JDBOR": [{"date": "2026-07-01"}]}'),
        ("a.json", '{"data": {}}'),
        ("a.csv", "code,name\n58,A\n"),
    ],
)
def test_something_else_is_refused(name: str, content: str, tmp_path: Path) -> None:
    (tmp_path / name).write_text(content)
    with pytest.raises(KnowledgeError, match="is not an Orphadata product"):
        read_orphadata({"product1": tmp_path / name})


def test_a_packed_file_without_json_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "en_product1.json.tar.gz"
    path.write_bytes(gzip.compress(b"\0" * 1024))
    with pytest.raises(KnowledgeError, match="is not an Orphadata product"):
        read_orphadata({"product1": path})


def test_xml_is_streamed(tmp_path: Path) -> None:
    import tracemalloc

    def peak(entries: int) -> int:
        path = layouts.write(tmp_path, "xml", {"en_product9_ages": layouts.PRODUCT9_AGES * entries})["product9_ages"]
        tracemalloc.start()
        read_orphadata({"product9_ages": path})
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return peak

    assert peak(4000) < 1.5 * peak(200) + 100_000


@pytest.mark.parametrize(
    ("code", "words", "term"),
    [
        ("28405", "Obligate (100%)", "HP:0040280"),
        ("", "Obligate (100%)", "HP:0040280"),
        ("28433", "Muy raro (4-1%)", "HP:0040284"),
        ("", "Very rare (<4-1%)", "HP:0040284"),
        ("", "Excluded (0%)", "HP:0040285"),
        ("", "", ""),
        ("", "Often", None),
        ("1", "Often", None),
    ],
)
def test_frequencies_are_known_by_id_or_word(code: str, words: str, term: str | None) -> None:
    assert frequency(code, words) == term


@pytest.mark.parametrize(
    ("code", "words", "exact"),
    [
        ("21527", "E (correspondencia exacta)", True),
        ("21534", "NTBT (…)", False),
        ("", "E (Exact mapping)", True),
        ("", "E", True),
        ("", "BTNT (…)", False),
        ("", "", False),
    ],
)
def test_exact_is_known_by_id_or_letter(code: str, words: str, exact: bool) -> None:
    assert is_exact(code, words) is exact


def test_point_prevalence_prefers_the_world_then_the_validated_then_the_many() -> None:
    def chosen(*reports: tuple[str, str, str]) -> PrevalenceClass | None:
        return point_prevalence(PrevalenceReport("Point prevalence", *report) for report in reports)

    rare, rarer, rarest = "1-5 / 10 000", "1-9 / 100 000", "<1 / 1 000 000"
    assert chosen() is None
    assert chosen((rare, "France", "Validated"), (rarest, "Worldwide", "")) is PrevalenceClass.BELOW_ONE_IN_1000000
    two = ((rarer, "France", "Validated"), (rarer, "Spain", "Validated"))
    assert chosen((rare, "Peru", "Validated"), *two) is PrevalenceClass.ONE_TO_NINE_IN_100000
    assert chosen((rare, "Peru", ""), two[0]) is PrevalenceClass.ONE_TO_NINE_IN_100000
    assert chosen((rarest, "Peru", ""), (rare, "Chile", "")) is PrevalenceClass.ONE_TO_FIVE_IN_10000
