"""Renditions by libvips: as its documentation does it, and given the gallery's design."""

from hashlib import file_digest
from pathlib import Path

import pyvips
from PIL import Image

from bench.peers.sizes import THUMBNAIL, TILE, TILE_QUALITY, preview_side
from shared.services.imaging.palette import palette
from shared.services.imaging.placeholder import placeholder

pyvips.cache_set_max(0)  # or the second call for a file is answered from memory


def derive(path: Path) -> list[bytes]:
    """Idiomatic: each size by thumbnail, which decodes anew and resamples by Lanczos."""
    digest(path)
    header = pyvips.Image.new_from_file(str(path))
    facts(header)
    side = preview_side(header.width, header.height, is_jpeg(header))
    preview = pyvips.Image.thumbnail(str(path), side, height=side, size="down")
    tile = pyvips.Image.thumbnail(str(path), TILE, height=TILE, size="down")
    thumbnail = pyvips.Image.thumbnail(str(path), THUMBNAIL, height=THUMBNAIL, crop="centre")
    preview = preview.copy_memory()
    colors(preview)
    return encoded(preview, tile, thumbnail)


def derive_alike(path: Path) -> list[bytes]:
    """One decode at the DCT scale, the tile from the preview, the thumbnail from the tile."""
    digest(path)
    header = pyvips.Image.new_from_file(str(path), access="sequential")
    facts(header)
    jpeg = is_jpeg(header)
    factor = max(1, max(header.width, header.height) // preview_side(header.width, header.height, jpeg))
    if jpeg and factor > 1:
        image = pyvips.Image.new_from_file(str(path), shrink=factor, access="sequential")
    else:
        image = header.shrink(factor, factor) if factor > 1 else header
    if image.hasalpha():
        image = image.flatten(background=[255, 255, 255])
    preview = image.copy_memory().autorot().colourspace("srgb").copy_memory()
    tile = preview.thumbnail_image(TILE, height=TILE, size="down").copy_memory()
    colors(tile)
    square = tile if min(tile.width, tile.height) >= THUMBNAIL else preview
    return encoded(preview, tile, square.thumbnail_image(THUMBNAIL, height=THUMBNAIL, crop="centre"))


def digest(path: Path) -> None:
    with path.open("rb") as original:
        file_digest(original, "sha256")


def is_jpeg(image: pyvips.Image) -> bool:
    return bool(image.get("vips-loader").startswith("jpegload"))


def facts(image: pyvips.Image) -> list[object]:
    return [image.get(name) for name in image.get_fields() if name.startswith("exif-")]


def colors(image: pyvips.Image) -> None:
    """Colours and placeholder as the gallery finds them, from a sketch by libvips."""
    small = image.thumbnail_image(128, height=128, size="down").colourspace("srgb")
    sketch = Image.frombytes("RGB", (small.width, small.height), small.write_to_memory())
    palette(sketch)
    placeholder(sketch)


def encoded(preview: pyvips.Image, tile: pyvips.Image, thumbnail: pyvips.Image) -> list[bytes]:
    return [
        preview.write_to_buffer(".jpg", Q=80, keep="none"),
        tile.write_to_buffer(".webp", Q=TILE_QUALITY, effort=2, keep="none"),
        thumbnail.write_to_buffer(".webp", Q=80, effort=2, keep="none"),
    ]
