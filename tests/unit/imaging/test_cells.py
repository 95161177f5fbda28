"""Cells of the colour index: what is alike shares them, and few are asked for."""

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.models import Color
from shared.services.cells import AREAS, cell, labels, large, near
from shared.services.colors import hexadecimal
from shared.services.difference import LIMIT, cielab, difference

channels = st.integers(0, 255)
hexes = st.tuples(channels, channels, channels).map(hexadecimal)
LEVELS = range(0, 256, 51)


@given(hexes)
def test_a_colour_is_nearest_to_its_own_cell(hex: str) -> None:
    assert near(hex)[cell(cielab(hex))] == max(near(hex).values()) == 1


@given(hexes, st.tuples(*[st.integers(-40, 40)] * 3))
def test_what_is_clearly_alike_is_in_a_near_cell(hex: str, step: tuple[int, int, int]) -> None:
    moved = zip(bytes.fromhex(hex[1:]), step, strict=True)
    other = "#" + bytes(min(255, max(0, at + by)) for at, by in moved).hex()
    if difference(cielab(hex), cielab(other)) < 0.8 * LIMIT:
        assert cell(cielab(other)) in near(hex)


def test_a_search_asks_for_few_cells() -> None:
    counts = [len(near(hexadecimal(rgb))) for rgb in product(LEVELS, LEVELS, LEVELS)]
    assert max(counts) <= 120
    assert sum(counts) / len(counts) < 80


@pytest.mark.parametrize(
    ("shares", "largest"),
    [
        ({"#ff0000": 0.04}, 0),
        ({"#ff0000": 0.1}, 0.1),
        ({"#ff0000": 0.35, "#0000ff": 0.05}, 0.35),
        ({"#ff0000": 0.2, "#fe0000": 0.21}, 0.4),
        ({"#ff0000": 1.0}, 0.9),
    ],
)
def test_a_cell_tells_what_its_colour_and_those_like_it_cover(
    shares: dict[str, float], largest: float
) -> None:
    red = cell(cielab("#ff0000"))
    colors = [Color(hex=hex, name="", fraction=share) for hex, share in shares.items()]
    found = [label for label in labels(colors) if label.startswith(red)]
    assert found == [red, *(large(red, area) for area in AREAS if area <= largest)]
