"""Renditions as tutorials make them with Pillow: everything decoded, resampled and kept at full size."""

from hashlib import file_digest
from io import BytesIO
from pathlib import Path

import pillow_heif
from colorthief import ColorThief
from PIL import Image, ImageOps

from bench.peers.sizes import THUMBNAIL, TILE, TILE_QUALITY, preview_side

pillow_heif.register_heif_opener()


def derive(path: Path) -> list[bytes]:
    with path.open("rb") as original:
        file_digest(original, "sha256")
    image = Image.open(path)
    jpeg = image.format == "JPEG"
    image.getexif()
    image = ImageOps.exif_transpose(image).convert("RGB")
    side = preview_side(*image.size, jpeg=jpeg)
    preview = image.copy()
    preview.thumbnail((side, side), Image.Resampling.LANCZOS)
    tile = image.copy()
    tile.thumbnail((TILE, TILE), Image.Resampling.LANCZOS)
    thumbnail = ImageOps.fit(image, (THUMBNAIL, THUMBNAIL), Image.Resampling.LANCZOS)
    ColorThief(str(path)).get_palette(color_count=5)
    return [encoded(preview, "JPEG"), encoded(tile, "WEBP", TILE_QUALITY), encoded(thumbnail, "WEBP")]


def encoded(image: Image.Image, format: str, quality: int = 80) -> bytes:
    stream = BytesIO()
    image.save(stream, format, quality=quality)
    return stream.getvalue()
