"""How good the answers are: ranking by words, by meaning and by both, and ranking by colour."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from statistics import mean

from bench.search import labelled
from bench.search.labelled import Labelled, Picture
from bench.search.measures import ndcg, recall, reciprocal_rank
from bench.search.stack import OWNER, Bench, bench
from shared.models import Caption, Image, SearchQuery, Tag
from shared.services import indexing
from shared.services.difference import cielab, nearness
from shared.services.imaging.palette import palette

MODES = ("text", "semantic", "hybrid")
SEED = 2026
COLORS = ("3a6ea5", "c02020", "2e8b3a", "f5a020", "ffffff", "808080", "10122a", "8a5ac0", "e6d6b8", "7b4a24")
START = datetime(2026, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Quality:
    """nDCG@10, recall@10 and MRR by mode, and recall@20 by colour."""

    pictures: int
    queries: int
    modes: dict[str, tuple[float, ...]]
    colors: dict[str, float]


async def measure() -> Quality:
    drawn, queries = labelled.pictures(SEED), labelled.queries()
    async with bench() as gallery:
        images = await _load(gallery, drawn)
        modes = {}
        for mode in MODES:
            scores = [await _score(gallery, drawn, query, mode) for query in queries]
            modes[mode] = tuple(mean(column) for column in zip(*scores, strict=True))
        shares = {hex: await color_recall(gallery, images, hex) for hex in COLORS}
        return Quality(len(drawn), len(queries), modes, shares)


def table(measured: Quality) -> str:
    """As Markdown."""
    shares = measured.colors.values()
    rows = [
        f"{measured.pictures} pictures, {measured.queries} queries.\n",
        "| mode | nDCG@10 | recall@10 | MRR |\n|---|---:|---:|---:|",
        *(
            f"| {mode} | {' | '.join(f'{score:.3f}' for score in scores)} |"
            for mode, scores in measured.modes.items()
        ),
        "\n| colours | recall@20 against CIEDE2000 over all pictures, mean | least |\n|---:|---:|---:|",
        f"| {len(shares)} | {mean(shares):.3f} | {min(shares):.3f} |",
    ]
    return "\n".join(rows)


async def _load(gallery: Bench, drawn: Sequence[Picture]) -> list[Image]:
    images = []
    for picture in drawn:
        pixels = labelled.draw(picture, SEED)
        embedding = await gallery.analyzer.embed_image(labelled.jpeg(pixels))
        found = palette(pixels)
        image = indexing.index(
            Image(
                id=_id(picture),
                owner_id=OWNER,
                filename=picture.filename,
                content_type="image/jpeg",
                size=1,
                sha256="",
                tags=tuple(Tag(name=name) for name in picture.tags),
                caption=Caption(text=picture.caption, confidence=1) if picture.caption else None,
                text=picture.sign,
                colors=found,
                uploaded_at=START + timedelta(minutes=picture.number),
            )
        )
        images.append(image)
        await gallery.load([(image, embedding)])
    return images


async def _score(
    gallery: Bench, drawn: Sequence[Picture], query: Labelled, mode: str
) -> tuple[float, float, float]:
    grades = {_id(picture): query.grade(picture) for picture in drawn}
    page = await gallery.search.search(
        OWNER, SearchQuery.model_validate({"q": query.text, "mode": mode, "limit": 10})
    )
    found = [hit["id"] for hit in page["images"]]
    return ndcg(found, grades), recall(found, grades), reciprocal_rank(found, grades)


async def color_recall(gallery: Bench, images: Sequence[Image], hex: str) -> float:
    """Share of the best 20 by the full ranking that the search has among its first 20."""
    wanted = cielab(hex)
    scores = {
        image.id: round(
            sum(color.fraction * nearness(wanted, cielab(color.hex)) for color in image.colors), 4
        )
        for image in images
    }
    best = sorted((score for score in scores.values() if score), reverse=True)[:20]
    page = await gallery.search.search(OWNER, SearchQuery.model_validate({"color": hex, "limit": 20}))
    as_good = [hit for hit in page["images"] if best and scores[hit["id"]] >= best[-1]]
    return len(as_good) / len(best) if best else 1.0


def _id(picture: Picture) -> str:
    return f"{picture.number:024}"
