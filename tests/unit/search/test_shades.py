"""How colours are valued, and which pictures a search for them looks at."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.models import Color
from shared.services import cells
from shared.services.cells import palette
from shared.services.colors import hexadecimal
from shared.services.difference import cielab, nearness
from shared.services.search.shades import LEVELS, labels, score

BLUE, RED = "#3a6ea5", "#ff0000"
hexes = st.tuples(*[st.integers(0, 255)] * 3).map(hexadecimal)
parts = st.lists(st.tuples(hexes, st.integers(1, 20)), min_size=1, max_size=5)


def picture(parts: list[tuple[str, float]]) -> list[Color]:
    whole = sum(part for _, part in parts)
    return [Color(hex=hex, name="", fraction=round(part / whole, 4)) for hex, part in parts]


@pytest.mark.parametrize(
    ("wanted", "found", "least", "most"),
    [
        ([BLUE], {BLUE: 0.4, RED: 0.6}, 0.4, 0.4),
        ([BLUE], {"#3d70a8": 0.4, "#000000": 0.6}, 0.3, 0.399),
        ([BLUE], {RED: 1}, 0, 0),
        ([BLUE, RED], {BLUE: 1}, 0, 0),
        ([BLUE, RED], {BLUE: 0.6, RED: 0.4}, 0.5, 0.5),
        ([], {BLUE: 1}, 0, 0),
    ],
)
def test_a_score_is_the_area_by_the_nearness(
    wanted: list[str], found: dict[str, float], least: float, most: float
) -> None:
    assert least - 0.001 <= score(wanted, palette(picture(list(found.items())))) <= most + 0.001


@given(hexes, parts)
def test_a_score_leaves_out_only_what_is_hardly_alike(hex: str, parts: list[tuple[str, float]]) -> None:
    colors = picture(parts)
    exact = sum(color.fraction * nearness(cielab(hex), cielab(color.hex)) for color in colors)
    assert score([hex], palette(colors)) == pytest.approx(min(1, exact), abs=0.1)


@given(hexes, parts)
def test_who_is_found_on_a_level_is_found_on_those_below(hex: str, parts: list[tuple[str, float]]) -> None:
    found = set(cells.labels(picture(parts)))
    met = [bool(found.intersection(*labels([hex], level))) for level in range(len(LEVELS))]
    assert met == sorted(met, reverse=True)


@given(hexes, st.sampled_from([0.3, 0.6, 1.0]))
def test_a_colour_itself_is_found_on_every_level_that_its_area_is_worth(hex: str, share: float) -> None:
    found = set(cells.labels([Color(hex=hex, name="", fraction=share)]))
    for level, worth in enumerate(LEVELS):
        assert labels([hex], level)[0]
        if worth <= share:
            assert found.intersection(*labels([hex], level))
