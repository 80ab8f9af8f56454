"""The public sources: addresses, licences, citations, and the files to expect.

Nothing is downloaded without the licence being shown. A checksum is given where an address names one fixed file; the
files of a "latest release" change, so their ETag, size and SHA-256 are recorded when they arrive.
"""

from dataclasses import dataclass

from hoofbeat.domain.errors import InputError


@dataclass(frozen=True)
class PublicFile:
    """One file of a source.

    Attributes:
        name: name under which it is kept and that readers expect.
        url: the publisher's address.
        sha256: known checksum of a file that does not change, "" otherwise.
        optional: the source is of use without it.
    """

    name: str
    url: str
    sha256: str = ""
    optional: bool = False


@dataclass(frozen=True)
class PublicSource:
    """A source of public data.

    Attributes:
        name: what ``hoofbeat data pull`` calls it.
        title: description in a few words.
        licence: name of the licence, and what it asks for.
        licence_url: address of the licence's text.
        citation: citation that the authors ask for.
        page: address of the page where a person finds the files.
        files: files to expect.
        used_by: the command that reads the folder.
    """

    name: str
    title: str
    licence: str
    licence_url: str
    citation: str
    page: str
    files: tuple[PublicFile, ...]
    used_by: str


_CC_BY_4 = "https://creativecommons.org/licenses/by/4.0/"
_HPO_RELEASE = "https://github.com/obophenotype/human-phenotype-ontology/releases/latest/download"
_TRANSLATIONS = "https://raw.githubusercontent.com/obophenotype/hpo-translations/main/babelon"
_ORPHADATA = "https://www.orphadata.com/data/xml"
_MONDO = "http://purl.obolibrary.org/obo/mondo/mappings"
_FIGSHARE = "https://ndownloader.figshare.com/files"

_HPO_CITATION = (
    "Gargano MA et al. The Human Phenotype Ontology in 2024: phenotypes around the world. "
    "Nucleic Acids Research 2024;52(D1):D1333-D1346. doi:10.1093/nar/gkad1005"
)

SOURCES: tuple[PublicSource, ...] = (
    PublicSource(
        name="phenopacket-store",
        title="published patients with rare diseases, as GA4GH phenopackets v2",
        licence="BSD-3-Clause",
        licence_url="https://github.com/monarch-initiative/phenopacket-store/blob/main/LICENSE",
        citation=(
            "Danis D et al. A corpus of GA4GH phenopackets: Case-level phenotyping for genomic diagnostics and "
            "discovery. HGG Advances 2025;6(1):100371. doi:10.1016/j.xhgg.2024.100371"
        ),
        page="https://github.com/monarch-initiative/phenopacket-store/releases",
        files=(
            PublicFile(
                "all_phenopackets.zip",
                "https://github.com/monarch-initiative/phenopacket-store/releases/latest/download/all_phenopackets.zip",
            ),
        ),
        used_by="hoofbeat ingest --phenopackets {folder}/all_phenopackets.zip",
    ),
    PublicSource(
        name="ddxplus",
        title="1.3 million simulated patients with common diseases (English release)",
        licence="CC BY 4.0",
        licence_url=_CC_BY_4,
        citation=(
            "Fansi Tchango A, Goel R, Wen Z, Martel J, Ghosn J. DDXPlus: A New Dataset For Automatic Medical "
            "Diagnosis. NeurIPS 2022 Datasets and Benchmarks. doi:10.6084/m9.figshare.22687585"
        ),
        page="https://figshare.com/articles/dataset/DDXPlus_Dataset_English_/22687585",
        # A file id of figshare is never given to other content. Checksums: as published records of 2026 state them.
        files=(
            PublicFile(
                "release_train_patients.zip",
                f"{_FIGSHARE}/40278019",
                "174ae1d56f36a15b7144838ecd214e1e1748a5369fc90c559529b6dc6ecfb218",
            ),
            PublicFile(
                "release_validate_patients.zip",
                f"{_FIGSHARE}/40278022",
                "625a96855becf0efe5da339fd3d440aa99597d48f784957a97dacc3fceaa7e40",
            ),
            PublicFile(
                "release_test_patients.zip",
                f"{_FIGSHARE}/40278016",
                "ad3bb981f3453fd7abffb35cc595a1c02197e409c581bff97c1265c33eb00d23",
            ),
            PublicFile(
                "release_evidences.json",
                f"{_FIGSHARE}/40278013",
                "281c78b044ae60514e28ecc9052d08a8225dd3e2db3f00f8788b99c47b05e0c0",
            ),
            PublicFile(
                "release_conditions.json",
                f"{_FIGSHARE}/62561569",
                "56edf4682d8e86a4209fc3a33932e50ce03d1cc1fecc326c26d5ef8fa5c24890",
            ),
        ),
        used_by="hoofbeat ingest --ddxplus {folder}",
    ),
    PublicSource(
        name="hpo",
        title="Human Phenotype Ontology, and which disease shows which finding",
        licence="HPO licence (free use with acknowledgement, the version stated, contents unaltered)",
        licence_url="https://hpo.jax.org/license",
        citation=_HPO_CITATION,
        page="https://github.com/obophenotype/human-phenotype-ontology/releases",
        files=(
            PublicFile("hp.obo", f"{_HPO_RELEASE}/hp.obo"),
            PublicFile("phenotype.hpoa", f"{_HPO_RELEASE}/phenotype.hpoa"),
            PublicFile("genes_to_phenotype.txt", f"{_HPO_RELEASE}/genes_to_phenotype.txt", optional=True),
        ),
        used_by="hoofbeat knowledge refresh --from {folder}",
    ),
    PublicSource(
        name="hpo-translations",
        title="Spanish names and synonyms of HPO terms",
        licence="HPO licence (free use with acknowledgement, contents unaltered)",
        licence_url="https://hpo.jax.org/license",
        citation=f"HPO internationalisation effort. {_HPO_CITATION}",
        page="https://github.com/obophenotype/hpo-translations",
        files=(
            PublicFile("hp-es.babelon.tsv", f"{_TRANSLATIONS}/hp-es.babelon.tsv"),
            PublicFile("hp-es.synonyms.tsv", f"{_TRANSLATIONS}/hp-es.synonyms.tsv", optional=True),
        ),
        used_by="hoofbeat knowledge refresh --from {folder}",
    ),
    PublicSource(
        name="orphadata",
        title="Orphanet's products 1, 4, 6 and 9: alignments, phenotypes, genes, prevalence, onset, inheritance",
        licence="CC BY 4.0",
        licence_url=_CC_BY_4,
        citation="Orphadata: Free access data from Orphanet. © INSERM 1999. https://www.orphadata.com",
        page="https://sciences.orphadata.com/orphanet-scientific-knowledge-files/",
        files=(
            PublicFile("en_product1.xml", f"{_ORPHADATA}/en_product1.xml"),
            PublicFile("es_product1.xml", f"{_ORPHADATA}/es_product1.xml"),
            PublicFile("en_product4.xml", f"{_ORPHADATA}/en_product4.xml"),
            PublicFile("en_product6.xml", f"{_ORPHADATA}/en_product6.xml"),
            PublicFile("en_product9_prev.xml", f"{_ORPHADATA}/en_product9_prev.xml"),
            PublicFile("en_product9_ages.xml", f"{_ORPHADATA}/en_product9_ages.xml"),
        ),
        used_by="hoofbeat knowledge refresh --from {folder}",
    ),
    PublicSource(
        name="mondo",
        title="exact matches of MONDO to OMIM, Orphanet, ICD-10-CM, ICD-11, SNOMED CT and UMLS (SSSOM)",
        licence="CC BY 4.0 (the mapping files state CC0 1.0)",
        licence_url=_CC_BY_4,
        citation=(
            "Vasilevsky NA et al. Mondo: Unifying diseases for the world, by the world. medRxiv 2022. "
            "doi:10.1101/2022.04.13.22273750"
        ),
        page="https://mondo.monarchinitiative.org/pages/download/",
        files=tuple(
            PublicFile(
                f"mondo_exactmatch_{to}.sssom.tsv", f"{_MONDO}/mondo_exactmatch_{to}.sssom.tsv", optional=optional
            )
            for to, optional in (
                ("omim", False),
                ("orphanet", False),
                ("icd10cm", False),
                ("icd11.foundation", True),
                ("sctid", True),
                ("umls", True),
            )
        ),
        used_by="the scripts that build the shipped tables",
    ),
    PublicSource(
        name="loinc2hpo",
        title="which finding a laboratory value out of its range stands for (LOINC to HPO)",
        licence="JAX licence of loinc2hpo, with the LOINC notice",
        licence_url="https://github.com/monarch-initiative/loinc2hpoAnnotation",
        citation=(
            "Zhang XA et al. Semantic integration of clinical laboratory tests from electronic health records for deep "
            "phenotyping and biomarker discovery. npj Digital Medicine 2019;2:32. doi:10.1038/s41746-019-0110-4"
        ),
        page="https://github.com/monarch-initiative/loinc2hpoAnnotation",
        files=(
            PublicFile(
                "loinc2hpo-annotations.tsv",
                "https://raw.githubusercontent.com/monarch-initiative/loinc2hpoAnnotation/master/loinc2hpo-annotations.tsv",
            ),
        ),
        used_by="the scripts that build the shipped tables",
    ),
)


def source_named(name: str) -> PublicSource:
    """The source of that name.

    Raises:
        InputError: there is none.
    """
    for source in SOURCES:
        if source.name == name:
            return source
    raise InputError(f"No public source {name!r}", hint=f"choose one of {', '.join(each.name for each in SOURCES)}")
