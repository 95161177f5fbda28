"""What renditions and analysis find out about a picture."""

from shared.models.base import Schema
from shared.models.images import Caption, Color, DetectedObject, Embedded, Exif, Tag


class Embedding(Schema):
    """A picture as a point among pictures: 1024 floats, compared by cosine."""

    vector: tuple[float, ...]
    model_version: str


class Analysis(Schema):
    """What an analyzer saw in a picture. Boxes are in pixels of the picture it was given."""

    caption: Caption | None = None
    tags: tuple[Tag, ...] = ()
    objects: tuple[DetectedObject, ...] = ()
    people: int = 0
    text: str | None = None
    width: int
    height: int
    model_version: str


class Renditions(Schema):
    """What one decode of an original yields. Sizes are of the upright picture."""

    width: int
    height: int
    thumbnail: bytes
    tile: bytes
    preview: bytes
    preview_width: int
    preview_height: int
    colors: tuple[Color, ...]
    placeholder: str
    exif: Exif
    embedded: Embedded
