"""What searches ask of the database as a gallery grows, and how long our own part of them takes."""

import gc
import random
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from itertools import islice
from statistics import mean, quantiles
from typing import Any

import numpy as np

from bench.search.quality import COLORS, color_recall
from bench.search.stack import OWNER, Bench, bench
from shared.models import Color, Embedding, Exif, Image, SearchQuery, SimilarQuery, SuggestionQuery, Tag
from shared.services import colors, indexing

START = datetime(2020, 1, 1, tzinfo=UTC)
REPEATS = 20
CHUNK = 500  # pictures made at a time
WORDS = 2000
CLUSTERS = 60  # of embeddings, and of colours that pictures are made of

Run = Callable[[Bench, int], Awaitable[Any]]


def _query(**params: Any) -> Run:
    """`{n}` in a parameter becomes another number each time."""

    def run(gallery: Bench, turn: int) -> Awaitable[Any]:
        given = {
            name: value.format(n=turn) if isinstance(value, str) else value for name, value in params.items()
        }
        return gallery.search.search(OWNER, SearchQuery.model_validate(given))

    return run


SEARCHES: dict[str, Run] = {
    "a word in 1 of 8, by text": _query(q="word{n}", mode="text"),
    "two words, by text": _query(q="word{n} word3", mode="text"),
    "a word in 1 of 1,000, hybrid": _query(q="word5{n}"),
    "hybrid": _query(q="word{n} blue"),
    "hybrid, with filters": _query(q="word{n} blue", favorite="true", people="0"),
    "meaning": _query(q="blue night {n}", mode="semantic"),
    "a colour": lambda gallery, turn: _query(color=COLORS[turn % len(COLORS)])(gallery, turn),
    "two colours": _query(color="3a6ea5,e6d6b8"),
    "filters, sorted": _query(tags="word{n}", orientation="landscape"),
    "filters, with facets": _query(tags="word{n}", facets="true"),
    "similar": lambda gallery, turn: gallery.search.similar(OWNER, f"{turn:024}", SimilarQuery()),
    "suggestions": lambda gallery, turn: gallery.search.suggest(OWNER, SuggestionQuery(q=f"word1{turn}")),
}


async def scale(sizes: Sequence[int]) -> AsyncIterator[str]:
    """A table for each size, as Markdown."""
    async with bench() as gallery:
        made, images = _images(max(sizes)), list[Image]()
        for size in sorted(sizes):
            while len(images) < size:
                more = list(islice(made, min(CHUNK, size - len(images))))
                await gallery.load(more)
                images += [image for image, _ in more]
            rows = [await _row(gallery, name, run) for name, run in SEARCHES.items()]
            recalls = [await color_recall(gallery, images, hex) for hex in COLORS]
            yield (
                f"{size:,} pictures (recall@20 of colours {mean(recalls):.2f}, least {min(recalls):.2f}):\n\n"
                "| search | requests | examined | returned | kB read | ms of ours, p50 | p95 |\n"
                "|---|---:|---:|---:|---:|---:|---:|\n" + "\n".join(rows)
            )


async def _row(gallery: Bench, name: str, run: Run) -> str:
    await run(gallery, 0)  # the emulator makes its indexes when they are first asked for
    gc.collect()
    gc.freeze()  # as a worker does: what the pictures took to make is not a search's to collect
    await gallery.traffic.clear()
    ours = [await _ours(gallery, run(gallery, turn)) for turn in range(REPEATS)]
    records = await gallery.traffic.requests()
    counted = (
        len(records),
        sum(record.examined for record in records),
        sum(record.returned for record in records),
        sum(record.response_bytes for record in records) / 1000,
    )
    p50, p95 = (quantiles(ours, n=20)[at] * 1000 for at in (9, 18))
    numbers = " | ".join(f"{number / REPEATS:,.0f}" for number in counted)
    return f"| {name} | {numbers} | {p50:.1f} | {p95:.1f} |"


async def _ours(gallery: Bench, work: Awaitable[Any]) -> float:
    gallery.waited.seconds, started = 0.0, time.thread_time()
    await work
    return time.thread_time() - started - gallery.waited.seconds


def _images(count: int) -> Iterator[tuple[Image, Embedding]]:
    """Analysed images: word k of the vocabulary is in about 1 of 8 + k / 2 of them."""
    chance, noise = random.Random(5), np.random.default_rng(5)  # noqa: S311 (no secret)
    chances = 1 / (8 + np.arange(WORDS) / 2)
    centres = noise.normal(size=(CLUSTERS, 1024))
    shades = noise.integers(0, 256, size=(CLUSTERS, 3))
    for number in range(count):
        words = [f"word{k}" for k in np.flatnonzero(noise.random(WORDS) < chances)[:20]]
        found = _colors(noise, shades)
        image = Image(
            id=f"{number:024}",
            owner_id=OWNER,
            filename=f"IMG_{number:06}.jpg",
            content_type="image/jpeg",
            size=chance.randrange(10**7),
            width=4000,
            height=3000,
            orientation=chance.choice(("landscape", "portrait")),
            sha256=f"{number:064}",
            tags=tuple(Tag(name=word) for word in words[:10]),
            text=" ".join(words[10:]) or None,
            people=chance.choice((0, 0, 0, 1, 2)),
            favorite=chance.random() < 0.02,
            exif=Exif(camera=f"Camera {chance.randrange(12)}"),
            colors=found,
            uploaded_at=START + timedelta(minutes=number),
        )
        vector = centres[chance.randrange(CLUSTERS)] + noise.normal(size=1024)
        unit = (vector / np.linalg.norm(vector)).round(4)
        yield (
            indexing.index(image),
            Embedding(vector=tuple(unit.tolist()), model_version="2023-04-15"),
        )


def _colors(noise: np.random.Generator, shades: Any) -> tuple[Color, ...]:
    """Five colours near common shades; their shares fall off as those of photographs do."""
    chosen = shades[noise.integers(0, CLUSTERS, 5)] + noise.normal(0, 12, (5, 3))
    shares = np.sort(noise.dirichlet([1.2] * 5))[::-1]
    found = []
    for rgb, share in zip(np.clip(chosen, 0, 255).astype(int).tolist(), shares.tolist(), strict=True):
        hex = colors.hexadecimal((rgb[0], rgb[1], rgb[2]))
        found.append(Color(hex=hex, name=colors.name((rgb[0], rgb[1], rgb[2])), fraction=round(share, 4)))
    return tuple(found)
