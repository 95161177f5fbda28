"""Areas that stand out, and crops that keep them."""

import pytest
from PIL import Image, ImageDraw

from local.vision.picture import Picture, decode
from local.vision.regions import Box, areas, crop
from tests.unit.vision.pictures import disc, encode, fade, plain, shapes, static


def look(image: Image.Image) -> Picture:
    return decode(encode(image), min_side=50)


@pytest.mark.parametrize(
    ("color", "background"), [("red", "white"), ("yellow", "black"), ("blue", "orange"), ("white", "green")]
)
def test_boxes_what_stands_out(color: str, background: str) -> None:
    (area,) = areas(look(disc(color, background)))
    assert area.color == color
    assert 0.5 < area.confidence < 1
    assert abs(area.box.x - 100) <= 10 and abs(area.box.y - 100) <= 10
    assert abs(area.box.w - 200) <= 20 and abs(area.box.h - 200) <= 20


def test_lists_the_largest_first() -> None:
    image = disc("red", "white")
    ImageDraw.Draw(image).rectangle((400, 40, 480, 120), fill="blue")
    assert [area.color for area in areas(look(image))] == ["red", "blue"]


@pytest.mark.parametrize(
    "image",
    [
        pytest.param(plain("blue"), id="plain"),
        pytest.param(fade((250, 140, 40), (20, 40, 160)), id="fade"),
        pytest.param(static(), id="static"),
        pytest.param(shapes(1), id="no even border"),
        pytest.param(disc("#f4f4f4", "white"), id="too faint"),
    ],
)
def test_finds_nothing_where_nothing_stands_out(image: Image.Image) -> None:
    assert areas(look(image)) == []


@pytest.mark.parametrize(
    ("size", "ratio", "shape"),
    [
        ((600, 400), 0.75, (300, 400)),
        ((600, 400), 1.0, (400, 400)),
        ((600, 400), 1.8, (600, 333)),
        ((400, 600), 1.8, (400, 222)),
        ((600, 400), None, (600, 400)),
        ((900, 300), None, (600, 300)),
        ((300, 900), None, (300, 600)),
    ],
)
def test_crops_to_the_largest_box_of_a_ratio(
    size: tuple[int, int], ratio: float | None, shape: tuple[int, int]
) -> None:
    told, box = crop(look(plain("blue", size)), ratio)
    assert (box.w, box.h) == shape
    assert told == pytest.approx(box.w / box.h, abs=0.01)


@pytest.mark.parametrize("left", [0, 100, 250, 400])
def test_a_crop_keeps_what_stands_out(left: int) -> None:
    image = plain("white", (600, 200))
    ImageDraw.Draw(image).rectangle((left, 60, left + 120, 140), fill="red")
    _, box = crop(look(image), 1.0)
    assert box.x <= left + 10 and box.x + box.w >= left + 110
    assert box.x >= 0 and box.x + box.w <= 600


def test_a_crop_of_an_even_picture_is_centred() -> None:
    assert crop(look(plain("blue", (600, 200))), 1.0)[1] == Box(200, 0, 200, 200)
