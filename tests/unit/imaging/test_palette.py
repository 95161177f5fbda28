"""The colours found are those a person would name, in the order of how much they cover."""

import pytest
from PIL import Image

from shared.services.imaging.palette import palette
from tests import pictures


def striped(shares: dict[str, int]) -> Image.Image:
    """Upright stripes, their widths in parts of 64."""
    image = Image.new("RGB", (64, 1))
    left = 0
    for color, share in shares.items():
        image.paste(color, (left, 0, left + share, 1))
        left += share
    return image.resize((640, 400), Image.Resampling.NEAREST)


def test_flat_colours_come_back_as_they_are() -> None:
    found = palette(striped({"#cc1111": 32, "#3a6ea5": 20, "#f5e040": 12}))
    assert [(color.name, color.fraction) for color in found] == [
        ("red", 0.5),
        ("blue", 20 / 64),
        ("yellow", 12 / 64),
    ]
    assert found[0].hex == "#cc1111"


@pytest.mark.parametrize("color", ["#000000", "#ffffff", "#3a6ea5"])
def test_one_colour_is_one_colour(color: str) -> None:
    assert [(found.hex, found.fraction) for found in palette(Image.new("RGB", (3, 5), color))] == [(color, 1)]


def test_colours_that_look_the_same_are_one() -> None:
    assert len(palette(striped({"#3a6ea5": 30, "#3c70a8": 20, "#386ca2": 14}))) == 1


def test_a_landscape_has_its_sky_and_its_land() -> None:
    found = palette(pictures.scene(900, 600, noise=12))
    assert {"blue", "green"} <= {color.name for color in found[:3]}
    assert 2 <= len(found) <= 5
    assert sum(color.fraction for color in found) == pytest.approx(1, abs=0.001)
    assert [color.fraction for color in found] == sorted((c.fraction for c in found), reverse=True)


def test_a_small_bright_spot_is_not_lost_in_greys() -> None:
    image = Image.linear_gradient("L").convert("RGB")
    image.paste("#ff0000", (100, 100, 160, 160))
    assert "red" in {color.name for color in palette(image)}
