"""Opens and decodes pictures that strangers sent, with bounded memory and one kind of error."""

import logging
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from io import BytesIO
from mmap import ACCESS_READ, mmap
from typing import IO

from PIL import ExifTags, Image, ImageCms
from PIL.BmpImagePlugin import BmpImageFile
from PIL.GifImagePlugin import GifImageFile
from PIL.ImageFile import ImageFile
from PIL.JpegImagePlugin import JpegImageFile
from PIL.PngImagePlugin import PngImageFile
from PIL.TiffImagePlugin import TiffImageFile
from PIL.WebPImagePlugin import WebPImageFile

from shared.errors import ImageTooLarge, UnreadableImage
from shared.services.imaging.bombs import refuse_header, refuse_size

LONG_SIDE = 1280  # a preview's long side is this or more, and at most twice this
STRIP_ROWS = 256
MAX_ICC_BYTES = 4 * 1024 * 1024

warnings.filterwarnings("ignore", module=r"PIL\.")  # what a broken file means is told in the answer
logging.getLogger("PIL").setLevel(logging.ERROR)  # at debug level it tells every tag, a place among them

_TURN = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
_SRGB = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB"))


def _avif(stream: IO[bytes]) -> ImageFile:
    from PIL.AvifImagePlugin import AvifImageFile

    return AvifImageFile(stream)


def _heif(stream: IO[bytes]) -> ImageFile:
    from pi_heif import HeifImageFile

    picture: ImageFile = HeifImageFile(stream)
    return picture


# The classes themselves, not Image.open: no other plugin is ever tried, and an MPO is its first JPEG.
_OPENERS: dict[str, Callable[[IO[bytes]], ImageFile]] = {
    "image/jpeg": JpegImageFile,
    "image/png": PngImageFile,
    "image/gif": GifImageFile,
    "image/webp": WebPImageFile,
    "image/avif": _avif,
    "image/heic": _heif,
    "image/heif": _heif,
    "image/tiff": TiffImageFile,
    "image/bmp": BmpImageFile,
}


@contextmanager
def _decoding(content_type: str) -> Iterator[None]:
    """Whatever a decoder raises on hostile bytes ends as one of our errors."""
    try:
        yield
    except (MemoryError, Image.DecompressionBombError) as error:
        raise ImageTooLarge("The picture needs more memory to decode than the gallery has.") from error
    except Exception as error:
        name = content_type.removeprefix("image/").upper()
        cut_off = isinstance(error, EOFError) or "truncated" in str(error).lower()
        reason = "the file ends before the picture does" if cut_off else "its content is damaged"
        raise UnreadableImage(f"This {name} picture cannot be decoded: {reason}.") from error


def open_picture(content: bytes | IO[bytes], content_type: str, max_pixels: int) -> ImageFile:
    """The picture with its header read and its pixels not; a file stays open for them.

    Raises UnreadableImage or, above `max_pixels`, ImageTooLarge.
    """
    with _mapped(content) as view:
        refuse_header(view, content_type)
        with _decoding(content_type):
            picture = _OPENERS[content_type](BytesIO(content) if isinstance(content, bytes) else content)
        if not all(picture.size):
            raise UnreadableImage("The picture has no pixels.")
        refuse_size(view, content_type, picture.size, max_pixels)
    return picture


@contextmanager
def _mapped(content: bytes | IO[bytes]) -> Iterator[bytes | mmap]:
    """A file's bytes where the file is, and it at its start."""
    if isinstance(content, bytes):
        yield content
        return
    content.seek(0)
    with mmap(content.fileno(), 0, access=ACCESS_READ) as view:
        yield view


def orientation(picture: ImageFile) -> int:
    """EXIF orientation, 1 to 8. Pillow turns a TIFF, and libheif a HEIC, upright by themselves."""
    if isinstance(picture, TiffImageFile):
        return 1
    with suppress(Exception):
        exif = Image.Image.getexif(picture)  # PngImageFile's own would decode the picture
        value = exif.get(ExifTags.Base.Orientation)
        return value if value in _TURN else 1
    return 1


def upright(size: tuple[int, int], turned: int) -> tuple[int, int]:
    """Width and height of a picture of EXIF orientation `turned` once it stands upright."""
    return (size[1], size[0]) if turned > 4 else size


def preview(picture: ImageFile, content_type: str) -> Image.Image:
    """The picture upright, in sRGB, over white, its long side between 1280 and 2560 where it has so many.

    Every step down is by a whole number: a JPEG's by its DCT scale, the others' by a box of pixels.
    Raises UnreadableImage.
    """
    with _decoding(content_type):
        if isinstance(picture, JpegImageFile):
            scale = next((by for by in (8, 4, 2) if max(picture.size) >= by * LONG_SIDE), 1)
            picture.draft(None, (max(1, picture.width // scale), max(1, picture.height // scale)))
        picture.load()
        turn = _TURN.get(orientation(picture))
        small = _in_srgb(_reduced(picture), picture.info.get("icc_profile"))
        image = small.transpose(turn) if turn is not None else small.copy()
    image.info = {}
    return image


def _reduced(picture: Image.Image) -> Image.Image:
    """L, RGB or CMYK, made strip by strip, so that a second full-size copy never exists."""
    factor = max(1, max(picture.size) // LONG_SIDE)
    if picture.mode in ("L", "RGB", "CMYK") and not picture.has_transparency_data:
        return picture.reduce(factor) if factor > 1 else picture
    scale, offset = _levels(picture)
    rows = max(1, STRIP_ROWS // factor) * factor
    strips = []
    for top in range(0, picture.height, rows):
        strip = picture.crop((0, top, picture.width, min(top + rows, picture.height)))
        strips.append(_opaque(strip, scale, offset).reduce(factor))
    whole = Image.new(strips[0].mode, (strips[0].width, sum(strip.height for strip in strips)))
    for index, strip in enumerate(strips):
        whole.paste(strip, (0, index * strips[0].height))
    return whole


def _levels(picture: Image.Image) -> tuple[float, float]:
    """Scale and offset that bring samples of more than 8 bits to 0..255."""
    if picture.mode not in ("I", "F"):
        return 1 / 256, 0.0
    low, high = (float(extreme) for extreme in picture.getextrema())  # type: ignore[arg-type]
    scale = 255 / (high - low) if high > low else 1.0
    return scale, -low * scale


def _opaque(strip: Image.Image, scale: float, offset: float) -> Image.Image:
    if strip.mode.startswith(("I", "F")):
        deep = strip if strip.mode == "F" else strip.convert("I")
        return deep.point(lambda sample: sample * scale + offset).convert("L")
    if strip.has_transparency_data:
        layer = strip.convert("RGBA")
        white = Image.new("RGB", strip.size, "white")
        white.paste(layer, mask=layer.getchannel("A"))
        return white
    return strip.convert("L" if strip.mode == "1" else "RGB")


def _in_srgb(image: Image.Image, icc: bytes | None) -> Image.Image:
    """A broken profile, or one for another kind of picture, is as good as none."""
    if icc and len(icc) <= MAX_ICC_BYTES:
        with suppress(ImageCms.PyCMSError, OSError, ValueError, TypeError):
            profile = ImageCms.ImageCmsProfile(BytesIO(icc))
            if ImageCms.getProfileDescription(profile).startswith("sRGB"):
                return _rgb(image)
            converted = ImageCms.profileToProfile(
                image,
                profile,
                _SRGB,
                renderingIntent=ImageCms.Intent.RELATIVE_COLORIMETRIC,
                outputMode="RGB",
                flags=ImageCms.Flags.BLACKPOINTCOMPENSATION,
            )
            return converted or _rgb(image)
    return _rgb(image)


def _rgb(image: Image.Image) -> Image.Image:
    return image if image.mode == "RGB" else image.convert("RGB")
