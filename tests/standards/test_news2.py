"""NEWS2 over every edge of the chart (Royal College of Physicians, 2017)."""

import pytest

from hoofbeat.standards.news2 import Vitals, news2

#: Every parameter in the band of no points.
WELL = Vitals(respiration=16, saturation=98, systolic=120, pulse=70, temperature=37.0)

EDGES = {
    "respiration": [(1, 3), (8, 3), (9, 1), (11, 1), (12, 0), (20, 0), (21, 2), (24, 2), (25, 3), (60, 3)],
    "saturation": [(70, 3), (91, 3), (92, 2), (93, 2), (94, 1), (95, 1), (96, 0), (100, 0)],
    "systolic": [(50, 3), (90, 3), (91, 2), (100, 2), (101, 1), (110, 1), (111, 0), (219, 0), (220, 3), (260, 3)],
    "pulse": [
        *[(30, 3), (40, 3), (41, 1), (50, 1), (51, 0), (90, 0), (91, 1), (110, 1)],
        *[(111, 2), (130, 2), (131, 3), (180, 3)],
    ],
    "temperature": [
        *[(33.0, 3), (35.0, 3), (35.1, 1), (36.0, 1), (36.1, 0), (38.0, 0), (38.1, 1), (39.0, 1)],
        *[(39.1, 2), (41.0, 2)],
    ],
}
SCALE_2 = [(80, 3), (83, 3), (84, 2), (85, 2), (86, 1), (87, 1), (88, 0), (92, 0)]
SCALE_2_WITH_OXYGEN = [*SCALE_2, (93, 1), (94, 1), (95, 2), (96, 2), (97, 3), (100, 3)]


@pytest.mark.parametrize(
    ("parameter", "value", "points"),
    [(parameter, value, points) for parameter, edges in EDGES.items() for value, points in edges],
)
def test_every_edge_of_the_chart(parameter: str, value: float, points: int) -> None:
    assert news2(WELL._replace(**{parameter: value})) == points


@pytest.mark.parametrize(("saturation", "points"), [*SCALE_2, (93, 0), (97, 0), (100, 0)])
def test_second_scale_on_air(saturation: float, points: int) -> None:
    assert news2(WELL._replace(saturation=saturation, scale=2)) == points


@pytest.mark.parametrize(("saturation", "points"), SCALE_2_WITH_OXYGEN)
def test_second_scale_on_oxygen(saturation: float, points: int) -> None:
    assert news2(WELL._replace(saturation=saturation, scale=2, on_oxygen=True)) == points + 2


def test_oxygen_and_consciousness_have_their_own_points() -> None:
    assert news2(WELL._replace(on_oxygen=True)) == 2
    assert news2(WELL._replace(alert=False)) == 3


def test_the_worst_is_twenty() -> None:
    assert news2(Vitals(30, 80, 80, 140, 34.0, on_oxygen=True, alert=False)) == 20


@pytest.mark.parametrize(
    ("parameter", "value", "points"),
    [("temperature", 38.05, 1), ("temperature", 38.04, 0), ("pulse", 90.5, 1), ("saturation", 95.4, 1)],
)
def test_between_two_steps_the_nearer_counts_and_the_half_upwards(parameter: str, value: float, points: int) -> None:
    assert news2(WELL._replace(**{parameter: value})) == points
