"""Searches that more images fit than are ranked."""

import pytest

from shared.models import SearchQuery
from shared.services.search.ranked import CANDIDATES
from tests.unit.search.walk import OWNER, Picture, Walk

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
    page = await crowd.search.search(OWNER, SearchQuery(color=("3a6ea5",), limit=3))
    assert [hit.score for hit in page.images] == [1.0, 1.0, 1.0] and page.total == 3
    assert page.note and "Narrow the search" in page.note


async def test_the_newest_of_many_words_are_ranked(crowd: Walk) -> None:
    page = await crowd.search.search(OWNER, SearchQuery(q="dog", mode="text"))
    assert (page.total, page.note is not None) == (CANDIDATES, True)


async def test_sorted_words_have_no_limit(crowd: Walk) -> None:
    page = await crowd.search.search(OWNER, SearchQuery(q="dog", mode="text", sort="oldest"))
    assert (page.total, page.note) == (CANDIDATES + 13, None)


async def test_meaning_is_found_within_filters_that_many_images_pass(crowd: Walk) -> None:
    query = SearchQuery(q="anything", mode="semantic", tags=("dog",))
    page = await crowd.search.search(OWNER, query)
    assert page.total == 3
