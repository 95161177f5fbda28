"""Why an image is a hit: which field, and what in it met the query."""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Any

from shared.models import Json, Match
from shared.ports import Listed
from shared.services.search import shades
from shared.services.words import stem, stems

CONTEXT = 60  # characters on each side of a word found in a longer text
Found = tuple[str, str]  # a field, and what in it met the query
_WORD = re.compile(r"[^\W_]+")


def explain(
    image: Listed,
    wanted: Sequence[str] = (),
    similarity: float | None = None,
    colors: Sequence[str] = (),
    palette: Sequence[float] = (),
) -> list[Json[Match]]:
    """`wanted` are stems, `colors` those asked for; `similarity` is the cosine to the query's meaning."""
    words = _words(image.shown, set(wanted)) if wanted else ()
    found = (*words, *_meaning(similarity), *_colors(image.shown["colors"], palette, colors))
    return [Json(field=field, value=value) for field, value in found]


def _words(shown: dict[str, Any], wanted: set[str]) -> Iterator[Found]:
    for tag in shown["tags"]:
        if not wanted.isdisjoint(_stems_of(tag["name"])):
            yield "tags", tag["name"]
    caption = shown["caption"]["text"] if shown["caption"] else None
    texts = {"description": (shown["description"], caption), "text": (shown["text"],)}
    for field, alternatives in texts.items():
        for text in filter(None, alternatives):
            if excerpt := _excerpt(text, wanted):
                yield field, excerpt
                break
    if not wanted.isdisjoint(stems(shown["filename"])):
        yield "filename", shown["filename"]


@lru_cache(maxsize=1 << 12)
def _stems_of(tag: str) -> frozenset[str]:
    """Kept, since images share their tags."""
    return frozenset(stems(tag))


def _meaning(similarity: float | None) -> Iterator[Found]:
    if similarity is not None:
        yield "meaning", f"{similarity:.3f}"


def _colors(
    colors: Sequence[dict[str, Any]], palette: Sequence[float], wanted: Sequence[str]
) -> Iterator[Found]:
    """`palette` has the same colours in the same order, unless an analysis came in between."""
    for hex in wanted:
        at = shades.nearest(hex, palette)
        if at is not None and at < len(colors):
            yield "colors", colors[at]["hex"]


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
