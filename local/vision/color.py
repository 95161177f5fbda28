"""Colours: from sRGB to OKLab, and from OKLab to the names people use."""

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]

_EXAMPLES = {
    "red": ("e01b1b", "8f1414", "ff4d3d", "c8322b"),
    "orange": ("ff8c1a", "f26a1b", "ffb05c"),
    "yellow": ("ffe11a", "f7ec8a", "e6c229"),
    "green": ("2ea03c", "1c5426", "9bd64f", "6f8c2a", "a9d8a6"),
    "teal": ("1cb5b0", "0f6f70", "7fe0d8"),
    "blue": ("2461d6", "10266b", "87c3ee", "4b86b4", "b9d6f2"),
    "purple": ("7b2fb3", "b48be0", "46196b"),
    "pink": ("ff80b0", "ffc4d3", "e23d9b"),
    "brown": ("8b5a2b", "57371b", "b98d5f"),
    "black": ("000000", "1c1c1c"),
    "gray": ("4d4d4d", "808080", "b5b5b5", "d0d0d0"),
    "white": ("ffffff", "efefef"),
}
COLORS = tuple(_EXAMPLES)

# Names are told apart by hue and chroma more than by lightness.
_WEIGHTS = np.array([0.6, 1.6, 1.6], dtype=np.float32)
_SOFTNESS = 0.05


def oklab(rgb: NDArray[np.uint8]) -> Floats:
    """Convert sRGB bytes (..., 3) to OKLab (..., 3) by https://bottosson.github.io/posts/oklab/."""
    encoded = rgb.astype(np.float32) / 255
    linear = np.where(encoded <= 0.04045, encoded / 12.92, ((encoded + 0.055) / 1.055) ** 2.4)
    cones = np.cbrt(linear @ _LINEAR_TO_LMS.T)
    lab: Floats = (cones @ _LMS_TO_LAB.T).astype(np.float32)
    return lab


def color_shares(lab: Floats) -> Floats:
    """Fraction of the pixels (..., 3) under each of COLORS; a pixel between two names counts for both."""
    pixels = lab.reshape(-1, 3) * _WEIGHTS
    squares = ((pixels[:, None, :] - _PROTOTYPES[None]) ** 2).sum(axis=2)
    nearest = np.stack([squares[:, index == _OWNERS].min(axis=1) for index in range(len(COLORS))], axis=1)
    closeness = np.exp((nearest.min(axis=1, keepdims=True) - nearest) / _SOFTNESS**2)
    shares: Floats = (closeness / closeness.sum(axis=1, keepdims=True)).mean(axis=0)
    return shares


def main_color(lab: Floats) -> str:
    """Name of the colour with the largest share of the pixels (..., 3)."""
    return COLORS[int(color_shares(lab).argmax())]


_LINEAR_TO_LMS = np.array(
    [
        [0.4122214708, 0.5363325363, 0.0514459929],
        [0.2119034982, 0.6806995451, 0.1073969566],
        [0.0883024619, 0.2817188376, 0.6299787005],
    ]
)
_LMS_TO_LAB = np.array(
    [
        [0.2104542553, 0.7936177850, -0.0040720468],
        [1.9779984951, -2.4285922050, 0.4505937099],
        [0.0259040371, 0.7827717662, -0.8086757660],
    ]
)
_PROTOTYPES = _WEIGHTS * oklab(
    np.array([list(bytes.fromhex(code)) for codes in _EXAMPLES.values() for code in codes], dtype=np.uint8)
)
_OWNERS = np.array([index for index, codes in enumerate(_EXAMPLES.values()) for _ in codes])
