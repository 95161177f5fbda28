"""All that is known of an owner's images, page by page."""

from dataclasses import dataclass

from shared.models import Export, ExportQuery, Json
from shared.ports import Criteria, ImageIndex
from shared.services.cursor import Cursor, fingerprint, sort_key
from shared.services.search.parsing import parse

ORDER = "oldest"  # what is uploaded meanwhile comes last


@dataclass(frozen=True)
class Exporting:
    index: ImageIndex

    async def page(self, owner: str, query: ExportQuery) -> Json[Export]:
        """Raises InvalidRequest for a cursor of another query."""
        at = Cursor.decode(query.cursor, query) if query.cursor else None
        asked = parse(query.q)
        criteria = Criteria(filters=query, words=asked.words, phrases=asked.phrases, excluded=asked.excluded)
        found = await self.index.page(
            owner, criteria, sort=ORDER, after=at.after if at else None, skip=0, limit=query.limit + 1
        )
        images = found[: query.limit]
        cursor = None
        if len(found) > query.limit:
            last = sort_key(images[-1], ORDER)
            cursor = Cursor(query=fingerprint(query), after=last, page=1, total=0).encode()
        return Json(images=[image.shown for image in images], nextCursor=cursor)
