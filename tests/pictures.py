"""Pictures made on the spot: landscapes with edges, gradients and noise, in any format."""

import struct
import zlib
from collections.abc import Mapping
from datetime import datetime
from io import BytesIO
from types import MappingProxyType
from xml.sax.saxutils import escape

import numpy as np
import pillow_heif
from PIL import Image, ImageCms, ImageDraw
from PIL.ExifTags import GPS, IFD, Base
from PIL.PngImagePlugin import PngInfo

pillow_heif.register_heif_opener()

SKY, LAND, SUN = "#5b9bd5", "#2e6b3a", "#f2d16b"


def scene(
    width: int,
    height: int,
    *,
    seed: int = 0,
    noise: float = 6,
    sky: str = SKY,
    land: str = LAND,
    sun: str = SUN,
) -> Image.Image:
    """The same for the same arguments; `noise` is the standard deviation of each pixel's channels."""
    random = np.random.default_rng(seed)
    image = Image.new("RGB", (width, height), sky)
    draw = ImageDraw.Draw(image)
    x, radius = random.uniform(0.2, 0.8) * width, 0.12 * min(width, height)
    draw.ellipse((x - radius, 0.2 * height - radius, x + radius, 0.2 * height + radius), fill=sun)
    ridge = 0.6 * height - 0.08 * height * np.sin(
        np.linspace(0, random.uniform(4, 9), 40) + random.uniform(0, 6)
    )
    line = list(zip(np.linspace(0, width, 40).tolist(), ridge.tolist(), strict=True))
    draw.polygon([(0, height), *line, (width, height)], fill=land)
    light = np.linspace(1.08, 0.85, height, dtype=np.float32)[:, None, None]
    grain = random.normal(0, noise, (height, width, 1)).astype(np.float32)
    return Image.fromarray(np.clip(np.asarray(image) * light + grain, 0, 255).astype(np.uint8))


def encoded(image: Image.Image, format: str, **options: object) -> bytes:
    stream = BytesIO()
    image.save(stream, format, **options)
    return stream.getvalue()


def jpeg(
    width: int = 640,
    height: int = 480,
    *,
    orientation: int = 1,
    keywords: tuple[str, ...] = (),
    description: str | None = None,
    taken: datetime | None = None,
    camera: tuple[str, str] | None = None,
    gps: tuple[float, float] | None = None,
    seed: int = 0,
    noise: float = 6,
    sky: str = SKY,
    quality: int = 88,
) -> bytes:
    """As a camera and a photographer's tool leave it: `width` and `height` are those of the stored pixels."""
    image = scene(width, height, seed=seed, noise=noise, sky=sky)
    facts = exif(orientation=orientation, taken=taken, camera=camera, gps=gps)
    content = encoded(image, "JPEG", quality=quality, exif=facts)
    if keywords or description:
        content = with_segments(content, iptc(keywords, description), xmp(keywords, description))
    return content


def png(width: int = 640, height: int = 480, **options: object) -> bytes:
    return encoded(scene(width, height), "PNG", **options)


def webp(width: int = 640, height: int = 480, **options: object) -> bytes:
    return encoded(scene(width, height), "WEBP", method=0, **options)


def avif(width: int = 640, height: int = 480, **options: object) -> bytes:
    return encoded(scene(width, height), "AVIF", speed=10, **options)


def heic(width: int = 640, height: int = 480, **options: object) -> bytes:
    return encoded(scene(width, height), "HEIF", **options)


def tiff(width: int = 640, height: int = 480, **options: object) -> bytes:
    return encoded(scene(width, height), "TIFF", **options)


def bmp(width: int = 640, height: int = 480) -> bytes:
    return encoded(scene(width, height), "BMP")


def animation(format: str = "GIF", frames: int = 3, width: int = 64, height: int = 48) -> bytes:
    """Each frame is of its own colour, the first `SKY`."""
    later = [Image.new("RGB", (width, height), (n % 256, n // 256, 99)) for n in range(frames - 1)]
    first = Image.new("RGB", (width, height), SKY)
    return encoded(first, format, save_all=True, append_images=later, duration=40)


def png_bomb(width: int = 50_000, height: int = 50_000) -> bytes:
    """A header that promises `width` x `height` pixels, and next to nothing behind it."""
    header = struct.pack(">2I5B", width, height, 8, 2, 0, 0, 0)
    parts = ((b"IHDR", header), (b"IDAT", zlib.compress(bytes(100_000))), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(png_chunk(name, content) for name, content in parts)


def png_chunk(name: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))


def exif(
    *,
    orientation: int = 1,
    taken: datetime | None = None,
    camera: tuple[str, str] | None = None,
    gps: tuple[float, float] | None = None,
    main: Mapping[int, object] = MappingProxyType({}),
    shot: Mapping[int, object] = MappingProxyType({}),
    place: Mapping[int, object] = MappingProxyType({}),
) -> bytes:
    """A time with a zone writes OffsetTimeOriginal as well; `gps` is latitude and longitude in degrees.

    `main`, `shot` and `place` are further tags of the three directories: IFD0, Exif and GPS.
    """
    facts = Image.Exif()
    facts[Base.Orientation] = orientation
    facts.update(main)
    if camera:
        facts[Base.Make], facts[Base.Model] = camera
    if taken:
        shot = {Base.DateTimeOriginal: taken.strftime("%Y:%m:%d %H:%M:%S"), **shot}
        if taken.tzinfo:
            zone = taken.strftime("%z")
            shot = {Base.OffsetTimeOriginal: f"{zone[:3]}:{zone[3:]}", **shot}
    if gps:
        latitude: dict[int, object] = {
            GPS.GPSLatitudeRef: "NS"[gps[0] < 0],
            GPS.GPSLatitude: _sexagesimal(gps[0]),
        }
        longitude: dict[int, object] = {
            GPS.GPSLongitudeRef: "EW"[gps[1] < 0],
            GPS.GPSLongitude: _sexagesimal(gps[1]),
        }
        place = {**latitude, **longitude, **place}
    facts.get_ifd(IFD.Exif).update(shot)
    facts.get_ifd(IFD.GPSInfo).update(place)
    return facts.tobytes()


def _sexagesimal(degrees: float) -> tuple[float, float, float]:
    minutes, seconds = divmod(abs(degrees) * 3600, 60)
    whole, minutes = divmod(minutes, 60)
    return whole, minutes, round(seconds, 3)


def iptc(keywords: tuple[str, ...] = (), caption: str | None = None, encoding: str = "utf-8") -> bytes:
    """A JPEG's APP13 segment with an IPTC block."""
    block = iptc_block(keywords, caption, encoding)
    resource = b"8BIM" + struct.pack(">HxxI", 0x0404, len(block)) + block + bytes(len(block) % 2)
    return segment(0xED, b"Photoshop 3.0\0" + resource)


def iptc_block(keywords: tuple[str, ...] = (), caption: str | None = None, encoding: str = "utf-8") -> bytes:
    """IPTC-IIM records 2:25 and 2:120, and for UTF-8 its mark in 1:90."""
    records = [_record(1, 90, b"\x1b%G")] if encoding == "utf-8" else []
    records += [_record(2, 25, keyword.encode(encoding)) for keyword in keywords]
    if caption:
        records.append(_record(2, 120, caption.encode(encoding)))
    return b"".join(records)


def _record(record: int, dataset: int, value: bytes) -> bytes:
    return struct.pack(">BBBH", 0x1C, record, dataset, len(value)) + value


def xmp_packet(keywords: tuple[str, ...] = (), description: str | None = None) -> bytes:
    subjects = "".join(f"<rdf:li>{escape(keyword)}</rdf:li>" for keyword in keywords)
    text = (
        '<dc:description><rdf:Alt><rdf:li xml:lang="de">Auf Deutsch</rdf:li>'
        f'<rdf:li xml:lang="x-default">{escape(description)}</rdf:li></rdf:Alt></dc:description>'
        if description
        else ""
    )
    return (
        '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?><x:xmpmeta xmlns:x="adobe:ns:meta/">'
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
        '<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/">'
        f"<dc:subject><rdf:Bag>{subjects}</rdf:Bag></dc:subject>{text}"
        '</rdf:Description></rdf:RDF></x:xmpmeta><?xpacket end="w"?>'
    ).encode()


def xmp(keywords: tuple[str, ...] = (), description: str | None = None) -> bytes:
    """A JPEG's APP1 segment with an XMP packet."""
    return segment(0xE1, b"http://ns.adobe.com/xap/1.0/\0" + xmp_packet(keywords, description))


def display_p3() -> bytes:
    """An ICC profile: that of sRGB with the primaries, and the name, of Display P3."""
    profile = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    primaries = {
        b"rXYZ": (0.51512, 0.24120, -0.00105),
        b"gXYZ": (0.29198, 0.69225, 0.04189),
        b"bXYZ": (0.15710, 0.06657, 0.78407),
    }
    for tag, xyz in primaries.items():
        entry = profile.index(tag)
        (at,) = struct.unpack_from(">I", profile, entry + 4)
        struct.pack_into(">3i", profile, at + 8, *(round(value * 65536) for value in xyz))
    return bytes(profile).replace("sRGB".encode("utf-16-be"), "P3 D".encode("utf-16-be"))


def png_xmp(packet: bytes) -> PngInfo:
    """The packet as Pillow wants it for a PNG."""
    texts = PngInfo()
    texts.add_itxt("XML:com.adobe.xmp", packet.decode())
    return texts


def segment(marker: int, content: bytes) -> bytes:
    return struct.pack(">BBH", 0xFF, marker, len(content) + 2) + content


def with_segments(content: bytes, *segments: bytes) -> bytes:
    """A JPEG with more segments, in front of its own."""
    return content[:2] + b"".join(segments) + content[2:]
