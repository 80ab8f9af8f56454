import pytest

from hoofbeat.sources.table.readers.hpo_lists import listed

A, B = "HP:0001250", "HP:0001252"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (f"{A};{B}", "++"), (f"{A} | {B}", "++"), (f"{A},{B}", "++"), (f"{A}\n{B}", "++"), (f"{A} {B}", "++"),
        ("HP_0001250 hpo:0001252", "++"), ("0001250; 0001252", "++"),
        (f"{A} (Seizure), {B} (Hypotonia)", "++"), (f"{A} (Seizure, febrile) {B}", "++"),
        (f"Seizures, febrile ({A})", "+"),
        (f"{A} - Seizure, {B} - Hypotonia", "++"), (f"- {A}\n- {B}", "++"),
        (f"NOT {A}, {B}", "-+"), (f"!{A}|-{B}", "--"), (f"^{A} ~{B}", "--"), (f"{A} -{B}", "+-"),
        (f"{A}, no {B}", "+-"),
        (f"{A}: absent; {B}: present", "-+"), (f"{A}=0;{B}=1", "-+"), (f"{A} (Seizure) absent", "-"),
        (f"{A} [excluded]", "-"), (f"{A}+; {B}-", "+-"), (f"{A}- {B}+", "-+"), (f"{A} (Seizure) (-), {B} (+)", "-+"),
        (f"No seizure ({A})", "-"), (f"sin convulsiones ({A})", "-"), (f"ausente: convulsiones ({A})", "-"),
        ("Absent speech (HP:0001344)", "+"), ("HP:0001344 (Absent speech)", "+"),
        ("No social interaction (HP:0008763)", "+"),
        (f"{A}: unknown; {B}", "+"), ("HP:00012500", ""), ("fever", ""),
    ],
)  # fmt: skip
def test_ids_and_whether_they_are_denied(text: str, expected: str) -> None:
    ids, _ = listed(text)
    assert "".join("-" if one.absent else "+" for one in ids) == expected


def test_parts_without_an_id_are_told() -> None:
    assert listed(f"{A}; fever ; {B}")[1] == ["fever"]
