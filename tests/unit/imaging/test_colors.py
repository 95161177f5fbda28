"""Colours: reading, naming, comparing and indexing them."""

from collections.abc import Sequence
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.models import Color
from shared.services.colors import (
    AREAS,
    CELL,
    NEAR,
    RGB,
    cell,
    cells,
    cells_of,
    distance,
    hexadecimal,
    large,
    name,
    oklab,
    parse,
    srgb,
)

channels = st.integers(0, 255)
rgbs = st.tuples(channels, channels, channels)
steps = st.integers(-48, 48)


@pytest.mark.parametrize("text", ["#3a6ea5", "3A6EA5", " #3A6ea5 "])
def test_a_hex_colour_is_read_with_or_without_its_sign(text: str) -> None:
    assert parse(text) == (0x3A, 0x6E, 0xA5)


def test_three_digits_stand_for_six() -> None:
    assert parse("#36a") == parse("#3366aa")


@pytest.mark.parametrize(
    "text", ["", "#", "blue", "#12345", "#1234567", "#ggg", "＃fff", "٣٣٣", "#fff\n#fff"]
)
def test_anything_else_is_no_colour(text: str) -> None:
    with pytest.raises(ValueError, match="not a hex colour"):
        parse(text)


@pytest.mark.parametrize(
    ("rgb", "lab"),
    [
        ((255, 255, 255), (1.0, 0.0, 0.0)),
        ((255, 0, 0), (0.62796, 0.22486, 0.12585)),
        ((0, 255, 0), (0.86644, -0.23389, 0.17950)),
        ((0, 0, 255), (0.45201, -0.03246, -0.31153)),
    ],
)
def test_oklab_has_its_published_values(rgb: RGB, lab: tuple[float, float, float]) -> None:
    assert oklab(rgb) == pytest.approx(lab, abs=1e-4)


@given(rgbs)
def test_oklab_leads_back(rgb: RGB) -> None:
    assert srgb(oklab(rgb)) == rgb
    assert parse(hexadecimal(rgb)) == rgb


def test_distance_runs_from_none_to_black_and_white() -> None:
    assert distance((9, 9, 9), (9, 9, 9)) == 0
    assert distance((0, 0, 0), (255, 255, 255)) == pytest.approx(1, abs=1e-3)


@pytest.mark.parametrize(
    ("color", "called"),
    [
        ("#3a6ea5", "blue"),
        ("#5b9bd5", "blue"),
        ("#8fcaf0", "sky blue"),
        ("#0b1a3a", "navy"),
        ("#cc1111", "red"),
        ("#7a1020", "maroon"),
        ("#ee8811", "orange"),
        ("#6b4423", "brown"),
        ("#e0d0b0", "beige"),
        ("#f5e040", "yellow"),
        ("#c9a227", "gold"),
        ("#6b6e23", "olive"),
        ("#2e6b3a", "green"),
        ("#2e7d32", "green"),
        ("#0f7c7c", "teal"),
        ("#3dd8cc", "turquoise"),
        ("#7030a0", "purple"),
        ("#e81090", "magenta"),
        ("#f8b8c8", "pink"),
        ("#f8f8f8", "white"),
        ("#0a0a0a", "black"),
    ],
)
def test_a_colour_is_called_what_people_call_it(color: str, called: str) -> None:
    assert name(parse(color)) == called


def test_greys_have_no_hue() -> None:
    assert {name((level, level, level)) for level in range(256)} == {"black", "grey", "white"}


@given(rgbs, st.tuples(steps, steps, steps))
def test_what_is_near_shares_a_cell(query: RGB, step: RGB) -> None:
    red, green, blue = (min(255, max(0, at + by)) for at, by in zip(query, step, strict=True))
    stored = (red, green, blue)
    if distance(query, stored) <= NEAR:
        assert cell(stored) in cells(query)


@given(rgbs, rgbs, st.floats(0, 0.5))
def test_a_wider_search_reaches_as_far_as_it_says(query: RGB, stored: RGB, radius: float) -> None:
    assert cell(query) in cells(query, radius)
    if distance(query, stored) <= radius:
        assert cell(stored) in cells(query, radius)


@given(rgbs, rgbs)
def test_what_is_far_shares_none(query: RGB, stored: RGB) -> None:
    if distance(query, stored) > NEAR + 3**0.5 * CELL:
        assert cell(stored) not in cells(query)


def test_a_search_asks_for_few_of_the_cells() -> None:
    levels = range(0, 256, 51)
    assert max(len(cells(color)) for color in product(levels, levels, levels)) <= 60


def test_a_picture_is_in_each_of_its_cells_once() -> None:
    found = [Color(hex=color, name="", fraction=0.09) for color in ("#ff0000", "#fe0101", "#0000ff")]
    assert cells_of(found) == (cell((255, 0, 0)), cell((0, 0, 255)))


@pytest.mark.parametrize(("fraction", "areas"), [(0.09, []), (0.1, [0.1]), (0.3, [0.1, 0.2]), (1, AREAS)])
def test_a_cell_tells_what_its_colour_covers_at_least(fraction: float, areas: Sequence[float]) -> None:
    red = (255, 0, 0)
    found = cells_of([Color(hex="#ff0000", name="red", fraction=fraction)])
    assert found == (cell(red), *(large(cell(red), area) for area in areas))
