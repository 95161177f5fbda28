"""Walking through the pages of a search while pictures come and go."""

import asyncio
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shared.errors import InvalidRequest
from shared.models import SearchQuery
from shared.services.search.cursor import Ranking, SearchCursor
from tests.unit.search.walk import Picture, Walk

QUERIES: list[dict[str, Any]] = [
    {"q": "dog sea"},
    {"q": "dog sea", "mode": "text"},
    {"q": "dog", "mode": "semantic"},
    {"q": "dog", "color": "3a6ea5"},
    {"color": "3a6ea5,c02020"},
    {"q": "dog sea", "sort": "newest"},
    {"q": "dog sea", "mode": "text", "sort": "filename"},
    {"q": "dog", "sort": "size"},
    {"tags": "sea"},
    {"sort": "oldest"},
    {"q": "-sea", "sort": "size"},
]


pictures = st.builds(
    Picture,
    st.frozensets(st.sampled_from(["dog", "sea", "tree"])),
    st.integers(0, 99),
    st.integers(0, 4),
    st.sampled_from("abc"),
)
changes = st.lists(st.one_of(pictures, st.integers(0, 40)), max_size=3)


@pytest.mark.parametrize("query", QUERIES, ids=str)
@settings(max_examples=40)
@given(
    first=st.lists(pictures, min_size=1, max_size=14),
    meanwhile=st.lists(changes, max_size=8),
    limit=st.integers(1, 4),
)
def test_no_hit_twice_and_none_skipped(
    query: dict[str, Any], first: list[Picture], meanwhile: list[list[Picture | int]], limit: int
) -> None:
    async def walk() -> None:
        gallery = Walk()
        for picture in first:
            gallery.keep(picture)
        before, seen, removed = await gallery.everything(query), list[str](), set[str]()
        cursor, turns = None, iter(meanwhile)
        while True:
            asked = {**query, "limit": limit} | ({"cursor": cursor} if cursor else {})
            page = await gallery.page(SearchQuery.model_validate(asked))
            seen += [hit.id for hit in page.images]
            assert page.total == len(before)
            cursor = page.next_cursor
            if cursor is None:
                break
            for change in next(turns, ()):
                if isinstance(change, int):
                    removed.add(f"{change:024}")
                    gallery.remove(f"{change:024}")
                else:
                    gallery.keep(change)
        assert len(seen) == len(set(seen))
        assert [id for id in seen if id in before and id not in removed] == [
            id for id in before if id not in removed
        ]

    asyncio.run(walk())


@pytest.mark.asyncio
async def test_better_pictures_that_come_do_not_push_hits_out_of_the_walk() -> None:
    gallery = Walk()
    for likeness in range(120):
        gallery.keep(Picture(likeness=40 + likeness % 10))
    query = {"q": "anything", "mode": "semantic", "limit": 50}
    first = await gallery.page(SearchQuery.model_validate(query))
    for _ in range(100):
        gallery.keep(Picture(likeness=90))
    second = await gallery.page(SearchQuery.model_validate({**query, "cursor": first.next_cursor}))
    assert first.total == 100 and len(second.images) == 50
    assert len({hit.id for hit in (*first.images, *second.images)}) == 100


@pytest.mark.asyncio
async def test_pages_by_number_are_the_pages_by_cursor() -> None:
    gallery = Walk()
    for number in range(7):
        gallery.keep(Picture(frozenset({"dog"}), number))
    query = {"q": "dog", "limit": 3}
    first, second, third, fourth = [
        await gallery.page(SearchQuery.model_validate({**query, "page": page})) for page in (1, 2, 3, 4)
    ]
    followed = await gallery.page(SearchQuery.model_validate({**query, "cursor": first.next_cursor}))
    assert [hit.id for hit in followed.images] == [hit.id for hit in second.images]
    assert (followed.page, followed.total, followed.has_prev) == (2, 7, True)
    assert (len(third.images), third.has_next, third.next_cursor) == (1, False, None)
    assert (fourth.images, fourth.total, fourth.has_prev) == ((), 7, True)


@pytest.mark.asyncio
async def test_a_cursor_is_bound_to_its_query_and_to_its_shape() -> None:
    gallery = Walk()
    for _ in range(3):
        gallery.keep(Picture(frozenset({"dog"})))
    query = SearchQuery(q="dog", mode="text", limit=1)
    page = await gallery.page(query)
    cursor = SearchCursor.decode(page.next_cursor or "", query)
    forged: list[dict[str, Any]] = [
        {"ranking": None},
        {"after": (5, "x")},
        {"ranking": Ranking(scales={}, weights=(0.5, 0.5))},
    ]
    for update in forged:
        text = cursor.model_copy(update=update).encode()
        with pytest.raises(InvalidRequest):
            await gallery.page(query.model_copy(update={"cursor": text}))
    other = {"q": "cat", "mode": "text", "limit": 1, "cursor": page.next_cursor}
    with pytest.raises(InvalidRequest):
        await gallery.page(SearchQuery.model_validate(other))


@pytest.mark.asyncio
async def test_a_cursor_fits_into_an_address() -> None:
    gallery = Walk()
    for number in range(300):
        gallery.keep(Picture(frozenset({"dog", "sea", "tree"}), 60 + number % 40, number % 3 + 1))
    query = SearchQuery(q="dog sea tree", color=("3a6ea5",), limit=1)
    page = await gallery.page(query)
    assert 0 < len(page.next_cursor or "") <= 2000
