"""Criteria as the WHERE clause of a query over image items."""

from collections.abc import Iterable
from typing import Any

from shared.adapters.cosmos.items import IMAGE
from shared.models import Filters, rfc3339
from shared.ports import Criteria


class Where:
    """Clauses made of constants, and the parameters they speak of."""

    def __init__(self, criteria: Criteria) -> None:
        self.clauses = [f"c.kind = '{IMAGE}'"]
        self.parameters: dict[str, Any] = {}
        self._filters(criteria.filters)
        self._alternatives(criteria)
        self.clauses += [f"FullTextContains(c.searchText, {self.bind(text)})" for text in criteria.phrases]
        self.clauses += [
            f"NOT FullTextContains(c.searchText, {self.bind(text)})" for text in criteria.excluded
        ]
        self.clauses += [f"({self._any_cell(cells)})" for cells in criteria.cells]
        if criteria.until is not None:
            self.clauses.append(f"c.uploadedAt <= {self.bind(criteria.until)}")

    def __str__(self) -> str:
        return " AND ".join(self.clauses)

    def bind(self, value: Any) -> str:
        """The name of a new parameter that holds `value`."""
        name = f"@p{len(self.parameters)}"
        self.parameters[name] = value
        return name

    def after(self, field: str, direction: str, key: tuple[Any, str]) -> None:
        """Only what follows the sort key `key`, in the order of `field` with the id as the tie-breaker."""
        sign, value, id = "<" if direction == "DESC" else ">", self.bind(key[0]), self.bind(key[1])
        self.clauses.append(f"(c.{field} {sign} {value} OR (c.{field} = {value} AND c.id {sign} {id}))")

    def _filters(self, filters: Filters) -> None:
        for tag in filters.tags:
            self.clauses.append(f"ARRAY_CONTAINS(c.tagNames, {self.bind(tag.casefold())})")
        if filters.since is not None:
            self.clauses.append(f"c.shownAt >= {self.bind(rfc3339(filters.since))}")
        if filters.until is not None:
            self.clauses.append(f"c.shownAt <= {self.bind(rfc3339(filters.until))}")
        if filters.camera is not None:
            self.clauses.append(f"StringEquals(c.camera, {self.bind(filters.camera)}, true)")
        if filters.people is not None:
            self.clauses.append(f"c.people {'>=' if filters.people else '='} {self.bind(filters.people)}")
        for field in ("orientation", "favorite", "status"):
            value = getattr(filters, field)
            if value is not None:
                self.clauses.append(f"c.{field} = {self.bind(value)}")

    def _alternatives(self, criteria: Criteria) -> None:
        either = []
        if criteria.words:
            function = "FullTextContainsAll" if criteria.every else "FullTextContainsAny"
            either.append(f"{function}(c.searchText, {self._bound(criteria.words)})")
        if criteria.ids is not None:
            either.append(f"ARRAY_CONTAINS({self.bind(list(criteria.ids))}, c.id)")
        if either:
            self.clauses.append(f"({' OR '.join(either)})")

    def _any_cell(self, cells: Iterable[str]) -> str:
        return " OR ".join(f"ARRAY_CONTAINS(c.colorCells, {self.bind(cell)})" for cell in cells)

    def _bound(self, values: Iterable[str]) -> str:
        return ", ".join(self.bind(value) for value in values)
