"""Vectors of 1024 floats in which like pictures are near, and a text meets the pictures it speaks of.

The space has three parts at right angles: traits, shared by pictures and texts; looks, of pictures only
(layout, colours, edges); and words, of texts only. A text that names no trait is thus at cosine 0 to every
picture, and one that does stays in the small positive range a real multimodal model gives.
"""

import hashlib

import numpy as np
from numpy.typing import NDArray

from local.vision.color import Floats
from local.vision.picture import Picture
from local.vision.traits import ORIENTATIONS, TRAITS, Traits, edges
from local.vision.words import content_words, traits_of

DIMENSIONS = 1024

_TRAIT_PART = slice(0, len(TRAITS))
_LOOK_PART = slice(64, 512)
_WORD_PART = slice(512, DIMENSIONS)

_FAINT = {
    *ORIENTATIONS,
    "plain",
    "busy",
    "high contrast",
    "low contrast",
    "muted",
    "gradient",
    "black and white",
}
_TRAIT_WEIGHTS = np.array([0.4 if name in _FAINT else 1.0 for name in TRAITS], dtype=np.float32)
_TRAIT_SHARE_OF_PICTURE = 0.5
_TRAIT_SHARE_OF_TEXT = 0.8


def picture_vector(picture: Picture, traits: Traits) -> Floats:
    """Unit vector (1024,) of a picture."""
    looks = np.concatenate(
        [0.8 * _layout(picture.lab), 1.0 * _palette(picture.lab), 0.5 * _texture(picture.lab)]
    )
    strengths = np.array([traits[name] for name in TRAITS], dtype=np.float32) * _TRAIT_WEIGHTS
    vector = np.zeros(DIMENSIONS, dtype=np.float32)
    vector[_TRAIT_PART] = _TRAIT_SHARE_OF_PICTURE * _unit(strengths)
    vector[_LOOK_PART][: looks.size] = (1 - _TRAIT_SHARE_OF_PICTURE**2) ** 0.5 * _unit(looks)
    return vector


def text_vector(text: str) -> Floats:
    """Unit vector (1024,) of a text: the traits its words name, and a direction of its own for the rest."""
    words = content_words(text)
    known = [traits_of(word) for word in words if traits_of(word)]
    meaning = np.array([sum(traits.get(name, 0.0) for traits in known) for name in TRAITS], dtype=np.float32)
    share = _TRAIT_SHARE_OF_TEXT * (len(known) / len(words)) ** 0.5 if known else 0.0
    own = sum((_direction(word) for word in words or [text]), np.zeros(512, dtype=np.float32))
    vector = np.zeros(DIMENSIONS, dtype=np.float32)
    vector[_TRAIT_PART] = share * _unit(meaning)
    vector[_WORD_PART] = (1 - share**2) ** 0.5 * _unit(own)
    return vector


def _layout(lab: Floats) -> Floats:
    """Low frequencies (8 x 8 of a DCT-II) of lightness and colour: 192 values, the coarse weighing most."""
    size = lab.shape[0]
    basis = np.cos(np.pi / size * np.outer(np.arange(8), np.arange(size) + 0.5))
    centred = (lab - np.array([0.6, 0, 0])) * np.array([1.0, 2.5, 2.5])
    waves = np.einsum("uy,vx,yxc->uvc", basis, basis, centred) * 2 / size**2
    order = np.add.outer(np.arange(8), np.arange(8))
    return _flat(waves * np.where(order == 0, 3, 12 / (1 + 0.4 * order))[..., None])


def _palette(lab: Floats) -> Floats:
    """Roots of the shares of 6 x 6 x 6 cells of OKLab; a pixel is split over the 8 cells around it."""
    low, high = np.array([0.0, -0.22, -0.22]), np.array([1.0, 0.22, 0.22])
    at = np.clip((lab.reshape(-1, 3) - low) / (high - low), 0, 0.9999) * 5
    base, part = np.floor(at).astype(int), at - np.floor(at)
    cells = np.zeros((6, 6, 6))
    for corner in np.ndindex(2, 2, 2):
        weight = np.where(corner, part, 1 - part).prod(axis=1)
        np.add.at(cells, tuple((base + corner).T), weight)
    return _flat(np.sqrt(cells / cells.sum()))


def _texture(lab: Floats) -> Floats:
    """Strength of edges by direction (8) in each quarter, 32 values, less what any direction would have."""
    across, down = edges(lab)
    strength = np.hypot(across, down)
    direction = (np.arctan2(down, across) % np.pi) / np.pi * 8
    lower, part = np.floor(direction).astype(int) % 8, direction % 1
    half = lab.shape[0] // 2
    quarters = (np.arange(lab.shape[0]) >= half).astype(int)
    quarter = np.add.outer(2 * quarters, quarters)
    bins = np.zeros((4, 8))
    np.add.at(bins, (quarter, lower), strength * (1 - part))
    np.add.at(bins, (quarter, (lower + 1) % 8), strength * part)
    bins /= strength.sum() + strength.size * 0.02
    return _flat(2 * (bins - bins.mean(axis=1, keepdims=True)))


def _direction(word: str) -> Floats:
    """A direction (512,) that is the word's alone, the same on every machine."""
    noise = hashlib.shake_256(word.encode()).digest(512)
    return np.frombuffer(noise, dtype=np.uint8).astype(np.float32) - 127.5


def _flat(values: NDArray[np.float64]) -> Floats:
    return values.astype(np.float32).ravel()


def _unit(vector: Floats) -> Floats:
    length = float(np.linalg.norm(vector))
    return vector / length if length else vector
