"""Pictures too small or too narrow for an analyzer, set in a frame so that it takes them."""

from io import BytesIO

from PIL import Image

LEAST_SIDE = 64  # Azure AI Vision asks for more than 50 pixels either way


def framed(preview: bytes) -> bytes:
    """The preview itself where it is large enough; else with its mean colour on its right and below it."""
    with Image.open(BytesIO(preview)) as image:
        if min(image.size) >= LEAST_SIDE:
            return preview
        size = max(image.width, LEAST_SIDE), max(image.height, LEAST_SIDE)
        mean = image.convert("RGB").resize((1, 1), Image.Resampling.BOX)
        frame = mean.resize(size)
        frame.paste(image)
    stream = BytesIO()
    frame.save(stream, "JPEG", quality=90)
    return stream.getvalue()
