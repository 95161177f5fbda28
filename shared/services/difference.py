"""The difference of two colours as people see it: CIEDE2000, over CIELAB (D65).

Source: Sharma, Wu and Dalal, "The CIEDE2000 color-difference formula: implementation notes, supplementary
test data, and mathematical observations", Color Research & Application 30 (2005).
"""

from functools import lru_cache
from math import atan2, cbrt, copysign, cos, exp, hypot, pi, radians, sin, sqrt

from shared.services.colors import LINEAR, parse

CIELab = tuple[float, float, float]
LIMIT = 15.0  # colours that differ more are not alike
_MOST = 1.75  # what a difference of lightness is divided by at most
_25_TO_THE_7TH = 25.0**7
_TURN = 2 * pi
_6, _25, _30, _60, _63, _275 = map(radians, (6, 25, 30, 60, 63, 275))
HALF = pi + 1e-9  # of a turn; hues just opposite count as half a turn forwards
_WHITE = (0.95047, 1.0, 1.08883)


@lru_cache(maxsize=1 << 15)
def cielab(hex: str) -> CIELab:
    """Lightness 0..100, and a* and b*, of a colour such as `#3a6ea5`."""
    red, green, blue = (LINEAR[channel] for channel in parse(hex))
    x = _root((0.4124564 * red + 0.3575761 * green + 0.1804375 * blue) / _WHITE[0])
    y = _root((0.2126729 * red + 0.7151522 * green + 0.0721750 * blue) / _WHITE[1])
    z = _root((0.0193339 * red + 0.1191920 * green + 0.9503041 * blue) / _WHITE[2])
    return 116 * y - 16, 500 * (x - y), 200 * (y - z)


def difference(one: CIELab, other: CIELab) -> float:
    """0 for the same colour; 1 is just noticeable, 100 is from black to white."""
    lightness1, a1, b1 = one
    lightness2, a2, b2 = other
    seventh = ((hypot(a1, b1) + hypot(a2, b2)) / 2) ** 7
    stretch = 1.5 - 0.5 * sqrt(seventh / (seventh + _25_TO_THE_7TH))
    a1, a2 = a1 * stretch, a2 * stretch
    chroma1, chroma2 = hypot(a1, b1), hypot(a2, b2)
    hue1, hue2 = atan2(b1, a1) % _TURN, atan2(b2, a2) % _TURN
    turn = hue2 - hue1
    if abs(turn) > HALF:
        turn -= copysign(_TURN, turn)
    hue, chroma = (hue1 + turn / 2) % _TURN, (chroma1 + chroma2) / 2
    offset = (lightness1 + lightness2) / 2 - 50
    offset *= offset
    tint = (
        1 - 0.17 * cos(hue - _30) + 0.24 * cos(2 * hue) + 0.32 * cos(3 * hue + _6) - 0.20 * cos(4 * hue - _63)
    )
    by_lightness = (lightness2 - lightness1) / (1 + 0.015 * offset / sqrt(20 + offset))
    by_chroma = (chroma2 - chroma1) / (1 + 0.045 * chroma)
    by_hue = 2 * sqrt(chroma1 * chroma2) * sin(turn / 2) / (1 + 0.015 * chroma * tint)
    blueness = (hue - _275) / _25
    seventh = chroma**7
    rotation = -2 * sin(_60 * exp(-blueness * blueness)) * sqrt(seventh / (seventh + _25_TO_THE_7TH))
    return sqrt(
        by_lightness * by_lightness + by_chroma * by_chroma + by_hue * by_hue + rotation * by_chroma * by_hue
    )


def nearness(one: CIELab, other: CIELab) -> float:
    """1 for the same colour, falling to 0 at a difference of LIMIT."""
    if abs(one[0] - other[0]) > _MOST * LIMIT:
        return 0.0
    return max(0.0, 1 - difference(one, other) / LIMIT)


def _root(value: float) -> float:
    return cbrt(value) if value > 216 / 24389 else (24389 / 27 * value + 16) / 116
