"""The gallery's own renditions."""

from hashlib import sha256

from shared.services.imaging import render


def derive(content: bytes) -> list[bytes]:
    sha256(content)
    made = render(content, 100_000_000)
    return [made.preview, made.tile, made.thumbnail]
