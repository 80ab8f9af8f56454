import pytest

from hoofbeat.sources.passed_over import PassedOver


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("scan.PDF", ".pdf"),
        ("reads.fastq.gz", ".fastq.gz"),
        ("mora.gz", ".gz"),
        ("perez.mora.gz", ".gz"),
        ("ana.perez", "of another kind"),
        ("pdf", "of another kind"),
        ("folder.txt/ana", "of another kind"),
        ("in/.DS_Store", "hidden"),
        ("__MACOSX/in/._a.json", "hidden"),
        ("Thumbs.db", "hidden"),
    ],
)
def test_a_file_is_counted_by_a_kind_that_names_nobody(name: str, kind: str) -> None:
    passed_over = PassedOver("ward")
    assert not passed_over
    passed_over.add(name)
    assert passed_over
    assert str(passed_over) == f"1 {kind}"


def test_one_line_says_all(capsys: pytest.CaptureFixture[str]) -> None:
    passed_over = PassedOver("ward")
    passed_over.say()
    assert capsys.readouterr().err == ""
    for name in ("a.txt", "b.txt", "c.pdf"):
        passed_over.add(name)
    passed_over.say()
    assert "ward: 3 files passed over: 1 .pdf, 2 .txt" in capsys.readouterr().err
