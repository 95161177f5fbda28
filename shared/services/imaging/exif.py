"""What the camera wrote down: when, with what, how, and where."""

import math
from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import UTC, datetime, timedelta, timezone
from typing import Any, TypeVar

from PIL import Image
from PIL.ExifTags import GPS, IFD, Base
from PIL.ImageFile import ImageFile

from shared.models import Exif, Location

MAX_TEXT = 100
FIRST_PHOTOGRAPH = 1826

_SIGN = {"N": 1, "S": -1, "E": 1, "W": -1}

Tags = Mapping[int, Any]
Fact = TypeVar("Fact")


def facts(picture: ImageFile) -> Exif:
    """Each fact on its own: a broken one leaves the others be."""
    exif = _known(picture.getexif) or Image.Exif()
    shot = _known(lambda: exif.get_ifd(IFD.Exif)) or {}
    gps = _known(lambda: exif.get_ifd(IFD.GPSInfo)) or {}
    return Exif(
        taken_at=_known(lambda: _taken_at(shot)),
        camera=_known(lambda: _camera(exif)),
        lens=_known(lambda: clean(shot[Base.LensModel])),
        iso=_known(lambda: _iso(shot)),
        exposure=_known(lambda: _exposure(shot)),
        f_number=_known(lambda: _positive(shot[Base.FNumber], 1)),
        focal_length=_known(lambda: _positive(shot[Base.FocalLength], 1)),
        location=_known(lambda: _location(gps)),
    )


def clean(value: object, limit: int = MAX_TEXT) -> str | None:
    """One line of printable text. Pillow reads EXIF text as Latin-1, though much of it is UTF-8."""
    if not isinstance(value, str):
        return None
    value = value[: 8 * limit]
    with suppress(UnicodeError):
        value = value.encode("latin-1").decode()
    printable = "".join(character if character.isprintable() else " " for character in value)
    return " ".join(printable.split())[:limit].rstrip() or None


def _known(fact: Callable[[], Fact]) -> Fact | None:
    try:
        return fact()
    except Exception:  # whatever the file made of a tag, it is not a fact
        return None


def _taken_at(shot: Tags) -> datetime:
    """Local time with its offset where the camera knew it, else taken for UTC."""
    text = str(shot.get(Base.DateTimeOriginal) or shot[Base.DateTimeDigitized])
    moment = datetime.strptime(text.strip("\0 "), "%Y:%m:%d %H:%M:%S")
    if moment.year < FIRST_PHOTOGRAPH:
        raise ValueError("A clock that was never set.")
    fraction = str(shot.get(Base.SubsecTimeOriginal, "")).strip("\0 ")
    if fraction.isdecimal():
        moment += timedelta(seconds=float(f"0.{fraction[:6]}"))
    offset = _known(lambda: _offset(shot[Base.OffsetTimeOriginal])) or UTC
    return moment.replace(tzinfo=offset).astimezone(UTC)


def _offset(text: str) -> timezone:
    hours, minutes = text.strip("\0 ").lstrip("+-").split(":")
    ahead = timedelta(hours=int(hours), minutes=int(minutes))
    return timezone(-ahead if text.startswith("-") else ahead)


def _camera(exif: Tags) -> str | None:
    """The maker only where the model does not name it already ("NIKON CORPORATION", "NIKON D850")."""
    make, model = clean(exif.get(Base.Make)), clean(exif.get(Base.Model))
    if make is None or model is None:
        return model or make
    return model if model.lower().startswith(make.lower().split()[0]) else clean(f"{make} {model}")


def _iso(shot: Tags) -> int | None:
    value = shot[Base.ISOSpeedRatings]
    if value == 65535:  # the tag holds no more; the true value is in another
        value = shot.get(Base.RecommendedExposureIndex, value)
    iso = int(value[0] if isinstance(value, tuple) else value)
    return iso if 0 < iso < 10_000_000 else None


def _exposure(shot: Tags) -> str | None:
    seconds = _positive(shot[Base.ExposureTime], 6)
    if seconds is None:
        return None
    return f"{seconds:g}" if seconds >= 0.3 else f"1/{round(1 / seconds)}"


def _positive(value: Any, digits: int) -> float | None:
    number = round(float(value), digits)
    return number if 0 < number < 1_000_000 else None


def _location(gps: Tags) -> Location | None:
    latitude = _degrees(gps[GPS.GPSLatitude], gps[GPS.GPSLatitudeRef])
    longitude = _degrees(gps[GPS.GPSLongitude], gps[GPS.GPSLongitudeRef])
    if not (abs(latitude) <= 90 and abs(longitude) <= 180):
        return None
    return Location(latitude=latitude, longitude=longitude)


def _degrees(parts: Any, reference: str) -> float:
    """Degrees, minutes and seconds as signed decimal degrees, to about 0.1 m."""
    degrees = math.fsum(float(part) / 60.0**power for power, part in enumerate(parts))
    if not math.isfinite(degrees) or degrees < 0:
        raise ValueError("Not an angle.")
    return round(degrees * _SIGN[reference.strip("\0 ").upper()], 6)
