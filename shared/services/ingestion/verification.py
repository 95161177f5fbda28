"""Whether a stored file is the one that was announced: clients send some to storage by themselves."""

from hashlib import file_digest
from io import BufferedRandom

from shared.errors import UnreadableImage, UnsupportedImageType
from shared.models import Image
from shared.services import imaging

_FAMILIES = {"image/heif": "image/heic"}  # one file may be called either


class UnannouncedFile(UnreadableImage):
    """The stored file has another size, content or type than its image says."""


def refuse_unannounced(file: BufferedRandom, image: Image) -> None:
    """Reads the whole file: call it in a thread. Raises UnannouncedFile."""
    size = file.seek(0, 2)
    if size != image.size:
        told = f"{size:,}" if size < image.size else "more"
        raise UnannouncedFile(f"{image.size:,} bytes were announced, but {told} came.")
    file.seek(0)
    if file_digest(file, "sha256").hexdigest() != image.sha256:
        raise UnannouncedFile("The stored file is not the one that was announced.")
    try:
        found = imaging.sniff_file(file)
    except UnsupportedImageType as error:
        raise UnannouncedFile(error.detail) from error
    if _FAMILIES.get(found, found) != _FAMILIES.get(image.content_type, image.content_type):
        raise UnannouncedFile(f"The file is {found}, but was announced as {image.content_type}.")
