"""Colour as people see it: OKLab coordinates, distances and names.

OKLab is Björn Ottosson's (https://bottosson.github.io/posts/oklab): L is 0 for black and 1 for white;
a and b are 0 for greys and reach about ±0.3. A distance of 0.02 is just noticeable.
"""

import re
from functools import cache
from math import dist

RGB = tuple[int, int, int]
Lab = tuple[float, float, float]

_HEX = re.compile(r"#?([0-9a-f]{3}|[0-9a-f]{6})", re.IGNORECASE)
LINEAR = tuple(  # the light of each level of an sRGB channel
    v / 255 / 12.92 if v / 255 <= 0.04045 else ((v / 255 + 0.055) / 1.055) ** 2.4 for v in range(256)
)
_NAMED = {
    "black": "000000 181818 262626",
    "grey": "3c3c3c 606060 808080 a0a0a0 bcbcbc d0d0d0 e0e0e0",
    "white": "ffffff f0f0f0",
    "red": "e01020 ff0000 c02020 f04040",
    "maroon": "6a0f1c 800000",
    "salmon": "fa8072 e9967a",
    "orange": "ff8000 f5a020 e06010",
    "brown": "7b4a24 5a3a22 9c6a40 3e2716 7a5a08 735048",
    "beige": "e6d6b8 d2b48c c8b090",
    "cream": "fff6d8 f7ecd0",
    "gold": "d4af37 b8901f",
    "yellow": "ffff00 f7dc30 fff27a",
    "olive": "808000 6b6b2a 5a5820",
    "lime": "a8e02a 80ff00 00ff00 d4ff90",
    "green": "008000 2e8b3a 50b050 1e4d26 2f6b38 40603a 7ba870 8fd08f b8f0b0 b0f8cc",
    "teal": "008080 1f6f6f 104848",
    "turquoise": "40e0d0 30b8a8",
    "cyan": "00ffff 70e8f0 b0fff4 c0ffff",
    "sky blue": "87ceeb a8d8f4 5cb0e8",
    "blue": "0000ff 2050d0 3a6ea5 4169e1 5a8ac0 1e90ff 34487a",
    "navy": "000080 14224f 1c2b3a 2c2c6a",
    "lavender": "c8b8f0 b0a0d8",
    "purple": "800080 6a2c91 8a5ac0 4b1a6b 8000ff",
    "magenta": "ff00ff d0208f",
    "pink": "ffc0cb f5a0c0 ff80b0 e890a8 c08c90",
}


def parse(text: str) -> RGB:
    """`#3a6ea5`, `3A6EA5` or `#36a` as red, green and blue, 0..255. Raises ValueError."""
    match = _HEX.fullmatch(text.strip())
    if match is None:
        raise ValueError(f"{text[:20]!r} is not a hex colour such as #3a6ea5.")
    digits = match[1] if len(match[1]) == 6 else "".join(digit * 2 for digit in match[1])
    red, green, blue = bytes.fromhex(digits)
    return red, green, blue


def hexadecimal(rgb: RGB) -> str:
    return "#{:02x}{:02x}{:02x}".format(*rgb)


def oklab(rgb: RGB) -> Lab:
    red, green, blue = (LINEAR[channel] for channel in rgb)
    long = (0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue) ** (1 / 3)
    medium = (0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue) ** (1 / 3)
    short = (0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue) ** (1 / 3)
    return (
        0.2104542553 * long + 0.7936177850 * medium - 0.0040720468 * short,
        1.9779984951 * long - 2.4285922050 * medium + 0.4505937099 * short,
        0.0259040371 * long + 0.7827717662 * medium - 0.8086757660 * short,
    )


def srgb(lab: Lab) -> RGB:
    """The displayable colour for OKLab coordinates, each channel clipped to 0..255."""
    lightness, a, b = lab
    long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    medium = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    return (
        _channel(4.0767416621 * long - 3.3077115913 * medium + 0.2309699292 * short),
        _channel(-1.2684380046 * long + 2.6097574011 * medium - 0.3413193965 * short),
        _channel(-0.0041960863 * long - 0.7034186147 * medium + 1.7076147010 * short),
    )


def _channel(linear: float) -> int:
    clipped = min(1.0, max(0.0, linear))
    return round(255 * (clipped * 12.92 if clipped <= 0.0031308 else 1.055 * clipped ** (1 / 2.4) - 0.055))


def distance(one: RGB, other: RGB) -> float:
    """Euclidean in OKLab: 0 for the same colour, 1 from black to white."""
    return dist(oklab(one), oklab(other))


@cache
def _anchors() -> tuple[tuple[Lab, str], ...]:
    return tuple((oklab(parse(color)), name) for name, colors in _NAMED.items() for color in colors.split())


def name(rgb: RGB) -> str:
    """What people call the colour: the name of the nearest known one."""
    lab = oklab(rgb)
    return min(_anchors(), key=lambda anchor: dist(anchor[0], lab))[1]
