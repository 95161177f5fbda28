"""What an image is found by, and which of several sources its words come from."""

from shared.models import Embedded, Image, Source, Tag
from shared.services import cells
from shared.services.words import stems

MAX_TEXT = 20_000
MAX_TAGS = 50
MAX_STEMS = 400


def index(image: Image) -> Image:
    """`image` with everything derived from its other fields brought up to date."""
    described = _describe(image)
    derived = {
        "search_text": _search_text(described),
        "stems": _stems(described),
        "palette": cells.palette(image.colors),
        "color_cells": cells.labels(image.colors),
    }
    return described.model_copy(update=derived)


def merge_tags(embedded: Embedded, analyzed: tuple[Tag, ...]) -> tuple[Tag, ...]:
    """The photographer's keywords first, then what the analysis adds; no name twice."""
    file_tags = [Tag(name=word, confidence=1.0, source="file") for word in embedded.keywords]
    found: dict[str, Tag] = {}
    for tag in [*file_tags, *analyzed]:
        found.setdefault(tag.name.casefold(), tag)
    return tuple(found.values())[:MAX_TAGS]


def _describe(image: Image) -> Image:
    """The description: the user's beats the file's beats the analysis's."""
    if "description" in image.edited:
        return image
    text, source = _described_by(image)
    return image.model_copy(update={"description": text, "description_source": source})


def _described_by(image: Image) -> tuple[str | None, Source | None]:
    if image.embedded.description:
        return image.embedded.description, "file"
    if image.caption:
        return image.caption.text, "ai"
    return None, None


def _search_text(image: Image) -> str:
    words = [
        image.description or "",
        image.caption.text if image.caption else "",
        " ".join(tag.name for tag in image.tags),
        image.text or "",
        _words_of(image.filename),
    ]
    return "\n".join(word for word in words if word)[:MAX_TEXT]


def _stems(image: Image) -> tuple[str, ...]:
    """Which word is found in which field, for the ranking; long texts are cut off."""
    texts = {
        "tags": " ".join(tag.name for tag in image.tags),
        "description": " ".join((image.description or "", image.caption.text if image.caption else "")),
        "filename": image.filename,
        "text": (image.text or "")[:MAX_TEXT],
    }
    found = [f"{name}:{stem}" for name, text in texts.items() for stem in stems(text)]
    return tuple(found[:MAX_STEMS])


def _words_of(filename: str) -> str:
    """IMG_beach-day.jpg is found by beach and by its whole name."""
    stem = filename.rpartition(".")[0] or filename
    spaced = "".join(letter if letter.isalnum() else " " for letter in stem)
    return f"{filename} {spaced}" if spaced != stem else f"{filename} {stem}"
