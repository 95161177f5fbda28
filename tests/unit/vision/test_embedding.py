"""Like pictures are near, and a text is near the pictures it speaks of."""

from collections.abc import Callable
from functools import cache

import numpy as np
import pytest
from PIL import Image

from local.vision.color import Floats
from local.vision.embedding import DIMENSIONS, picture_vector, text_vector
from local.vision.picture import decode
from local.vision.traits import measure
from tests.unit.vision.pictures import ALBUM, encode


def vector_of(content: bytes) -> Floats:
    picture = decode(content, min_side=10)
    return picture_vector(picture, measure(picture.lab, picture.aspect))


@cache
def album() -> dict[str, Floats]:
    return {name: vector_of(encode(image)) for name, image in ALBUM.items()}


def ranking(text: str) -> list[str]:
    asked = text_vector(text)
    return sorted(album(), key=lambda name: -float(album()[name] @ asked))


def cut(image: Image.Image) -> Image.Image:
    width, height = image.size
    return image.crop((width // 20, height // 20, width - width // 20, height - height // 20))


@pytest.mark.parametrize("name", ALBUM)
@pytest.mark.parametrize(
    "copy",
    [
        pytest.param(lambda image: encode(image.resize((image.width // 3, image.height // 3))), id="resized"),
        pytest.param(lambda image: encode(image, "JPEG", quality=35), id="recompressed"),
        pytest.param(lambda image: encode(image, "GIF"), id="fewer colours"),
        pytest.param(lambda image: encode(cut(image)), id="cropped by a tenth"),
    ],
)
def test_near_copies_are_near(name: str, copy: Callable[[Image.Image], bytes]) -> None:
    assert float(album()[name] @ vector_of(copy(ALBUM[name]))) > 0.95


def test_different_pictures_are_clearly_apart() -> None:
    vectors = np.stack(list(album().values()))
    cosines = (vectors @ vectors.T)[~np.eye(len(vectors), dtype=bool)]
    assert cosines.max() < 0.92
    assert np.median(cosines) < 0.3


@pytest.mark.parametrize(
    ("name", "nearer", "farther"),
    [
        ("sunset", "red", "sea"),
        ("sea", "blue", "forest"),
        ("forest", "green", "sea"),
        ("night", "blue", "snow"),
        ("snow", "gray", "night"),
    ],
)
def test_pictures_are_near_by_their_looks(name: str, nearer: str, farther: str) -> None:
    vectors = album()
    assert float(vectors[name] @ vectors[nearer]) > float(vectors[name] @ vectors[farther])


@pytest.mark.parametrize(
    ("text", "first", "later"),
    [
        ("red", "red", "blue"),
        ("something red", "red", "sea"),
        ("blue", "blue", "red"),
        ("a photo of the sea", "sea", "red"),
        ("oceans", "sea", "forest"),
        ("dark night", "night", "snow"),
        ("midnight", "night", "blue"),
        ("sunset", "sunset", "sea"),
        ("golden hour", "sunset", "snow"),
        ("forest", "forest", "red"),
        ("snowy winter", "snow", "gray"),
        ("bright", "snow", "night"),
        ("black and white", "static", "red"),
        ("warm colors", "sunset", "sea"),
        ("cool", "sea", "sunset"),
        ("busy pattern", "static", "red"),
        ("minimalist", "gray", "shapes-1"),
        ("colourful", "shapes-2", "gray"),
        ("vertical", "tall", "wide"),
        ("panorama", "wide", "tall"),
        ("red ball on white", "ball", "blue"),
    ],
)
def test_a_text_finds_what_it_names_before_other_pictures(text: str, first: str, later: str) -> None:
    order = ranking(text)
    assert order.index(first) < order.index(later)
    assert 0.05 < float(album()[first] @ text_vector(text)) < 0.45


@pytest.mark.parametrize(
    ("text", "best"),
    [
        ("night", "night"),
        ("sunset", "sunset"),
        ("forest", "forest"),
        ("sea", "sea"),
        ("snow", "snow"),
        ("vertical teal", "tall"),
        ("purple panorama", "wide"),
    ],
)
def test_the_best_match_comes_first(text: str, best: str) -> None:
    assert ranking(text)[0] == best


@pytest.mark.parametrize("text", ["xyzzy", "quux flibbertigibbet", "dog", "the", "!?", "犬"])
def test_words_that_name_nothing_seen_match_nothing(text: str) -> None:
    assert max(float(vector @ text_vector(text)) for vector in album().values()) == 0


def test_unknown_words_weaken_a_match_and_do_not_turn_it() -> None:
    plain, mixed = text_vector("red"), text_vector("red xyzzy")
    assert 0 < float(album()["red"] @ mixed) < float(album()["red"] @ plain)
    assert ranking("red xyzzy") == ranking("red")


@pytest.mark.parametrize("text", ["red", "xyzzy", "the", "a dark blue sea at night"])
def test_texts_have_unit_vectors_that_never_change(text: str) -> None:
    vector = text_vector(text)
    assert vector.shape == (DIMENSIONS,)
    assert vector.dtype == np.float32
    assert float(np.linalg.norm(vector)) == pytest.approx(1, abs=1e-5)
    assert np.array_equal(vector, text_vector(text))


@pytest.mark.parametrize("name", ALBUM)
def test_pictures_have_unit_vectors_that_never_change(name: str) -> None:
    vector = album()[name]
    assert vector.shape == (DIMENSIONS,)
    assert vector.dtype == np.float32
    assert float(np.linalg.norm(vector)) == pytest.approx(1, abs=1e-5)
    assert np.array_equal(vector, vector_of(encode(ALBUM[name])))


@pytest.mark.parametrize(
    ("one", "other"), [("sunsets", "sunset"), ("A RED picture", "red"), ("grey", "gray")]
)
def test_forms_of_a_word_mean_the_same(one: str, other: str) -> None:
    assert ranking(one) == ranking(other)
