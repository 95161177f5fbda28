"""From the bytes of an image to the small canvas everything is measured on."""

import io
from dataclasses import dataclass

import numpy as np
from PIL import Image

from local.vision.color import Floats, oklab
from local.vision.errors import invalid_request

MAX_BYTES = 20_971_520
FORMATS = ("JPEG", "PNG", "GIF", "BMP", "WEBP", "ICO", "TIFF")
CANVAS = 64

# A picture of 15,999 x 15,999 px would be allowed by the service and take a gigabyte here.
_MAX_PIXELS = 89_478_485


@dataclass(frozen=True, slots=True)
class Picture:
    """A decoded image: its size in pixels, and the OKLab values (CANVAS, CANVAS, 3) of it as a square."""

    width: int
    height: int
    lab: Floats

    @property
    def aspect(self) -> float:
        return self.width / self.height


def decode(content: bytes, *, min_side: int) -> Picture:
    """Decode the first frame of an image; transparency is laid on white.

    Raises:
        VisionError: 400, when it is empty, over 20 MB, of another format, broken, too small or too large.
    """
    if not 0 < len(content) <= MAX_BYTES:
        raise invalid_request(f"The image size is not allowed to be zero or larger than {MAX_BYTES} bytes.")
    try:
        with Image.open(io.BytesIO(content), formats=FORMATS) as image:
            size = image.size
            _check_size(*size, min_side)
            image.draft("RGB", (4 * CANVAS, 4 * CANVAS))
            canvas = _opaque(image).resize((CANVAS, CANVAS), Image.Resampling.BOX)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise _wrong_size("The image has more pixels than are supported here.") from error
    except (OSError, SyntaxError, ValueError, TypeError, LookupError, ArithmeticError, EOFError) as error:
        raise invalid_request("Image format is not valid.", "InvalidImageFormat") from error
    return Picture(*size, oklab(np.asarray(canvas)))


def _check_size(width: int, height: int, min_side: int) -> None:
    if min(width, height) <= min_side or max(width, height) >= 16000:
        raise _wrong_size(
            f"The image dimension is not allowed to be smaller than {min_side} and larger than 16000."
        )
    if width * height > _MAX_PIXELS:
        raise _wrong_size("The image has more pixels than are supported here.")


def _wrong_size(message: str) -> Exception:
    return invalid_request(message, "InvalidImageSize")


def _opaque(image: Image.Image) -> Image.Image:
    if not image.has_transparency_data:
        return image.convert("RGB")
    layer = image.convert("RGBA")
    return Image.alpha_composite(Image.new("RGBA", layer.size, "white"), layer).convert("RGB")
