import pytest

from hoofbeat.domain.subtypes import stem, subtype_groups


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Bardet-Biedl syndrome 12", "bardet-biedl syndrome"),
        ("Charcot-Marie-Tooth disease, axonal, type 2A", "charcot-marie-tooth disease, axonal"),
        ("Charcot-Marie-Tooth disease, type 2A2B", "charcot-marie-tooth disease, type 2a2b"),
        ("Osteogenesis imperfecta, type IV", "osteogenesis imperfecta"),
        ("Hemophilia B", "hemophilia"),
        ("Narcolepsy type 1", "narcolepsy"),
        ("Cardiomyopathy, dilated, 1A", "cardiomyopathy, dilated"),
        ("Marfan syndrome", "marfan syndrome"),
        ("Anemia", "anemia"),
        ("X", "x"),
        ("Deafness, X-linked", "deafness, x-linked"),
    ],
)
def test_the_type_is_taken_off_the_name(name: str, expected: str) -> None:
    assert stem(name) == expected


def test_diseases_of_one_stem_are_one_group() -> None:
    names = ("Noonan syndrome 1", "Marfan syndrome", "Noonan syndrome 2", "Noonan syndrome")
    assert subtype_groups(names) == [0, 1, 0, 0]
