"""What a differential loses when the patient is told in plain text, beside the same patient coded by hand.

    python benchmarks/extraction/end_to_end.py --bundle runs/first/bundle --examination osce_cases.jsonl
    python benchmarks/extraction/end_to_end.py --bundle runs/first/bundle --half development --misses
    python benchmarks/extraction/end_to_end.py --bundle runs/first/bundle --vignettes rounds/round_4_en.jsonl

Asks `hoofbeat predict` twice of the same patients with the same options: once with the hand coding (--format jsonl:
age, sex, findings, measurements), once with nothing but the text (--format text). Patients are the invented vignettes
of this folder (vignettes_en.jsonl, vignettes_es.jsonl) and, where their file is given, the examination cases as notes.
A patient is found in the first k if any accepted id is there. "Loss" is the share found by hand coding less the share
found by text, in points of 100 patients; "lost" and "won" count those found by one alone.

The halves of the examination cases are those of `hoofbeat benchmark examination`: only the development half may be
looked at case by case, so --misses refuses the other.
"""

import argparse
import json
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

from coded import HERE, notes_of_examination

from hoofbeat.domain.case import Case, Finding, Measurement
from hoofbeat.domain.circumstances import Setting
from hoofbeat.evaluation.examination.cases import Half, read_cases
from hoofbeat.evaluation.examination.result import Proportion

TOPS = (1, 5, 10)
_CASES = HERE.parent / "examination" / "cases.jsonl"


class Patient(NamedTuple):
    """One patient, in words and coded by hand; ``accepted`` are the ids of which any is the right answer."""

    text: str
    case: Case
    accepted: frozenset[str]


def main() -> None:
    """Ask of every lot, print a table, write the figures."""
    asked = _arguments()
    if asked.misses and asked.half is not Half.DEVELOPMENT:
        raise SystemExit("--misses looks at single cases, which the development half alone allows: --half development")
    lots = {path.stem: vignettes(path) for path in asked.vignettes}
    if asked.examination is not None:
        for half in (asked.half,) if asked.half else Half:
            lots[f"examination, {half.value}"] = examination(asked.examination, half)
    figures: dict[str, Any] = {}
    print("| patients | setting | n | coded: top 1 / 5 / 10 | text: top 1 / 5 / 10 | loss in 10 | lost, won |")
    print("|---|---|---|---|---|---|---|")
    lots = {name: patients for name, patients in lots.items() if patients}
    for setting in asked.setting:
        for name, patients in lots.items():
            ranks = {how: ranks_of(patients, asked.bundle, setting, how) for how in ("jsonl", "text")}
            figures[f"{name}, {setting.value}"] = one = summed(ranks["jsonl"], ranks["text"])
            shares = " | ".join(" / ".join(f"{one[how][top]:.3f}" for top in TOPS) for how in ("coded", "text"))
            print(
                f"| {name} | {setting.value} | {one['n']} | {shares} | {one['loss']:+.3f} "
                f"| {one['lost']}, {one['won']} |",
                flush=True,
            )
            if asked.misses:
                for patient, by_hand, by_text in zip(patients, ranks["jsonl"], ranks["text"], strict=True):
                    if 0 < by_hand <= TOPS[-1] and not 0 < by_text <= TOPS[-1]:
                        print(f"  lost: {patient.case.case_id}: {by_hand} by hand", file=sys.stderr)
    if asked.json is not None:
        asked.json.write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    add = parser.add_argument
    add("--bundle", type=Path, required=True, help="folder of the bundle that is asked")
    add("--examination", type=Path, metavar="JSONL", help="the examination cases as published (AgentClinic)")
    add(
        "--vignettes",
        type=Path,
        nargs="+",
        metavar="JSONL",
        default=[HERE / f"vignettes_{lang}.jsonl" for lang in ("en", "es")],
        help="files of vignettes, such as rounds/round_4_en.jsonl (default: vignettes_en and vignettes_es)",
    )
    add("--half", type=Half, choices=tuple(Half), help="of the examination cases (default: both, apart)")
    add("--setting", type=Setting, nargs="+", choices=tuple(Setting), default=[Setting.EMERGENCY, Setting.GENETICS])
    add("--misses", action="store_true", help="name the patients that are found by hand coding alone")
    add("--json", type=Path, help="file for all figures")
    return parser.parse_args()


def vignettes(path: Path) -> list[Patient]:
    """The invented vignettes of a file."""
    lines = path.read_text(encoding="utf-8").splitlines()
    return [_vignette(json.loads(line)) for line in lines if line.strip()]


def _vignette(told: dict[str, Any]) -> Patient:
    findings = [Finding(id=id_) for id_ in told["present"]]
    findings += [Finding(id=id_, excluded=True) for id_ in told["absent"]]
    numbers = [Measurement(code=code, value=value, unit=unit) for code, value, unit in told["measurements"]]
    case = Case(
        case_id=told["id"], age=told["age"], sex=told["sex"], findings=tuple(findings), measurements=tuple(numbers)
    )
    return Patient(told["text"], case, frozenset(told["accepted"]))


def examination(texts: Path, half: Half) -> list[Patient]:
    """The examination cases of one half that have an answer; a disease that no vocabulary has stays a miss."""
    notes = notes_of_examination(texts)
    return [
        Patient(notes[case.sha256], case.asked(), frozenset(case.accepted or ()))
        for case in read_cases(_CASES)
        if case.half is half
    ]


def ranks_of(patients: Sequence[Patient], bundle: Path, setting: Setting, how: str) -> list[int]:
    """The rank of the first accepted disease among the first ten, 0 where there is none, patient by patient."""
    with tempfile.TemporaryDirectory() as folder:
        cases, output = Path(folder, "cases.jsonl"), Path(folder, "out.jsonl")
        if how == "text":
            lines = [json.dumps({"id": one.case.case_id, "text": one.text}) for one in patients]
        else:
            lines = [one.case.model_dump_json() for one in patients]
        cases.write_text("\n".join(lines) + "\n", encoding="utf-8")
        command = [sys.executable, "-m", "hoofbeat", "predict", "--cases", str(cases), "--format", how]
        command += [
            "--bundle",
            str(bundle),
            "--setting",
            setting.value,
            "--top",
            str(TOPS[-1]),
            "--output",
            str(output),
        ]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode:
            raise SystemExit(done.stderr[-2000:])
        answers = [json.loads(line) for line in output.read_text(encoding="utf-8").splitlines()]
    return [_rank(answer, one.accepted) for answer, one in zip(answers, patients, strict=True)]


def _rank(answer: dict[str, Any], accepted: frozenset[str]) -> int:
    """What could not be read is a miss."""
    for disease in answer.get("differential", ()):
        if not accepted.isdisjoint((disease["disease_id"], *disease["equivalent_ids"])):
            return int(disease["rank"])
    return 0


def summed(coded: Sequence[int], text: Sequence[int]) -> dict[str, Any]:
    """Shares found in the first 1, 5 and 10, the loss in the first 10."""

    def share(ranks: Sequence[int], top: int) -> float:
        return Proportion.of(sum(0 < rank <= top for rank in ranks), len(ranks)).value

    shares = {how: {top: share(ranks, top) for top in TOPS} for how, ranks in (("coded", coded), ("text", text))}
    return {
        "n": len(coded),
        **shares,
        "loss": shares["coded"][TOPS[-1]] - shares["text"][TOPS[-1]],
        "lost": sum(bool(hand) and not read for hand, read in zip(coded, text, strict=True)),
        "won": sum(bool(read) and not hand for hand, read in zip(coded, text, strict=True)),
    }


if __name__ == "__main__":
    main()
