"""A labelled set: drawn pictures of known subjects, some with words on them, and graded queries.

Each picture has a scene, which its pixels show, and may have a thing in it, which they do not; only some
carry words that tell of either. So words alone miss what nobody wrote down, and meaning alone, which sees
pixels, misses things, names and text in the picture.
"""

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from io import BytesIO

import numpy as np
from PIL import Image, ImageDraw

PICTURES = 300
SCENES = {  # name: (colours from top to bottom, the words people tag it with)
    "sunset": (("#3b2a5a", "#d9542b", "#f7a23b", "#2a1a1f"), ("sunset", "dusk")),
    "ocean": (("#8ec5ea", "#5fa3d8", "#1f5f99", "#17497a"), ("ocean", "sea", "water")),
    "forest": (("#2d5a2a", "#1f4a1e", "#3c7a35", "#3b2c1a"), ("forest", "trees")),
    "night": (("#05060f", "#0c1026", "#14183a", "#08080c"), ("night", "city lights")),
    "snow": (("#dfe9f2", "#f7fafc", "#ffffff", "#c9d6e2"), ("snow", "winter")),
    "desert": (("#b9d4e6", "#e3c48f", "#d1a562", "#b98646"), ("desert", "dunes", "sand")),
    "fog": (("#c3c7c9", "#b4b8ba", "#a3a8ab", "#8f9497"), ("fog", "mist")),
    "fire": (("#140804", "#7c1d08", "#e25a12", "#f9b233"), ("campfire", "fire")),
    "meadow": (("#9fd0f5", "#7fbf4d", "#5da336", "#4d8c2c"), ("meadow", "grass")),
    "lavender": (("#b9cbe8", "#8a63b8", "#6f4aa1", "#56367f"), ("lavender", "field")),
    "roses": (("#2e5a2b", "#c21f3a", "#a3142d", "#e04a63"), ("roses", "garden")),
    "autumn": (("#c9d3d8", "#c4641f", "#a8481a", "#6e3a1a"), ("autumn", "leaves")),
}
NEAR = {  # scenes that half fit a query for another
    "sunset": {"fire", "autumn"},
    "fire": {"sunset"},
    "snow": {"fog"},
    "fog": {"snow"},
    "forest": {"meadow"},
    "meadow": {"forest"},
    "autumn": {"sunset"},
}
THINGS = ("dog", "boat", "bicycle", "horse", "tent", "bridge", "lantern", "umbrella")
PLACES = ("lisbon", "kyoto", "oslo", "bergen")
SIGNS = ("NO PARKING", "OPEN 24 HOURS", "FRESH BREAD", "MIND THE GAP")


@dataclass(frozen=True)
class Picture:
    """What is in a picture, and the words it carries."""

    number: int
    scene: str
    thing: str | None
    place: str | None
    sign: str | None
    tags: tuple[str, ...]
    caption: str | None

    @property
    def filename(self) -> str:
        return f"{self.place}-{self.number:04}.jpg" if self.place else f"IMG_{self.number:04}.jpg"


@dataclass(frozen=True)
class Labelled:
    """A query and how well a picture answers it: 0 not, 1 partly, 2 fully."""

    text: str
    grade: Callable[[Picture], int]


def pictures(seed: int) -> list[Picture]:
    chance = random.Random(seed)  # noqa: S311 (no secret)
    return [_picture(chance, number) for number in range(PICTURES)]


def draw(picture: Picture, seed: int) -> Image.Image:
    """Bands of the scene's colours, shaken in place and shade, with noise; 240 x 180 pixels."""
    noise = np.random.default_rng((seed, picture.number))
    image = Image.new("RGB", (240, 180))
    canvas = ImageDraw.Draw(image)
    shades, _ = SCENES[picture.scene]
    edges = [0, *sorted(noise.uniform(30, 150, 3).tolist()), 180]
    for shade, top, bottom in zip(shades, edges, edges[1:], strict=False):
        canvas.rectangle((0, top, 240, bottom), fill=shade)
    pixels = np.asarray(image).astype(np.float32)
    shift = noise.normal(0, 14, 3) + noise.normal(0, noise.uniform(4, 16), (180, 240, 1))
    return Image.fromarray(np.clip(pixels + shift, 0, 255).astype(np.uint8))


def jpeg(image: Image.Image) -> bytes:
    stream = BytesIO()
    image.save(stream, "JPEG", quality=85)
    return stream.getvalue()


def queries() -> list[Labelled]:
    return [*_of_scenes(), *_of_things(), *_of_words(), *_of_both()]


def _picture(chance: random.Random, number: int) -> Picture:
    scene = chance.choice(list(SCENES))
    thing = chance.choice(THINGS) if chance.random() < 0.5 else None
    told = chance.random() < 0.5
    tags = [chance.choice(SCENES[scene][1])] if told else []
    if thing and chance.random() < 0.8:
        tags.append(thing)
    caption = f"a {thing or 'view'} in the {scene}" if told and chance.random() < 0.6 else None
    return Picture(
        number,
        scene,
        thing,
        chance.choice(PLACES) if chance.random() < 0.3 else None,
        chance.choice(SIGNS) if chance.random() < 0.15 else None,
        tuple(tags),
        caption,
    )


def _scene(name: str, picture: Picture) -> int:
    return 2 if picture.scene == name else int(picture.scene in NEAR.get(name, ()))


def _of_scenes() -> Iterator[Labelled]:
    texts = (
        *("sunset", "ocean", "forest", "night", "snow", "desert", "fog", "fire", "meadow", "lavender"),
        *("roses", "autumn"),
    )
    for name in texts:
        yield Labelled(name, lambda picture, name=name: _scene(name, picture))  # type: ignore[misc]
    others = {"dusk": "sunset", "sea": "ocean", "trees": "forest", "winter": "snow", "misty": "fog"}
    for text, name in others.items():
        yield Labelled(text, lambda picture, name=name: _scene(name, picture))  # type: ignore[misc]


def _of_things() -> Iterator[Labelled]:
    for name in THINGS:
        yield Labelled(f"{name}s", lambda picture, name=name: 2 * (picture.thing == name))  # type: ignore[misc]


def _of_words() -> Iterator[Labelled]:
    for sign in SIGNS:
        yield Labelled(f'"{sign.lower()}"', lambda picture, sign=sign: 2 * (picture.sign == sign))  # type: ignore[misc]
    for place in PLACES:
        yield Labelled(place, lambda picture, place=place: 2 * (picture.place == place))  # type: ignore[misc]


def _of_both() -> Iterator[Labelled]:
    for thing, scene in zip(THINGS, list(SCENES), strict=False):
        yield Labelled(f"{thing} {SCENES[scene][1][0]}", _both(thing, scene))
    for place, scene in zip(PLACES, ("ocean", "night", "snow", "forest"), strict=True):
        yield Labelled(f"{SCENES[scene][1][0]} in {place}", _both(place, scene))


def _both(word: str, scene: str) -> Callable[[Picture], int]:
    """Fully: the scene with the thing or in the place; partly: one of the two."""
    return lambda picture: int(word in (picture.thing, picture.place)) + int(picture.scene == scene)
