"""Previews before they are encoded, each as its peer makes them, on a given long side."""

import subprocess
from io import BytesIO
from pathlib import Path

import pyvips
from PIL import Image, ImageOps

from shared.services.imaging import sniff
from shared.services.imaging.decoding import open_picture, preview

PIXELS = 100_000_000


def gallery(path: Path) -> Image.Image:
    """Its long side is the gallery's own choice, which all others follow."""
    content = path.read_bytes()
    content_type = sniff(content)
    return preview(open_picture(content, content_type, PIXELS), content_type)


def sharp(path: Path, side: int) -> Image.Image:
    command = ["node", str(Path(__file__).parent / "preview.mjs"), str(path), str(side)]
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE)
    return Image.open(BytesIO(done.stdout)).convert("RGB")


def libvips(path: Path, side: int) -> Image.Image:
    small = pyvips.Image.thumbnail(str(path), side, height=side, size="down").colourspace("srgb")
    return Image.fromarray(small.numpy())


def tutorial(path: Path, side: int) -> Image.Image:
    with Image.open(path) as image:
        small = ImageOps.exif_transpose(image).convert("RGB")
    small.thumbnail((side, side), Image.Resampling.LANCZOS)
    return small
