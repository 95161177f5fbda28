"""Colours: reading, naming, comparing and indexing them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.services.colors import (
    RGB,
    distance,
    hexadecimal,
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
