"""What is said of a picture is what its pixels say."""

import re

import pytest
from PIL import Image

from local.vision.description import caption, dense_captions, tags
from local.vision.picture import Picture, decode
from local.vision.regions import areas
from local.vision.traits import measure
from tests.unit.vision.pictures import ALBUM, disc, encode, fade, plain, shapes, static


def look(image: Image.Image) -> Picture:
    return decode(encode(image), min_side=50)


def tag_names(image: Image.Image) -> list[str]:
    picture = look(image)
    return [name for name, _ in tags(measure(picture.lab, picture.aspect))]


def sentence(image: Image.Image) -> str:
    picture = look(image)
    return caption(picture, measure(picture.lab, picture.aspect), areas(picture)).text


@pytest.mark.parametrize("name", ALBUM)
def test_gives_five_to_ten_tags_surest_first(name: str) -> None:
    picture = look(ALBUM[name])
    found = tags(measure(picture.lab, picture.aspect))
    confidences = [confidence for _, confidence in found]
    assert 5 <= len(found) <= 10
    assert confidences == sorted(confidences, reverse=True)
    assert all(0 < confidence < 1 for confidence in confidences)


@pytest.mark.parametrize(
    ("code", "name"),
    [
        ("#ff0000", "red"),
        ("#8b0000", "red"),
        ("#ff8c00", "orange"),
        ("#ffd700", "yellow"),
        ("#228b22", "green"),
        ("#90ee90", "green"),
        ("#008080", "teal"),
        ("#4169e1", "blue"),
        ("#87ceeb", "blue"),
        ("#000080", "blue"),
        ("#800080", "purple"),
        ("#ff69b4", "pink"),
        ("#8b4513", "brown"),
        ("#000000", "black"),
        ("#808080", "gray"),
        ("#d3d3d3", "gray"),
        ("#ffffff", "white"),
    ],
)
def test_names_the_main_colour(code: str, name: str) -> None:
    assert name in tag_names(plain(code))
    assert f"mostly {name}" in sentence(plain(code))


@pytest.mark.parametrize(
    ("image", "expected", "absent"),
    [
        pytest.param(
            plain("white"), {"bright", "black and white", "plain"}, {"dark", "vivid", "busy"}, id="white"
        ),
        pytest.param(plain("#101010"), {"dark", "black and white"}, {"bright", "warm", "cool"}, id="black"),
        pytest.param(plain("red"), {"warm", "vivid"}, {"cool", "muted", "black and white"}, id="red"),
        pytest.param(plain("blue"), {"cool", "vivid"}, {"warm"}, id="blue"),
        pytest.param(plain("#a87868"), {"muted"}, {"vivid", "black and white"}, id="muted"),
        pytest.param(static(), {"busy", "black and white"}, {"plain", "low contrast"}, id="static"),
        pytest.param(disc("black", "white"), {"high contrast"}, {"low contrast"}, id="contrast"),
        pytest.param(fade((250, 140, 40), (60, 20, 90)), {"gradient", "plain"}, {"busy"}, id="fade"),
        pytest.param(shapes(2), {"colorful", "busy"}, {"gradient", "plain"}, id="shapes"),
    ],
)
def test_tags_light_colour_and_structure(image: Image.Image, expected: set[str], absent: set[str]) -> None:
    names = set(tag_names(image))
    assert expected <= names
    assert not absent & names


@pytest.mark.parametrize(
    ("size", "orientation"),
    [
        ((400, 300), "landscape"),
        ((300, 400), "portrait"),
        ((300, 300), "square"),
        ((310, 300), "square"),
        ((900, 300), "panorama"),
    ],
)
def test_tells_the_orientation(size: tuple[int, int], orientation: str) -> None:
    assert orientation in tag_names(plain("blue", size))
    assert f"{orientation} picture" in sentence(plain("blue", size))


@pytest.mark.parametrize(
    ("image", "text"),
    [
        (plain("white"), "a bright plain landscape picture, mostly white"),
        (static(), "a busy black-and-white landscape picture, mostly gray"),
        (disc("red", "white"), "a bright plain landscape picture, mostly white, with a red area"),
        (
            fade((250, 140, 40), (20, 40, 160)),
            "a plain landscape picture, mostly brown and blue, "
            "fading from orange at the top to blue at the bottom",
        ),
        (
            fade((250, 140, 40), (20, 40, 160), (300, 300)).rotate(90),
            "a plain square picture, mostly brown and blue, "
            "fading from orange on the left to blue on the right",
        ),
    ],
)
def test_says_it_in_one_sentence(image: Image.Image, text: str) -> None:
    assert sentence(image) == text


@pytest.mark.parametrize("name", ALBUM)
def test_dense_captions_start_with_the_whole_and_stay_inside(name: str) -> None:
    picture = look(ALBUM[name])
    found = dense_captions(picture, measure(picture.lab, picture.aspect), areas(picture))
    assert 1 <= len(found) <= 10
    assert (found[0].box.x, found[0].box.y) == (0, 0)
    assert (found[0].box.w, found[0].box.h) == (picture.width, picture.height)
    for part in found:
        assert 0 <= part.box.x < part.box.x + part.box.w <= picture.width
        assert 0 <= part.box.y < part.box.y + part.box.h <= picture.height
        assert 0 < part.confidence < 1
        assert re.fullmatch(r"an? [a-z, -]+", part.text)


def test_dense_captions_tell_halves_apart() -> None:
    image = plain("white", (400, 400))
    image.paste("#101060", (0, 200, 400, 400))
    picture = look(image)
    texts = [part.text for part in dense_captions(picture, measure(picture.lab, picture.aspect), [])]
    assert texts[1:] == ["a bright white area at the top", "a dark blue area at the bottom"]
