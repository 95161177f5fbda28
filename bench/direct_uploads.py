"""Memory of the functions while ten files arrive by direct upload: the same picture in files of any size.

`python -m bench.direct_uploads` prints a table. The process measured is the whole local gallery but Azurite:
host, functions, database emulator and Vision stand-in.
"""

import hashlib
import os
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
from PIL import Image

from tests.e2e.local_gallery import LocalGallery, Person, local_gallery
from tests.pictures import encoded, scene

FILES = 10
MB = 1_000_000
SIZES = (20 * MB, 50 * MB, 100 * MB)
PIXELS = (9000, 6000)


def main() -> None:
    os.environ["GALLERY_MAX_UPLOAD_BYTES"] = str(max(SIZES))
    image = scene(*PIXELS, noise=66)
    print(f"{FILES} files of {PIXELS[0]} x {PIXELS[1]} pixels\n")
    print("| bytes a file | idle RSS | peak RSS | seconds |\n|---:|---:|---:|---:|")
    for size in SIZES:
        content = _sized(image, size)
        with (
            tempfile.TemporaryDirectory() as folder,
            local_gallery(Path(folder) / "state") as gallery,
        ):
            idle, started = _rss(gallery, "VmRSS"), time.monotonic()
            person = gallery.person("alice")
            ids = [_upload(person, file) for file in _variants(content)]
            assert {person.completed(each)["status"] for each in ids} == {"completed"}
            seconds = time.monotonic() - started
            print(f"| {size:,} | {idle} MB | {_rss(gallery, 'VmHWM')} MB | {seconds:.0f} |", flush=True)


def _sized(image: Image.Image, size: int) -> bytes:
    """A JPEG of at most `size` bytes, at the highest quality that fits."""
    low, high = 1, 100
    best = b""
    while low <= high:
        quality = (low + high) // 2
        content = encoded(image, "JPEG", quality=quality)
        if len(content) <= size - 100:
            best, low = content, quality + 1
        else:
            high = quality - 1
    return best + bytes(size - len(best) - 8)  # what follows the end of the picture is no part of it


def _variants(content: bytes) -> Iterator[bytes]:
    for number in range(FILES):
        yield content + number.to_bytes(8, "big")


def _upload(person: Person, content: bytes) -> str:
    announced = {
        "filename": "large.jpg",
        "size": len(content),
        "contentType": "image/jpeg",
        "sha256": hashlib.sha256(content).hexdigest(),
    }
    response = person.client.post("images/uploads", json=[announced])
    (result,) = response.raise_for_status().json()["results"]
    upload = result["upload"]
    httpx.put(upload["url"], content=content, headers=upload["headers"], timeout=300).raise_for_status()
    return str(result["image"]["id"])


def _rss(gallery: LocalGallery, field: str) -> int:
    """In MB, as Linux tells it."""
    status = Path(f"/proc/{gallery.process.pid}/status").read_text()
    line = next(line for line in status.splitlines() if line.startswith(field))
    return int(line.split()[1]) * 1024 // MB


if __name__ == "__main__":
    main()
