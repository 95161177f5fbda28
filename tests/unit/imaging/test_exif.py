"""What the camera wrote is read where it makes sense, and left out where it does not."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from PIL.ExifTags import GPS, Base
from PIL.TiffImagePlugin import IFDRational

from shared.models import Exif, Location
from shared.services.imaging import render
from tests import pictures

PIXELS = 1_000_000


def read(facts: bytes, format: str = "JPEG") -> Exif:
    return render(pictures.encoded(pictures.scene(64, 48), format, exif=facts), PIXELS).exif


@pytest.mark.parametrize("format", ["JPEG", "PNG", "WEBP", "AVIF", "HEIF", "TIFF"])
def test_every_format_carries_the_facts(format: str) -> None:
    facts = pictures.exif(
        taken=datetime(2024, 6, 1, 18, 30, 5),
        camera=("Canon", "Canon EOS R5"),
        gps=(-33.856784, 151.215297),
        shot={
            Base.LensModel: "RF24-70mm F2.8 L IS USM",
            Base.ISOSpeedRatings: 400,
            Base.ExposureTime: 1 / 250,
            Base.FNumber: 2.8,
            Base.FocalLength: 35.0,
        },
    )
    assert read(facts, format) == Exif(
        taken_at=datetime(2024, 6, 1, 18, 30, 5, tzinfo=UTC),
        camera="Canon EOS R5",
        lens="RF24-70mm F2.8 L IS USM",
        iso=400,
        exposure="1/250",
        f_number=2.8,
        focal_length=35,
        location=Location(latitude=-33.856784, longitude=151.215297),
    )


def test_a_picture_without_facts_has_none() -> None:
    assert read(b"") == Exif()


@pytest.mark.parametrize(("hours", "utc"), [(2, 10), (-7, 19), (5.5, 6.5), (0, 12)])
def test_a_time_with_its_zone_becomes_utc(hours: float, utc: float) -> None:
    taken = datetime(2023, 12, 31, 12, tzinfo=timezone(timedelta(hours=hours)))
    expected = datetime(2023, 12, 31, tzinfo=UTC) + timedelta(hours=utc)
    assert read(pictures.exif(taken=taken)).taken_at == expected


def test_fractions_of_a_second_keep_a_burst_in_order() -> None:
    facts = pictures.exif(taken=datetime(2024, 1, 1), shot={Base.SubsecTimeOriginal: "042"})
    assert read(facts).taken_at == datetime(2024, 1, 1, microsecond=42_000, tzinfo=UTC)


@pytest.mark.parametrize("zone", ["nonsense", "+99:99", "", "+2"])
def test_a_broken_zone_counts_as_utc(zone: str) -> None:
    facts = pictures.exif(taken=datetime(2024, 1, 1), shot={Base.OffsetTimeOriginal: zone})
    assert read(facts).taken_at == datetime(2024, 1, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    "text",
    ["0000:00:00 00:00:00", "    :  :     :  :  ", "0001:01:01 00:00:00", "2024:13:40 99:00:00", "x" * 5000],
)
def test_a_clock_that_was_never_set_is_no_time(text: str) -> None:
    assert read(pictures.exif(shot={Base.DateTimeOriginal: text})).taken_at is None


@pytest.mark.parametrize(
    ("make", "model", "camera"),
    [
        ("NIKON CORPORATION", "NIKON D850", "NIKON D850"),
        ("Apple", "iPhone 15 Pro", "Apple iPhone 15 Pro"),
        ("OLYMPUS IMAGING CORP.  ", "E-M10\0\0", "OLYMPUS IMAGING CORP. E-M10"),
        ("", "DSC-RX100", "DSC-RX100"),
        ("samsung", "", "samsung"),
        ("", " ", None),
        ("Evil\r\nCorp\x1b[31m", "Z" * 5000, "Evil Corp [31m " + "Z" * 85),
    ],
)
def test_a_camera_is_named_once(make: str, model: str, camera: str | None) -> None:
    assert read(pictures.exif(camera=(make, model))).camera == camera


@pytest.mark.parametrize(
    ("seconds", "exposure"),
    [(1 / 8000, "1/8000"), (1 / 3, "0.333333"), (0.5, "0.5"), (1, "1"), (30, "30"), (0, None)],
)
def test_an_exposure_reads_as_on_the_dial(seconds: float, exposure: str | None) -> None:
    assert read(pictures.exif(shot={Base.ExposureTime: seconds})).exposure == exposure


@pytest.mark.parametrize(("value", "iso"), [(100, 100), ((200, 0), 200), (0, None), (65535, 102_400)])
def test_an_iso_is_a_positive_number(value: object, iso: int | None) -> None:
    facts = pictures.exif(shot={Base.ISOSpeedRatings: value, Base.RecommendedExposureIndex: 102_400})
    assert read(facts).iso == iso


@pytest.mark.parametrize(
    "place",
    [
        {GPS.GPSLatitude: (91.0, 0.0, 0.0)},
        {GPS.GPSLongitude: (180.0, 1.0, 0.0)},
        {GPS.GPSLatitude: (IFDRational(0, 0), 0.0, 0.0)},
        {GPS.GPSLatitudeRef: "?"},
        {GPS.GPSLongitude: ()},
    ],
)
def test_a_place_off_the_map_is_none(place: dict[int, object]) -> None:
    assert read(pictures.exif(gps=(10, 20), place=place)).location is None


def test_a_broken_fact_spares_the_others() -> None:
    facts = pictures.exif(
        taken=datetime(2024, 1, 1), shot={Base.FNumber: "wide open", Base.FocalLength: 50.0}
    )
    found = read(facts)
    assert (found.f_number, found.focal_length, found.taken_at is None) == (None, 50, False)
