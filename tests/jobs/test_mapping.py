"""``hoofbeat mapping``: what it writes, what it prints, what it refuses.

Mirrors: hoofbeat.cli.mapping, hoofbeat.sources.table.draft, hoofbeat.sources.table.opening
"""

from pathlib import Path

import pytest
import yaml
from typer.testing import CliRunner

from hoofbeat.cli.commands import app
from hoofbeat.domain.errors import InputError, SourceError
from hoofbeat.jobs.mapping import CheckMappingJob, SuggestMappingJob
from hoofbeat.jobs.pipeline import keep_vocabulary
from hoofbeat.sources import SourceConfig
from hoofbeat.workspace import Workspace

DATA = Path(__file__).parents[1] / "sources" / "table" / "data"
TABLE, MAPPING = DATA / "hospital.csv", DATA / "hospital.yaml"


@pytest.fixture(scope="module")
def draft(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What the command writes for a table of a Latin American hospital."""
    out = tmp_path_factory.mktemp("draft") / "new" / "mapping.yaml"
    done = CliRunner().invoke(app, ["mapping", "suggest", str(TABLE), "--lang", "es", "--output", str(out)])
    assert done.exit_code == 0, done.exception
    return out


def test_the_draft_of_a_latin_american_export_is_near_what_a_person_wrote(draft: Path) -> None:
    text = draft.read_text(encoding="utf-8")
    drafted, written = yaml.safe_load(text), yaml.safe_load(MAPPING.read_text(encoding="utf-8"))
    assert {key: drafted[key] for key in ("decimal", "missing")} == {
        key: written[key] for key in ("decimal", "missing")
    }
    alike = [
        "Nº Historia", "Paciente", "Nombre completo", "Fecha nac.", "Fecha ingreso", "Sexo", "Tos", "Convulsiones",
        "Temp (°C)", "Hb (g/dL)", "TA", "Vive en zona rural", "Observaciones",
    ]  # fmt: skip
    assert {name: drafted["columns"][name] for name in alike} == {name: written["columns"][name] for name in alike}
    assert drafted["columns"]["Fiebre"] == {"kind": "finding", "id": "HP:0001945"}
    assert drafted["columns"]["Diagnóstico"]["values"] == {
        "Dengue": "ORPHA:99828",
        "Fiebre de la zona": "site",
        "Neumonía": "HBD:0000040",
    }
    assert "Fiebre: {kind: finding, id: HP:0001945}  # 0.95 sí o no; su nombre es el de" in text
    assert "Pérez" not in text
    assert "Rojas" not in text


def test_titles_and_sheets_are_found_and_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    titled = tmp_path / "t.csv"
    titled.write_text("Hospital General\n\n" + TABLE.read_text(encoding="utf-8"), encoding="utf-8")
    text = SuggestMappingJob(file=titled).run()
    assert yaml.safe_load(text)["table"] == {"header_row": "3"}
    assert "the column names stand in line 3; --header-row says otherwise" in capsys.readouterr().err
    (tmp_path / "m.yaml").write_text(text, encoding="utf-8")
    checked = CheckMappingJob(file=titled, mapping=tmp_path / "m.yaml").run()
    assert (checked.read, checked.accepted) == (8, 8)


def test_the_check_counts_what_becomes_of_columns_and_rows(tmp_path: Path) -> None:
    broken = TABLE.read_text(encoding="utf-8").replace("39,9", "39,9 aprox").replace("2015;08", "2015;40")
    (tmp_path / "t.csv").write_text(broken, encoding="utf-8")
    checked = CheckMappingJob(file=tmp_path / "t.csv", mapping=MAPPING).run()
    assert (checked.read, checked.accepted) == (8, 6)
    columns = {column.name: column for column in checked.columns}
    temperature = columns["Temp (°C)"]
    assert (temperature.becomes, temperature.stated, temperature.unknown) == ("measurement 8310-5 in Cel", 7, 1)
    assert (columns["Fiebre"].stated, columns["Fiebre"].missing) == (7, 1)
    assert columns["Observaciones"].becomes == "dropped"
    assert sorted(reason.split(":")[0] for reason in checked.reasons) == ["column Fecha ingreso", "column Temp (°C)"]
    assert not any("aprox" in reason for reason in checked.reasons)


def test_the_commands_write_a_file_once_and_print_results_on_standard_output(draft: Path) -> None:
    runner, drafted = CliRunner(), draft.read_text(encoding="utf-8")
    again = runner.invoke(app, ["mapping", "suggest", str(TABLE), "--output", str(draft)])
    assert isinstance(again.exception, InputError)
    assert draft.read_text(encoding="utf-8") == drafted
    checked = runner.invoke(app, ["mapping", "check", str(TABLE), "--mapping", str(draft)])
    assert checked.exit_code == 0, checked.exception
    assert "8 rows read = 8 accepted + 0 quarantined" in checked.stdout
    assert "Pérez" not in checked.stdout


def test_an_empty_table_is_refused(tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_text("a,b\n")
    with pytest.raises(SourceError, match="no row"):
        SuggestMappingJob(file=tmp_path / "t.csv").run()


def test_a_run_keeps_what_its_tables_bring_along(tmp_path: Path) -> None:
    work = Workspace(tmp_path)
    keep_vocabulary(work, [SourceConfig(name="a", format="table", path=TABLE, mapping=MAPPING)])
    (tmp_path / "b.csv").write_text("q,cause\nyes,Zone fever\n")
    (tmp_path / "b.yaml").write_text(
        "columns:\n  q: {kind: site_feature, type: yes_no, name_es: Pregunta}\n  cause: {kind: diagnosis, site: true}\n"
    )
    keep_vocabulary(
        work, [SourceConfig(name="b", format="table", path=tmp_path / "b.csv", mapping=tmp_path / "b.yaml")]
    )
    knowledge = work.build_knowledge()
    assert {"SITE:q", "SITE:ruidos-resp.sibilancias"} <= set(knowledge.ontology.index)
    assert "SITE:personas-en-casa" not in knowledge.ontology.index  # a number is no finding
    assert knowledge.catalogue.canonical("SITE:zone-fever") == "SITE:zone-fever"
    assert knowledge.catalogue.canonical("SITE:dengue") == "SITE:dengue"
    assert "+site-" in knowledge.version
    assert Workspace(tmp_path).knowledge.ontology.resolve("SITE:q") == "SITE:q"
