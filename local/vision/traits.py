"""What the pixels say: named traits, each with a strength from 0 to 1."""

from collections.abc import Mapping

import numpy as np

from local.vision.color import COLORS, Floats, color_shares

Traits = Mapping[str, float]

ORIENTATIONS = ("landscape", "portrait", "square", "panorama")
TRAITS = (
    *COLORS,
    *("bright", "dark", "warm", "cool", "black and white", "vivid", "muted", "colorful"),
    *("plain", "busy", "high contrast", "low contrast", "gradient"),
    *ORIENTATIONS,
)


def measure(lab: Floats, aspect: float) -> Traits:
    """Measure OKLab pixels (height, width, 3) of a picture whose width / height is `aspect`.

    Every trait is a continuous function of the pixels, so that near copies get near values.
    """
    shares = color_shares(lab)
    traits = {name: _ramp(float(share), 0.0, 0.45) ** 0.5 for name, share in zip(COLORS, shares, strict=True)}
    traits |= _light(lab[..., 0]) | _saturation(lab, shares) | _structure(lab) | _orientation(aspect)
    return {name: traits[name] for name in TRAITS}


def edges(lab: Floats) -> tuple[Floats, Floats]:
    """Horizontal and vertical differences of lightness between neighbours, both (height, width)."""
    return np.gradient(lab[..., 0], axis=1), np.gradient(lab[..., 0], axis=0)


def _ramp(value: float, zero: float, one: float) -> float:
    return min(1.0, max(0.0, (value - zero) / (one - zero)))


def _light(lightness: Floats) -> dict[str, float]:
    mean = float(lightness.mean())
    contrast = _ramp(float(lightness.std()), 0.06, 0.26)
    return {
        "bright": _ramp(mean, 0.58, 0.82),
        "dark": _ramp(mean, 0.55, 0.3),
        "high contrast": contrast,
        "low contrast": 1 - contrast,
    }


def _saturation(lab: Floats, shares: Floats) -> dict[str, float]:
    chroma = np.hypot(lab[..., 1], lab[..., 2])
    gray = _ramp(float(np.percentile(chroma, 95)), 0.045, 0.02)
    vivid = _ramp(float(chroma.mean()), 0.05, 0.17)
    warmth = float((0.5 * lab[..., 1] + 0.866 * lab[..., 2]).mean())
    hues = shares[: COLORS.index("black")]
    spread = float(np.exp(-(hues * np.log(hues + 1e-9)).sum())) * float(hues.sum())
    return {
        "black and white": gray,
        "vivid": vivid,
        "muted": (1 - vivid) * (1 - gray),
        "warm": _ramp(warmth, 0.005, 0.08),
        "cool": _ramp(-warmth, 0.005, 0.08),
        "colorful": _ramp(spread, 2.0, 4.5),
    }


def _structure(lab: Floats) -> dict[str, float]:
    steps = [np.diff(lab, axis=axis) for axis in (0, 1)]
    unrest = sum(float(np.abs(step - step.mean(axis=(0, 1))).mean()) for step in steps)
    busy = _ramp(unrest, 0.006, 0.03)
    return {"busy": busy, "plain": 1 - busy, "gradient": _gradient(lab)}


def _gradient(lab: Floats) -> float:
    """Share of the variance that a plane over x and y explains, where there is variance to speak of."""
    height, width = lab.shape[:2]
    y, x = np.mgrid[-1 : 1 : height * 1j, -1 : 1 : width * 1j][..., None]
    centred = lab - lab.mean(axis=(0, 1))
    total = float((centred**2).mean())
    explained = sum(float((((axis * centred).mean((0, 1))) ** 2 / (axis**2).mean()).sum()) for axis in (x, y))
    return _ramp(explained / (total + 1e-9), 0.6, 0.9) * _ramp(total, 0.0005, 0.003)


def _orientation(aspect: float) -> dict[str, float]:
    panorama = _ramp(aspect, 2.0, 2.6)
    landscape = _ramp(aspect, 1.05, 1.25)
    portrait = _ramp(1 / aspect, 1.05, 1.25)
    return {
        "landscape": landscape * (1 - panorama),
        "portrait": portrait,
        "square": 1 - landscape - portrait,
        "panorama": panorama,
    }
