"""The photographer's own words in a file: XMP (Dublin Core), IPTC and EXIF."""

import re
from collections.abc import Callable
from itertools import chain

from defusedxml import ElementTree
from PIL.ExifTags import Base
from PIL.ImageFile import ImageFile
from PIL.IptcImagePlugin import getiptcinfo

from shared.models import Embedded
from shared.services.imaging.exif import clean

MAX_KEYWORDS = 50
MAX_KEYWORD = 64
MAX_DESCRIPTION = 2000
MAX_XMP_BYTES = 1024 * 1024
MAX_XP_BYTES = 8192
READ_KEYWORDS = 1000

KEYWORDS = (2, 25)
CAPTION = (2, 120)
_DC = "{http://purl.org/dc/elements/1.1/}"
_ITEM = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}li"
_LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"
_CAMERA_JUNK = re.compile(
    r".*digital camera|sony dsc|dcim.*|samsung( .*)?|exif[_ ]jpeg.*|jpeg|default|untitled|"
    r"<?(digimax|kenox) .*|cof|dav|hdr|rhdr|edf|sdr|img|dsc|(img|dsc|dscn|dscf|pict|mvi)[_-]?\d+(\.\w+)?",
    re.IGNORECASE,
)


def words(picture: ImageFile) -> Embedded:
    """One description, and keywords told apart without regard to case: XMP before IPTC before EXIF."""
    blocks = [_read(source, picture) for source in (_xmp, _iptc, _exif)]
    description = next((block.description for block in blocks if block.description), None)
    keywords: dict[str, str] = {}
    for keyword in chain.from_iterable(block.keywords for block in blocks):
        word = clean(keyword, MAX_KEYWORD + 1)
        if word and len(word) <= MAX_KEYWORD and len(keywords) < MAX_KEYWORDS:
            keywords.setdefault(word.casefold(), word)
    return Embedded(description=description, keywords=tuple(keywords.values()))


def _read(source: Callable[[ImageFile], Embedded], picture: ImageFile) -> Embedded:
    try:
        return source(picture)
    except Exception:  # a block that cannot be read says nothing; the others may
        return Embedded()


def _described(*texts: str | None) -> str | None:
    """The first that a person wrote."""
    cleaned = (clean(text, MAX_DESCRIPTION) for text in texts)
    return next((text for text in cleaned if text and not _CAMERA_JUNK.fullmatch(text)), None)


def _xmp(picture: ImageFile) -> Embedded:
    packet: str | bytes = picture.info["xmp"]
    if len(packet) > MAX_XMP_BYTES:
        return Embedded()
    root = ElementTree.fromstring(packet.rstrip(b"\0") if isinstance(packet, bytes) else packet)
    subjects = [item.text or "" for subject in root.iter(f"{_DC}subject") for item in subject.iter(_ITEM)]
    texts = [item for text in root.iter(f"{_DC}description") for item in text.iter(_ITEM)]
    texts.sort(key=lambda item: item.get(_LANGUAGE) != "x-default")
    return Embedded(
        description=_described(*(item.text for item in texts)), keywords=tuple(subjects[:READ_KEYWORDS])
    )


def _iptc(picture: ImageFile) -> Embedded:
    records = getiptcinfo(picture) or {}
    return Embedded(
        description=_described(*_texts(records.get(CAPTION))),
        keywords=tuple(_texts(records.get(KEYWORDS))),
    )


def _texts(values: bytes | list[bytes] | None) -> list[str]:
    """IPTC says in record 1:90 whether it is UTF-8, but many writers forget: bytes that fit UTF-8 are."""
    several = [values] if isinstance(values, bytes) else values or []
    return [_decoded(value) for value in several[:READ_KEYWORDS]]


def _decoded(value: bytes) -> str:
    try:
        return value.decode()
    except UnicodeDecodeError:
        return value.decode("latin-1")


def _exif(picture: ImageFile) -> Embedded:
    exif = picture.getexif()
    keywords = _utf16(exif.get(Base.XPKeywords))
    return Embedded(
        description=_described(
            exif.get(Base.ImageDescription), _utf16(exif.get(Base.XPTitle)), _utf16(exif.get(Base.XPComment))
        ),
        keywords=tuple(keywords.split(";")[:READ_KEYWORDS]),
    )


def _utf16(value: object) -> str:
    """The `XP…` tags of Windows: UTF-16 in bytes."""
    return value[:MAX_XP_BYTES].decode("utf-16-le", "replace") if isinstance(value, bytes) else ""
