"""A photographer's keywords and captions are found, whichever tool wrote them."""

import pytest
from PIL.ExifTags import Base
from PIL.TiffImagePlugin import ImageFileDirectory_v2

from shared.models import Embedded
from shared.services.imaging import render
from tests import pictures

PIXELS = 1_000_000
PLAIN = pictures.jpeg(64, 48)


def read(*segments: bytes) -> Embedded:
    return render(pictures.with_segments(PLAIN, *segments), PIXELS).embedded


def described(text: str, tag: int = Base.ImageDescription) -> Embedded:
    value: object = text.encode("utf-16-le") if tag != Base.ImageDescription else text.encode()
    return render(
        pictures.encoded(pictures.scene(64, 48), "JPEG", exif=pictures.exif(main={tag: value})), PIXELS
    ).embedded


def test_a_picture_without_words_has_none() -> None:
    assert read() == Embedded()


@pytest.mark.parametrize("write", [pictures.xmp, pictures.iptc], ids=["xmp", "iptc"])
def test_keywords_and_caption_are_read(write: object) -> None:
    assert callable(write)
    words = read(write(("beach", "São Paulo", "日本"), "A dog & a <ball>"))
    assert words == Embedded(description="A dog & a <ball>", keywords=("beach", "São Paulo", "日本"))


def test_old_iptc_is_latin_1() -> None:
    words = read(pictures.iptc(("Zürich", "café"), "Straße", encoding="latin-1"))
    assert words == Embedded(description="Straße", keywords=("Zürich", "café"))


@pytest.mark.parametrize("format", ["PNG", "WEBP", "AVIF", "HEIF", "TIFF"])
def test_xmp_is_read_from_every_format_that_has_it(format: str) -> None:
    packet = pictures.xmp_packet(("beach",), "By the sea")
    options: dict[str, object] = {"xmp": packet}
    if format == "PNG":
        options = {"pnginfo": pictures.png_xmp(packet)}
    elif format == "TIFF":
        options = {"tiffinfo": {700: packet}}
    content = pictures.encoded(pictures.scene(64, 48), format, **options)
    assert render(content, PIXELS).embedded == Embedded(description="By the sea", keywords=("beach",))


def test_iptc_is_read_from_a_tiff() -> None:
    tags = ImageFileDirectory_v2()
    tags[33723] = pictures.iptc_block(("beach",), "By the sea")
    tags.tagtype[33723] = 7
    content = pictures.encoded(pictures.scene(64, 48), "TIFF", tiffinfo=tags)
    assert render(content, PIXELS).embedded == Embedded(description="By the sea", keywords=("beach",))


def test_words_of_all_sources_meet_without_repeating() -> None:
    words = read(pictures.xmp(("Beach", "dog"), "From XMP"), pictures.iptc(("beach", "sun"), "From IPTC"))
    assert words == Embedded(description="From XMP", keywords=("Beach", "dog", "sun"))


@pytest.mark.parametrize(
    "text",
    [
        "OLYMPUS DIGITAL CAMERA         ",
        "SONY DSC",
        "KONICA MINOLTA DIGITAL CAMERA",
        "Exif_JPEG_PICTURE",
        "SAMSUNG",
        "DCIM\\100MEDIA",
        "IMG_1234",
        "DSC01234.JPG",
        "   ",
        "cof",
        "<Digimax S500 / Kenox S500 / Digimax Cyber 530>",
    ],
)
def test_what_a_camera_writes_unasked_is_no_description(text: str) -> None:
    assert described(text).description is None


@pytest.mark.parametrize("text", ["Grandma's 80th birthday", "Sonnenuntergang über Köln", "Samba in Rio"])
@pytest.mark.parametrize("tag", [Base.ImageDescription, Base.XPTitle, Base.XPComment])
def test_what_a_person_writes_is(text: str, tag: int) -> None:
    assert described(text, tag).description == text


def test_windows_keywords_are_split() -> None:
    assert described("beach;Hund; ;日本\0", Base.XPKeywords).keywords == ("beach", "Hund", "日本")


def test_control_characters_and_endless_texts_are_cut() -> None:
    words = read(
        pictures.xmp(("a\u202eb", "  spaced\n out ", "x" * 65, "\u200b"), "line\none\ttwo " + "y" * 9000)
    )
    assert words.keywords == ("a b", "spaced out")
    assert words.description is not None
    assert words.description.startswith("line one two yyy")
    assert len(words.description) == 2000


def test_keywords_are_bounded() -> None:
    assert len(read(pictures.xmp(tuple(f"word {n}" for n in range(900)))).keywords) == 50


BILLION_LAUGHS = (
    b'<!DOCTYPE x [<!ENTITY a "ha">'
    + b"".join(b'<!ENTITY %c "%s">' % (98 + n, b"&%c;" % (97 + n) * 10) for n in range(9))
    + b"]><x>&j;</x>"
)


@pytest.mark.parametrize(
    "packet",
    [
        b"",
        b"<x",
        b"not xml",
        b"\xff\xfe<x/>",
        BILLION_LAUGHS,
        b'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/hostname">]><x>&e;</x>',
        b"<a>" * 20_000,
    ],
)
def test_a_hostile_packet_says_nothing_and_spares_the_others(packet: bytes) -> None:
    hostile = pictures.segment(0xE1, b"http://ns.adobe.com/xap/1.0/\0" + packet)
    assert read(hostile, pictures.iptc(("beach",))).keywords == ("beach",)


def test_an_endless_packet_is_not_parsed() -> None:
    packet = pictures.xmp_packet(("beach",)) + b" " * 1_100_000
    content = pictures.webp(64, 48, xmp=packet)
    assert render(content, PIXELS).embedded == Embedded()


@pytest.mark.parametrize("cut", [20, 30, 40, 50])
def test_a_truncated_iptc_block_spares_the_picture(cut: int) -> None:
    whole = pictures.iptc(("beach", "dog"), "By the sea")
    assert read(pictures.segment(0xED, whole[4:cut]), pictures.xmp(("sun",))).keywords[0] == "sun"
