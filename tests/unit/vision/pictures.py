"""Pictures to look at, drawn here."""

import io

import numpy as np
from PIL import Image, ImageDraw, ImageFilter

Rgb = tuple[int, int, int]


def plain(color: str, size: tuple[int, int] = (400, 300)) -> Image.Image:
    return Image.new("RGB", size, color)


def fade(top: Rgb, bottom: Rgb, size: tuple[int, int] = (640, 427)) -> Image.Image:
    down = np.linspace(0, 1, size[1])[:, None, None]
    rows = np.array(top) * (1 - down) + np.array(bottom) * down
    return Image.fromarray(np.broadcast_to(rows, (size[1], size[0], 3)).astype(np.uint8))


def disc(color: str, background: str) -> Image.Image:
    image = Image.new("RGB", (600, 400), background)
    ImageDraw.Draw(image).ellipse((100, 100, 300, 300), fill=color)
    return image


def static(size: tuple[int, int] = (800, 600)) -> Image.Image:
    gray = np.random.default_rng(1).integers(0, 255, (48, 64), dtype=np.uint8)
    return Image.fromarray(gray).resize(size, Image.Resampling.NEAREST).convert("RGB")


def shapes(seed: int, size: tuple[int, int] = (800, 600)) -> Image.Image:
    """Two dozen coloured rectangles and ellipses, as unlike as two photographs."""
    random = np.random.default_rng(seed)

    def color() -> Rgb:
        red, green, blue = random.integers(0, 256, 3)
        return int(red), int(green), int(blue)

    image = Image.new("RGB", size, color())
    draw = ImageDraw.Draw(image)
    for index in range(24):
        x, y = (float(random.integers(0, side)) for side in size)
        width, height = (float(side) for side in random.integers(40, 250, 2))
        shape = draw.ellipse if index % 2 else draw.rectangle
        shape((x, y, x + width, y + height), fill=color())
    return image.filter(ImageFilter.GaussianBlur(1))


def encode(image: Image.Image, file_format: str = "PNG", **options: object) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, file_format, **options)
    return buffer.getvalue()


ALBUM = {
    "red": plain("red"),
    "blue": plain("blue"),
    "green": plain("green"),
    "gray": plain("gray"),
    "sunset": fade((250, 140, 40), (90, 20, 60)),
    "sea": fade((150, 200, 240), (10, 60, 120)),
    "night": fade((5, 5, 20), (25, 25, 45)),
    "forest": fade((60, 120, 50), (20, 60, 25)),
    "snow": fade((230, 240, 250), (250, 250, 250)),
    "ball": disc("red", "white"),
    "static": static(),
    "tall": plain("teal", (300, 500)),
    "wide": plain("purple", (900, 300)),
    "shapes-1": shapes(1),
    "shapes-2": shapes(2),
    "shapes-3": shapes(3),
}
