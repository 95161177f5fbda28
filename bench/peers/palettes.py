"""Five colours of a decoded picture: the gallery's, k-means in CIELAB by scikit-learn, and ColorThief's."""

from collections.abc import Sequence
from io import BytesIO

import numpy as np
from colorthief import ColorThief
from PIL import Image
from skimage.color import lab2rgb, rgb2lab
from sklearn.cluster import KMeans

from shared.services import colors
from shared.services.imaging.palette import palette
from shared.services.imaging.renditions import SKETCH

COUNT = 5
Palette = Sequence[colors.RGB]


def gallery(image: Image.Image) -> Palette:
    """From the sketch on; making it is counted, as it is in the renditions."""
    sketch = image.copy()
    sketch.thumbnail((SKETCH, SKETCH), Image.Resampling.BOX, reducing_gap=1.01)
    return [colors.parse(color.hex) for color in palette(sketch)]


def kmeans(image: Image.Image, side: int | None = None) -> Palette:
    """The best of ten starts, over every pixel or those of a picture of at most `side` pixels."""
    small = image.copy()
    if side:
        small.thumbnail((side, side), Image.Resampling.BOX)
    pixels = rgb2lab(np.asarray(small)).reshape(-1, 3)
    centres = KMeans(COUNT, n_init=10, random_state=0).fit(pixels).cluster_centers_
    levels = np.rint(lab2rgb(centres[None])[0] * 255).astype(int)
    return [(red, green, blue) for red, green, blue in levels.tolist()]


def colorthief(image: Image.Image, quality: int) -> Palette:
    """`quality` 1 looks at every pixel, its default 10 at every tenth. It reads files: a BMP costs little."""
    file = BytesIO()
    image.save(file, "BMP")
    found: Palette = ColorThief(file).get_palette(color_count=COUNT, quality=quality)
    return found[:COUNT]
