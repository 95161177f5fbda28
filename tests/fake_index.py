"""ImageIndex over FakeImages. tests/contract holds it to what the real adapter does."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from math import sqrt

from shared.models import Embedding, FacetCount, Facets, Filters, Image, SortKey, TagCount, rfc3339
from shared.ports import Candidate, Criteria, Listed, Neighbor
from shared.services.words import stem, words
from tests.fakes import DESCENDING, FakeImages, listed, sort_key


@dataclass
class FakeIndex:
    images: FakeImages

    async def candidates(
        self, owner: str, criteria: Criteria, *, stems: Sequence[str], sort: str, limit: int
    ) -> list[Candidate]:
        newest = self._sorted(owner, criteria, "newest")
        return [
            Candidate(
                id=image.id,
                uploaded_at=rfc3339(image.uploaded_at),
                sort_value=sort_key(image, sort)[0],
                stems=tuple(set(stems) & set(image.stems)),
                palette=image.palette if criteria.cells else (),
            )
            for image in newest[:limit]
        ]

    async def ids(self, owner: str, criteria: Criteria, *, limit: int) -> list[str]:
        return [image.id for image in self._meeting(owner, criteria)][:limit]

    async def nearest(
        self,
        owner: str,
        embedding: Embedding,
        *,
        among: Sequence[str] | None,
        until: str | None,
        limit: int,
    ) -> list[Neighbor]:
        found = [
            Neighbor(id, _cosine(embedding.vector, known.vector))
            for (whose, id), known in self.images.embeddings.items()
            if whose == owner
            and known.model_version == embedding.model_version
            and (among is None or id in among)
            and (until is None or rfc3339(self.images.images[owner, id].uploaded_at) <= until)
        ]
        return sorted(found, key=lambda neighbor: -neighbor.similarity)[:limit]

    async def embedding(self, owner: str, image_id: str) -> Embedding | None:
        return self.images.embeddings.get((owner, image_id))

    async def read(self, owner: str, ids: Sequence[str]) -> list[Listed]:
        found = {image.id: image for image in self._meeting(owner, Criteria(ids=tuple(ids)))}
        return [listed(found[id]) for id in ids if id in found]

    async def page(
        self, owner: str, criteria: Criteria, *, sort: str, after: SortKey | None, skip: int, limit: int
    ) -> list[Listed]:
        found = self._sorted(owner, criteria, sort)
        if after:
            found = [
                image
                for image in found
                if (sort_key(image, sort) < after if sort in DESCENDING else sort_key(image, sort) > after)
            ]
        return [listed(image) for image in found[skip : skip + limit]]

    async def count(self, owner: str, criteria: Criteria) -> int:
        return len(self._meeting(owner, criteria))

    async def facets(self, owner: str, criteria: Criteria) -> Facets:
        found = self._meeting(owner, criteria)
        years = Counter(str(_shown_at(image))[:4] for image in found)
        return Facets(
            tags=_most_frequent(Counter(tag for image in found for tag in _tags(image))),
            colors=_most_frequent(
                Counter(name for image in found for name in {c.name for c in image.colors})
            ),
            cameras=_most_frequent(Counter(image.exif.camera for image in found if image.exif.camera)),
            years=tuple(FacetCount(value=year, count=years[year]) for year in sorted(years, reverse=True)),
        )

    async def tags(self, owner: str, prefix: str, *, limit: int) -> list[TagCount]:
        tags = (tag for image in self._meeting(owner, Criteria()) for tag in _tags(image))
        counted = _most_frequent(Counter(tag for tag in tags if tag.startswith(prefix)))
        return [TagCount(name=found.value, count=found.count) for found in counted[:limit]]

    def _sorted(self, owner: str, criteria: Criteria, sort: str) -> list[Image]:
        found = self._meeting(owner, criteria)
        return sorted(found, key=lambda image: sort_key(image, sort), reverse=sort in DESCENDING)

    def _meeting(self, owner: str, criteria: Criteria) -> list[Image]:
        return [
            image
            for (whose, _), image in self.images.images.items()
            if whose == owner and image.deleted_at is None and _meets(image, criteria)
        ]


def _meets(image: Image, criteria: Criteria) -> bool:
    either = []
    if criteria.words:
        some = all if criteria.every else any
        either.append(some(_holds(image, word) for word in criteria.words))
    if criteria.ids is not None:
        either.append(image.id in criteria.ids)
    return (
        (any(either) or not either)
        and all(_holds(image, phrase) for phrase in criteria.phrases)
        and not any(_holds(image, phrase) for phrase in criteria.excluded)
        and all(set(cells) & set(image.color_cells) for cells in criteria.cells)
        and (criteria.until is None or rfc3339(image.uploaded_at) <= criteria.until)
        and _passes(image, criteria.filters)
    )


def _passes(image: Image, filters: Filters) -> bool:
    shown_at = _shown_at(image)
    return (
        {tag.casefold() for tag in filters.tags} <= _tags(image)
        and (filters.since is None or shown_at >= filters.since)
        and (filters.until is None or shown_at <= filters.until)
        and (filters.camera is None or filters.camera.lower() == (image.exif.camera or "").lower())
        and (
            filters.people is None or (image.people >= filters.people if filters.people else not image.people)
        )
        and filters.orientation in (None, image.orientation)
        and filters.favorite in (None, image.favorite)
        and filters.status in (None, image.status)
    )


def _holds(image: Image, phrase: str) -> bool:
    wanted = [stem(word) for word in words(phrase)]
    found = [stem(word) for word in words(image.search_text)]
    starts = range(len(found) - len(wanted) + 1)
    return bool(wanted) and any(found[at : at + len(wanted)] == wanted for at in starts)


def _shown_at(image: Image) -> datetime:
    return image.exif.taken_at or image.uploaded_at


def _tags(image: Image) -> set[str]:
    return {tag.name.casefold() for tag in image.tags}


def _most_frequent(counts: Counter[str]) -> tuple[FacetCount, ...]:
    ranked = sorted(counts.items(), key=lambda entry: (-entry[1], entry[0]))
    return tuple(FacetCount(value=value, count=count) for value, count in ranked[:20])


def _cosine(one: Sequence[float], other: Sequence[float]) -> float:
    product = sum(a * b for a, b in zip(one, other, strict=True))
    return product / sqrt(sum(a * a for a in one) * sum(b * b for b in other))
