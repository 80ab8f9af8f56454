"""``predict``: one line a record, in their order, in the shape that others rely upon."""

import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from hoofbeat.bundle.runtime.bundle import Bundle
from hoofbeat.domain.circumstances import Region, Setting
from hoofbeat.domain.errors import HoofbeatError, InputError, SourceError
from hoofbeat.jobs.predict import PredictJob
from hoofbeat.sources import Format

SHAPE = ["rank", "disease_id", "equivalent_ids", "name", "probability", "orphan"]

#: With what every answered line begins.
OPENING = ["case_id", "differential", "bundle", "setting"]

#: What may follow, where the bundle judges its answers and there is anything to say.
BEYOND = {"warnings", "sufficiency", "sufficient", "conformal_set", "caution"}

DDXPLUS_HEADER = "AGE,DIFFERENTIAL_DIAGNOSIS,SEX,PATHOLOGY,EVIDENCES,INITIAL_EVIDENCE\n"
DDXPLUS_ROW = "40,\"[['Anemia', 1.0]]\",F,Anemia,\"['E_154', 'E_66', 'E_89', 'E_76', 'E_24']\",E_66\n"


TABLE = Path(__file__).parents[1] / "sources" / "table" / "data"


def predict(bundle: Path, cases: Path, kind: Format, **options: Any) -> list[dict[str, Any]]:
    output = cases.parent / "answers" / "out.jsonl"
    job = PredictJob(bundle=bundle, cases=cases, format=kind, output=output, **options)
    answered, failed = job.run()
    lines = [json.loads(line) for line in output.read_text(encoding="utf-8").splitlines()]
    assert [path.name for path in output.parent.iterdir()] == ["out.jsonl"]
    assert answered + failed == len(lines)
    assert failed == sum("error" in line for line in lines)
    return lines


def test_a_line_has_the_shape_that_others_rely_upon(
    demo_bundle: Path, make_packet: Callable[..., dict[str, Any]], write_zip: Callable[..., Path]
) -> None:
    (line,) = predict(demo_bundle, write_zip([make_packet("niño-1")]), "phenopackets", top=7)
    assert list(line)[:4] == OPENING
    assert set(line) - set(OPENING) <= BEYOND
    assert line["setting"] == "genetics"
    assert line["case_id"] == "niño-1"
    assert line["bundle"] == Bundle.load(demo_bundle).version
    assert [list(disease) for disease in line["differential"]] == [SHAPE] * 7
    assert [disease["rank"] for disease in line["differential"]] == list(range(1, 8))
    probabilities = [disease["probability"] for disease in line["differential"]]
    assert probabilities == sorted(probabilities, reverse=True)
    assert all(0 < probability <= 1 for probability in probabilities)


def test_more_than_the_catalogue_is_the_whole_catalogue_each_disease_once(demo_bundle: Path, tmp_path: Path) -> None:
    cases = tmp_path / "cases.jsonl"
    cases.write_text('{"case_id": "c", "findings": [{"id": "HP:0001945"}]}\n')
    (line,) = predict(demo_bundle, cases, "jsonl", top=10**6)
    ids = [disease["disease_id"] for disease in line["differential"]]
    assert len(ids) == len(set(ids)) == len(Bundle.load(demo_bundle).diseases)
    assert sum(disease["probability"] for disease in line["differential"]) == pytest.approx(1, abs=1e-3)


def test_an_explained_line_says_why_and_what_to_ask(demo_bundle: Path, tmp_path: Path) -> None:
    cases = tmp_path / "cases.jsonl"
    cases.write_text('{"case_id": "c", "findings": [{"id": "HP:0001166"}, {"id": "HP:0001083"}]}\n')
    (plain,) = predict(demo_bundle, cases, "jsonl", top=3)
    (line,) = predict(demo_bundle, cases, "jsonl", top=3, explain=True)
    assert plain.keys().isdisjoint({"next_findings", "stop_asking"})
    assert "stop_asking" in line
    assert all(question["gain"] > 0 for question in line["next_findings"])
    for disease, bare in zip(line["differential"], plain["differential"], strict=True):
        assert {name: disease[name] for name in SHAPE} == bare
        assert set(disease) - set(SHAPE) <= {"contributions", "in_set", "expected_missing", "unexplained"}
        assert sum(1 for item in disease["contributions"] if item["kind"] == "observed") == 2


def test_a_grouped_line_tells_its_subtypes_and_the_sum_of_its_group(demo_bundle: Path, tmp_path: Path) -> None:
    cases = tmp_path / "cases.jsonl"
    cases.write_text('{"case_id": "c", "findings": [{"id": "HP:0000316"}, {"id": "HP:0001642"}]}\n')
    (plain,) = predict(demo_bundle, cases, "jsonl", top=10**6)
    (line,) = predict(demo_bundle, cases, "jsonl", grouped=True)
    assert line.keys() == plain.keys()
    assert len(line["differential"]) == 10
    assert any("subtypes" in disease for disease in line["differential"])
    for disease in line["differential"]:
        assert set(disease) - set(SHAPE) <= {"subtypes", "group_probability"}
        assert {name: disease[name] for name in SHAPE} == plain["differential"][disease["rank"] - 1]
        assert disease["group_probability"] >= disease["probability"]


def test_what_cannot_be_read_is_a_line_in_its_place(
    demo_bundle: Path, make_packet: Callable[..., dict[str, Any]], write_zip: Callable[..., Path]
) -> None:
    def only(*finding_ids: str) -> list[dict[str, Any]]:
        return [{"type": {"id": finding_id, "label": "?"}} for finding_id in finding_ids]

    packets = [
        make_packet("first"),
        "{broken",
        make_packet("unknown", phenotypicFeatures=only("HP:9999999")),
        make_packet("partly", phenotypicFeatures=only("HP:9999999", "HP:0001250")),
        make_packet("last"),
    ]
    first, broken, unknown, partly, last = predict(demo_bundle, write_zip(packets), "phenopackets")
    assert (first["case_id"], last["case_id"]) == ("first", "last")
    assert "001.json" in broken["case_id"]
    assert broken["error"]
    assert "HP:9999999" in unknown["error"]
    assert any("HP:9999999" in warning for warning in partly["warnings"])
    assert len(partly["differential"]) == 10


def test_ddxplus_lines_come_in_file_order_with_the_releases_own_names(demo_bundle: Path, tmp_path: Path) -> None:
    cases = tmp_path / "release_test_patients.csv"
    cases.write_text(DDXPLUS_HEADER + DDXPLUS_ROW + "forty,x\n" + DDXPLUS_ROW, encoding="utf-8")
    first, broken, last = predict(demo_bundle, cases, "ddxplus")
    assert [line["case_id"][-2:] for line in (first, broken, last)] == [":1", ":2", ":3"]
    assert "error" in broken
    assert first["differential"] == last["differential"]
    anemia = [d for d in first["differential"] if "DDXPLUS:Anemia" in d["equivalent_ids"]]
    assert [disease["rank"] for disease in anemia] == [1]
    assert not anemia[0]["orphan"]


def test_an_answer_that_stands_there_survives_a_source_that_fails(demo_bundle: Path, tmp_path: Path) -> None:
    output = tmp_path / "out.jsonl"
    output.write_text("of yesterday")
    job = PredictJob(bundle=demo_bundle, cases=tmp_path / "none.zip", format="phenopackets", output=output)
    with pytest.raises(SourceError, match=r"none\.zip"):
        job.run()
    assert [path.name for path in tmp_path.iterdir()] == ["out.jsonl"]
    assert output.read_text() == "of yesterday"


def test_a_place_that_cannot_be_written_is_named(demo_bundle: Path, tmp_path: Path) -> None:
    cases = tmp_path / "cases.jsonl"
    cases.write_text('{"case_id": "c", "findings": [{"id": "HP:0001945"}]}\n')
    job = PredictJob(bundle=demo_bundle, cases=cases, format="jsonl", output=cases / "out.jsonl")
    with pytest.raises(HoofbeatError, match=r"cases\.jsonl"):
        job.run()


@pytest.mark.parametrize(
    "cut", ["40,\"[['Anemia", "40,\"[['Anemia', 1.0]]\",F,Anem", DDXPLUS_ROW[: DDXPLUS_ROW.index("E_66")]]
)
def test_a_row_cut_short_is_a_line_and_the_rows_before_it_are_answered(
    cut: str, demo_bundle: Path, tmp_path: Path
) -> None:
    cases = tmp_path / "cut.csv"
    cases.write_text(DDXPLUS_HEADER + DDXPLUS_ROW + cut, encoding="utf-8")
    whole, half = predict(demo_bundle, cases, "ddxplus")
    assert len(whole["differential"]) == 10
    assert half["case_id"] == "cut.csv:2"
    assert half["error"]


@pytest.mark.parametrize("content", [DDXPLUS_HEADER[:9], "", "PK\x03\x04\rno\rtable\r", DDXPLUS_HEADER])
def test_a_file_without_a_row_or_of_another_kind_is_no_silent_success(
    content: str, demo_bundle: Path, tmp_path: Path
) -> None:
    cases = tmp_path / "release_test_patients.csv"
    cases.write_bytes(content.encode())
    with pytest.raises(SourceError, match=r"release_test_patients\.csv"):
        predict(demo_bundle, cases, "ddxplus")
    assert [path.name for path in tmp_path.iterdir()] == [cases.name]


def test_a_case_without_findings_is_a_line_with_error(demo_bundle: Path, tmp_path: Path) -> None:
    cases = tmp_path / "cases.jsonl"
    cases.write_text(
        '{"case_id": "none", "findings": []}\n\n{"case_id": "c", "findings": [{"id": "HP:0001945"}]}\n[]\n'
    )
    nothing, answered, no_case = predict(demo_bundle, cases, "jsonl")
    assert "finding" in nothing["error"]
    assert answered["case_id"] == "c"
    assert no_case["error"]


def test_names_and_ids_outside_ascii_are_written_as_they_are(
    demo_bundle: Path, make_packet: Callable[..., dict[str, Any]], write_zip: Callable[..., Path]
) -> None:
    packets = write_zip([make_packet("paciente nº 1 – 患者")], name="año 1.zip")
    predict(demo_bundle, packets, "phenopackets", top=10**6)
    text = (packets.parent / "answers" / "out.jsonl").read_text(encoding="utf-8")
    assert "paciente nº 1 – 患者" in text
    assert "Sjögren" in text or "Ménière" in text or "é" in text
    assert "\\u" not in text


@pytest.mark.skipif(os.name == "nt", reason="file names of raw bytes")
def test_a_file_name_that_is_no_text_does_not_stop_the_others(
    demo_bundle: Path, make_packet: Callable[..., dict[str, Any]], tmp_path: Path
) -> None:
    folder = tmp_path / "packets"
    folder.mkdir()
    (folder / os.fsdecode(b"\xff.json")).write_text("{")
    (folder / "a.json").write_text(json.dumps(make_packet("a")))
    good, bad = predict(demo_bundle, folder, "phenopackets")
    assert good["case_id"] == "a"
    assert bad["error"]


def test_the_cases_are_never_replaced_by_the_answers(demo_bundle: Path, tmp_path: Path) -> None:
    cases = tmp_path / "cases.jsonl"
    cases.write_text('{"case_id": "c", "findings": [{"id": "HP:0001945"}]}\n')
    before = cases.read_text()
    with pytest.raises(InputError, match="holds the cases"):
        PredictJob(bundle=demo_bundle, cases=cases, format="jsonl", output=tmp_path / "." / "cases.jsonl").run()
    assert cases.read_text() == before


@pytest.mark.skipif(os.name == "nt", reason="needs named pipes and links")
def test_a_device_is_refused_and_a_link_kept(demo_bundle: Path, tmp_path: Path) -> None:
    cases, pipe, link = tmp_path / "cases.jsonl", tmp_path / "pipe", tmp_path / "link"
    cases.write_text('{"case_id": "c", "findings": [{"id": "HP:0001945"}]}\n')
    os.mkfifo(pipe)
    with pytest.raises(InputError, match="no regular file"):
        PredictJob(bundle=demo_bundle, cases=cases, format="jsonl", output=pipe).run()
    assert pipe.is_fifo()
    link.symlink_to(tmp_path / "answers.jsonl")
    PredictJob(bundle=demo_bundle, cases=cases, format="jsonl", output=link).run()
    assert link.is_symlink()
    assert json.loads((tmp_path / "answers.jsonl").read_text())["case_id"] == "c"


def test_a_table_is_answered_through_its_mapping(demo_bundle: Path, tmp_path: Path) -> None:
    cases = Path(shutil.copy(TABLE / "hospital.csv", tmp_path))
    lines = predict(demo_bundle, cases, "table", mapping=TABLE / "hospital.yaml")
    assert [line["case_id"] for line in lines[:3]] == ["1001", "1002", "1003"]
    answered = [line for line in lines if "error" not in line]
    assert len(answered) >= 3
    for line in answered:
        assert [list(disease) for disease in line["differential"]] == [SHAPE] * 10
    # A value is said to be of no use only where no finding follows from it: one child has but fever and anemia.
    idle = [any("is no column of this model" in said for said in line.get("warnings", ())) for line in answered]
    assert 0 < sum(idle) < len(idle)
    assert "Pérez" not in json.dumps(lines, ensure_ascii=False)
    with pytest.raises(SourceError, match="needs a mapping"):
        predict(demo_bundle, cases, "table")


def test_measurements_speak_through_what_follows_from_them(demo_bundle: Path, tmp_path: Path) -> None:
    hot = {"code": "8310-5", "value": 104.0, "unit": "[degF]"}
    cases = tmp_path / "cases.jsonl"
    lines = [
        {"case_id": "hot", "measurements": [hot]},
        {"case_id": "fever", "findings": [{"id": "HP:0001945"}]},
        {"case_id": "impossible", "findings": [{"id": "HP:0001945"}], "measurements": [hot | {"value": 400}]},
    ]
    cases.write_text("".join(json.dumps(line) + "\n" for line in lines))
    measured, stated, impossible = predict(demo_bundle, cases, "jsonl")
    assert measured["differential"] == stated["differential"] == impossible["differential"]
    assert "impossible, for no living patient can have this value" in impossible["warnings"][0]


def test_a_withdrawn_case_is_not_answered(demo_bundle: Path, tmp_path: Path) -> None:
    cases = tmp_path / "cases.jsonl"
    cases.write_text('{"case_id": "c", "findings": [{"id": "HP:0001945"}], "withdrawn": true}\n')
    (line,) = predict(demo_bundle, cases, "jsonl")
    assert "withdrawn" in line["error"]
    assert "differential" not in line


def test_all_cases_of_a_file_are_asked_in_its_setting(demo_bundle: Path, tmp_path: Path) -> None:
    cases = tmp_path / "cases.jsonl"
    told = {"findings": [{"id": "HP:0001945"}, {"id": "HP:0012735"}], "age": 40, "sex": "female"}
    cases.write_text("".join(json.dumps({"case_id": name} | told) + "\n" for name in ("a", "b")))
    common: dict[str, int] = {}
    for setting in Setting:
        lines = predict(demo_bundle, cases, "jsonl", setting=setting, top=30)
        assert [line["setting"] for line in lines] == [setting] * 2
        assert all(("sufficiency" in line) <= (setting is Setting.GENETICS) for line in lines)
        common[setting] = sum(not disease["orphan"] for disease in lines[0]["differential"])
    assert common[Setting.PRIMARY_CARE] > common[Setting.HOSPITAL] > common[Setting.GENETICS]


def test_the_region_of_a_file_counts(demo_bundle: Path, tmp_path: Path) -> None:
    cases = tmp_path / "cases.jsonl"
    findings = [{"id": finding} for finding in ("HP:0001945", "HP:0003326", "HP:0001873", "HP:0000988")]
    cases.write_text(json.dumps({"case_id": "c", "findings": findings}) + "\n")

    def malaria(region: Region) -> float:
        asked = {"setting": Setting.PRIMARY_CARE, "region": region, "top": 10**6}
        (line,) = predict(demo_bundle, cases, "jsonl", **asked)
        return next(float(d["probability"]) for d in line["differential"] if d["name"] == "Plasmodium vivax malaria")

    assert malaria(Region.LATIN_AMERICA) > malaria(Region.EUROPE)


def test_notes_are_answered_and_what_they_tell_of_others_is_said(demo_bundle: Path, tmp_path: Path) -> None:
    notes = tmp_path / "notes"
    notes.mkdir()
    (notes / "1.txt").write_text(
        "16-year-old boy with long fingers and a dislocated lens. No seizures. His father has gout."
    )
    (notes / "2.txt").write_text("Niño de 3 años con fiebre y tos; sin disnea.", encoding="utf-8")
    (notes / "3.txt").write_text("Nothing that anybody looks for.")
    english, spanish, empty = predict(demo_bundle, notes, "text", setting=Setting.EMERGENCY, top=3)
    assert (english["case_id"], spanish["case_id"]) == ("1", "2")
    assert len(english["differential"]) == len(spanish["differential"]) == 3
    assert any("HP:0001997: told of relatives" in warning for warning in english["warnings"])
    assert (empty["case_id"], "no finding" in empty["error"]) == ("notes/3.txt", True)


def test_a_note_is_answered_as_its_coding(demo_bundle: Path, tmp_path: Path) -> None:
    coded = {"case_id": "a", "age": 16, "sex": "male", "findings": [{"id": "HP:0100807"}, {"id": "HP:0001132"}]}
    told = {"id": "a", "text": "A 16-year-old boy with long fingers and lens subluxation.", "lang": "en"}
    for name, line in (("coded", coded), ("told", told)):
        (tmp_path / f"{name}.jsonl").write_text(json.dumps(line) + "\n")
    (by_hand,) = predict(demo_bundle, tmp_path / "coded.jsonl", "jsonl")
    (by_text,) = predict(demo_bundle, tmp_path / "told.jsonl", "text")
    assert by_text == by_hand
