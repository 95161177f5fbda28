"""The gallery's own renditions."""

from hashlib import file_digest
from pathlib import Path

from shared.services.imaging import render


def derive(path: Path) -> list[bytes]:
    with path.open("rb") as original:
        file_digest(original, "sha256")
        made = render(original, 100_000_000)
    return [made.preview, made.tile, made.thumbnail]
