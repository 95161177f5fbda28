"""Why an image is a hit: which field, and what in it met the query."""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from shared.models import Image, Match
from shared.services.difference import cielab, nearness
from shared.services.words import stem, stems

CONTEXT = 60  # characters on each side of a word found in a longer text
_WORD = re.compile(r"[^\W_]+")


def explain(
    image: Image, wanted: Sequence[str], similarity: float | None, colors: Sequence[str]
) -> tuple[Match, ...]:
    """`wanted` are stems, `colors` those asked for; `similarity` is the cosine to the query's meaning."""
    words = _words(image, set(wanted)) if wanted else ()
    return (*words, *_meaning(similarity), *_colors(image, colors))


def _words(image: Image, wanted: set[str]) -> Iterator[Match]:
    for tag in image.tags:
        if not wanted.isdisjoint(_stems_of(tag.name)):
            yield Match(field="tags", value=tag.name)
    caption = image.caption.text if image.caption else ""
    texts = {"description": (image.description or "", caption), "text": (image.text or "",)}
    for field, alternatives in texts.items():
        for text in alternatives:
            if excerpt := _excerpt(text, wanted):
                yield Match(field=field, value=excerpt)
                break
    if not wanted.isdisjoint(stems(image.filename)):
        yield Match(field="filename", value=image.filename)


@lru_cache(maxsize=1 << 12)
def _stems_of(tag: str) -> frozenset[str]:
    """Kept, since images share their tags."""
    return frozenset(stems(tag))


def _meaning(similarity: float | None) -> Iterator[Match]:
    if similarity is not None:
        yield Match(field="meaning", value=f"{similarity:.3f}")


def _colors(image: Image, wanted: Sequence[str]) -> Iterator[Match]:
    for hex in wanted:
        fits = {color.hex: nearness(cielab(hex), cielab(color.hex)) for color in image.colors}
        nearest = max(fits, key=lambda found: fits[found], default=None)
        if nearest and fits[nearest]:
            yield Match(field="colors", value=nearest)


def _excerpt(text: str, wanted: set[str]) -> str | None:
    """The text around the first wanted word, cut at spaces."""
    for word in _WORD.finditer(text):
        if stem(word[0].lower()) in wanted:
            start, end = max(0, word.start() - CONTEXT), word.end() + CONTEXT
            before = text[start : word.start()].partition(" ")[2] if start else text[: word.start()]
            after = text[word.end() : end]
            after = after.rpartition(" ")[0] if end < len(text) else after
            return f"{'… ' if start else ''}{before}{word[0]}{after}{' …' if end < len(text) else ''}"
    return None
