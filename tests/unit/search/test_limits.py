"""Searches that more images fit than are ranked."""

import random

import pytest

from shared.models import Color, Image, SearchQuery
from shared.services import indexing
from shared.services.colors import hexadecimal
from shared.services.difference import cielab, nearness
from shared.services.search.ranked import CANDIDATES
from tests.unit.search.walk import OWNER, START, Picture, Walk

pytestmark = pytest.mark.asyncio


@pytest.fixture(scope="module")
def crowd() -> Walk:
    """Three all blue pictures, then more than can be ranked that are a quarter blue."""
    gallery = Walk()
    for _ in range(3):
        gallery.keep(Picture(frozenset({"dog"}), blue=4, likeness=50))
    for _ in range(CANDIDATES + 10):
        gallery.keep(Picture(frozenset({"dog", "sea"}), blue=1))
    return gallery


async def test_the_best_of_many_colours_come_first_however_old(crowd: Walk) -> None:
    page = await crowd.page(SearchQuery(color=("3a6ea5",), limit=3))
    assert [hit.score for hit in page.images] == [1.0, 1.0, 1.0] and page.total == 3
    assert page.note and "Narrow the search" in page.note


async def test_the_newest_of_many_words_are_ranked(crowd: Walk) -> None:
    page = await crowd.page(SearchQuery(q="dog", mode="text"))
    assert (page.total, page.note is not None) == (CANDIDATES, True)


async def test_sorted_words_have_no_limit(crowd: Walk) -> None:
    page = await crowd.page(SearchQuery(q="dog", mode="text", sort="oldest"))
    assert (page.total, page.note) == (CANDIDATES + 13, None)


async def test_meaning_is_found_within_filters_that_many_images_pass(crowd: Walk) -> None:
    query = SearchQuery(q="anything", mode="semantic", tags=("dog",))
    page = await crowd.page(query)
    assert page.total == 3


@pytest.fixture(scope="module")
def colorful() -> Walk:
    """Pictures of five colours each, like one another."""
    gallery, chance = Walk(), random.Random(7)  # noqa: S311 (no secret)
    for number in range(4000):
        parts = [chance.random() ** 3 for _ in range(5)]
        colors = tuple(
            Color(
                hex=hexadecimal(
                    (chance.randrange(64, 192), chance.randrange(64, 192), chance.randrange(64, 192))
                ),
                name="",
                fraction=round(part / sum(parts), 4),
            )
            for part in parts
        )
        image = Image(
            id=f"{number:024}",
            owner_id=OWNER,
            filename="a",
            content_type="image/jpeg",
            size=1,
            sha256="",
            uploaded_at=START,
            colors=colors,
        )
        gallery.app.images.images[OWNER, image.id] = indexing.index(image)
    return gallery


@pytest.mark.parametrize("wanted", [("#3a6ea5",), ("#808080",), ("#a04060",), ("#607080", "#806070")])
async def test_of_many_colours_the_best_by_ciede2000_are_found(
    colorful: Walk, wanted: tuple[str, ...]
) -> None:
    page = await colorful.page(SearchQuery(color=wanted))
    scores = sorted((_worth(image, wanted) for image in colorful.app.images.images.values()), reverse=True)
    assert page.note
    assert len([hit for hit in page.images if hit.score >= scores[19] - 0.0001]) >= 19


def _worth(image: Image, wanted: tuple[str, ...]) -> float:
    parts = [
        sum(nearness(cielab(hex), cielab(color.hex)) * color.fraction for color in image.colors)
        for hex in wanted
    ]
    return sum(parts) / len(parts) if all(parts) else 0
