"""Documents as the database returns them, for whoever serves them."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

OWNER = "mfzwizltoq4dgmbsgy3tqojqmfzwizlt"
ID = "abcdefghijklmnopqrstuvwx"
WORDS = ("harbour", "boat", "water", "sky", "outdoor", "evening", "pier", "reflection")
COLORS = (("#1f3a5f", "blue"), ("#c8a165", "orange"), ("#e8e4da", "white"), ("#2e6b3a", "green"))


def documents(count: int) -> list[dict[str, Any]]:
    return [document(number) for number in range(count)]


def document(number: int) -> dict[str, Any]:
    uploaded = datetime(2026, 5, 1, tzinfo=UTC) + timedelta(minutes=number)
    at = uploaded.strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    stages = [
        {"name": name, "status": "completed", "attempts": 1, "finishedAt": at, "durationMs": 120}
        for name in ("renditions", "analysis", "embedding")
    ]
    return {
        "id": f"{ID[:16]}{_letters(number)}",
        "ownerId": OWNER,
        "filename": f"IMG_{number:04}.jpg",
        "contentType": "image/jpeg",
        "size": 3_481_223 + number,
        "width": 4032,
        "height": 3024,
        "orientation": "landscape",
        "sha256": f"{number:064x}",
        "status": "completed",
        "stages": stages,
        "description": "a small boat in a harbour at dusk",
        "descriptionSource": "ai",
        "caption": {"text": "a small boat in a harbour at dusk", "confidence": 0.83},
        "tags": [{"name": word, "confidence": 0.98, "source": "ai"} for word in WORDS],
        "colors": [{"hex": code, "name": name, "fraction": 0.25} for code, name in COLORS],
        "objects": [
            {"name": "boat", "confidence": 0.91, "box": {"x": 10, "y": 20, "width": 300, "height": 200}}
        ],
        "people": 0,
        "placeholder": "1QcSHQRnh493V4dIh4eXh1h4kJUI",
        "exif": {"takenAt": at, "camera": "Camera 5", "iso": 100, "exposure": "1/250", "fNumber": 2.8},
        "favorite": False,
        "uploadedAt": at,
        "updatedAt": at,
        "analyzedAt": at,
        "requestedAt": at,
        "dueAt": at,
        "charged": True,
        "tiled": True,
        "embedded": {"keywords": ["harbour"]},
        "_etag": '"0000-0000"',
    }


def _letters(number: int) -> str:
    return "".join("abcdefghijklmnopqrstuvwxyz234567"[number >> shift & 31] for shift in range(35, -5, -5))


def write(path: Path, count: int) -> None:
    path.write_text(json.dumps(documents(count)))
