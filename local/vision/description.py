"""Sentences and tags for what was measured, and for nothing else."""

from dataclasses import dataclass

from local.vision.color import COLORS, main_color
from local.vision.picture import Picture
from local.vision.regions import Area, Box
from local.vision.traits import ORIENTATIONS, Traits, measure

# Half of the canvas: rows, columns, and where that is.
_HALVES = (
    (slice(0, 32), slice(None), "at the top"),
    (slice(32, 64), slice(None), "at the bottom"),
    (slice(None), slice(0, 32), "on the left"),
    (slice(None), slice(32, 64), "on the right"),
)


@dataclass(frozen=True, slots=True)
class Caption:
    """A sentence about a part of a picture, with a confidence from 0 to 1."""

    text: str
    confidence: float
    box: Box


def tags(traits: Traits) -> list[tuple[str, float]]:
    """The 5 to 10 strongest traits with their confidence, surest first."""
    ranked = sorted(traits.items(), key=lambda trait: -trait[1])
    kept = [
        trait for index, trait in enumerate(ranked[:10]) if trait[1] >= 0.5 or (index < 5 and trait[1] > 0)
    ]
    return [(name, round(0.99 * strength, 4)) for name, strength in kept]


def caption(picture: Picture, traits: Traits, found: list[Area]) -> Caption:
    """One sentence about the whole picture."""
    adjectives = [name for name in ("bright", "dark", "vivid", "plain", "busy") if traits[name] >= 0.6]
    if traits["black and white"] >= 0.5:
        adjectives = [name for name in adjectives if name != "vivid"] + ["black-and-white"]
    orientation = max(ORIENTATIONS, key=lambda name: traits[name])
    colors = _main_colors(traits)
    words = " ".join([*adjectives[:2], orientation, "picture"])
    text = f"a {words}, mostly {' and '.join(colors)}"
    text += _fading(picture, traits) or _standing_out(found)
    strengths = [
        traits[orientation],
        traits[colors[0]],
        *(traits[name.replace("-", " ")] for name in adjectives[:2]),
    ]
    confidence = round(0.9 * sum(strengths) / len(strengths), 4)
    return Caption(text, confidence, Box(0, 0, picture.width, picture.height))


def dense_captions(picture: Picture, traits: Traits, found: list[Area]) -> list[Caption]:
    """The whole picture first, then what stands out, then halves unlike their opposite in colour."""
    captions = [caption(picture, traits, found)]
    captions += [
        Caption(f"{_article(area.color)} {area.color} area", area.confidence, area.box) for area in found
    ]
    colors = [main_color(picture.lab[rows, columns]) for rows, columns, _ in _HALVES]
    for index, (rows, columns, place) in enumerate(_HALVES):
        if colors[index] != colors[index ^ 1]:
            part = measure(picture.lab[rows, columns], picture.aspect)
            light = next((f"{name} " for name in ("bright", "dark") if part[name] >= 0.6), "")
            text = f"{_article(light or colors[index])} {light}{colors[index]} area {place}"
            captions.append(Caption(text, round(0.8 * part[colors[index]], 4), _half(picture, index)))
    return captions[:10]


def _main_colors(traits: Traits) -> list[str]:
    ranked = sorted(COLORS, key=lambda name: -traits[name])
    return [ranked[0], *(name for name in ranked[1:2] if traits[name] >= 0.6)]


def _fading(picture: Picture, traits: Traits) -> str:
    if traits["gradient"] < 0.6:
        return ""
    rows, columns = picture.lab, picture.lab.swapaxes(0, 1)
    for bands, first, last in (
        (rows, "at the top", "at the bottom"),
        (columns, "on the left", "on the right"),
    ):
        start, end = main_color(bands[:8]), main_color(bands[-8:])
        if start != end:
            return f", fading from {start} {first} to {end} {last}"
    return ""


def _standing_out(found: list[Area]) -> str:
    return f", with {_article(found[0].color)} {found[0].color} area" if found else ""


def _half(picture: Picture, index: int) -> Box:
    width, height = picture.width, picture.height
    return (
        Box(0, 0, width, height // 2),
        Box(0, height // 2, width, height - height // 2),
        Box(0, 0, width // 2, height),
        Box(width // 2, 0, width - width // 2, height),
    )[index]


def _article(word: str) -> str:
    return "an" if word[0] in "aeiou" else "a"
