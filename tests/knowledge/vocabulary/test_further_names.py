"""Names in a language that has no table yet: the table alone brings them into catalogue and lexicon."""

import shutil
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path

import pytest

from hoofbeat.bundle.export.writer import lexicon_of
from hoofbeat.bundle.runtime.lexicon import Lexicon
from hoofbeat.domain.errors import KnowledgeError
from hoofbeat.knowledge import tables
from hoofbeat.knowledge.catalogue import build_catalogue
from hoofbeat.knowledge.ontology import Ontology, Term
from hoofbeat.knowledge.vocabulary import further_names
from hoofbeat.terminology import tables as read

ROWS = (
    ("HP:0001945", "Febre", "Calor no corpo;Temperatura alta"),
    ("OMIM:154700", "Síndrome de Marfan", ""),
    ("ORPHA:558", "Marfan", ""),
)


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The package's own tables, and Portuguese ones."""
    folder = Path(shutil.copytree(Path(tables.__file__).parent / "data", tmp_path / "data"))
    rows = "\n".join("\t".join(row) for row in (("id", "name", "synonyms"), *ROWS))
    (folder / "names_pt.tsv").write_text(f"# Made for a test.\n{rows}\n", encoding="utf-8")
    for module in (read, further_names):
        monkeypatch.setattr(module, "files", lambda of: tmp_path if of == "hoofbeat.knowledge" else files(of))
    further_names.further_names.cache_clear()
    yield folder
    further_names.further_names.cache_clear()


def test_a_table_alone_names_findings_in_a_further_language(data: Path) -> None:
    ontology = Ontology("test", (Term("HP:0001945", "Fever"), Term("HP:0012735", "Cough")))
    written = lexicon_of(ontology).to_json()
    fever, cough = Lexicon.from_json(written).entries
    assert fever.names == {"en": "Fever", "es": "Fiebre", "pt": "Febre"}
    assert fever.synonyms["pt"] == ("Calor no corpo", "Temperatura alta")
    assert cough.names == {"en": "Cough", "es": "Tos"}
    assert not {"Febre", "Calor no corpo"} & {text for text, _, _ in fever.strings()}  # the search knows no Portuguese


def test_and_diseases_by_the_id_that_is_preferred(data: Path) -> None:
    named = {disease.id: disease.names for disease in build_catalogue({"OMIM:154700": "Marfan syndrome"}).diseases}
    assert named["OMIM:154700"].best("pt") == "Síndrome de Marfan"
    assert any("pt" not in names for names in named.values())


def test_a_damaged_table_says_what_it_should_hold(data: Path) -> None:
    (data / "names_pt.tsv").write_text("id\tname\nHP:0001945\tFebre\n", encoding="utf-8")
    with pytest.raises(KnowledgeError, match=r"names_pt\.tsv, row 0: expected the 3 columns id, name, synonyms"):
        further_names.further_names()
