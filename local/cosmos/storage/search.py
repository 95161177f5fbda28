"""One query over one container: where it looks, and which indexes tell it where."""

from collections.abc import Iterable
from functools import lru_cache

import orjson

from local.cosmos.sql.access import Ids, Narrow, Reach, document_alias, narrowing, reach
from local.cosmos.sql.execution import PAGE_ITEMS, Execution, Item, Page
from local.cosmos.sql.ordering import Key
from local.cosmos.sql.parser import parse
from local.cosmos.sql.values import Value, sort_key
from local.cosmos.storage.partitions import LogicalPartition
from local.cosmos.storage.policies import Composite, Policies
from local.cosmos.storage.rules import check_query, order_of


class PartitionRun:
    """The vector indexes of the partitions a query ranges over; scores are computed once per query vector."""

    def __init__(self, policies: Policies, partitions: list[LogicalPartition]):
        self._policies = policies
        self._partitions = partitions
        self._scored: dict[tuple[str, str, int], tuple[Value, dict[str, float]]] = {}

    def metric(self, path: str | None) -> str:
        embedding = self._policies.embeddings.get(path or "")
        return embedding.metric if embedding else "cosine"

    def scores(self, path: str, query: Value, metric: str) -> dict[str, float] | None:
        if path not in self._policies.embeddings:
            return None
        key = (path, metric, id(query))
        if key not in self._scored:
            found: dict[str, float] = {}
            for partition in self._partitions:
                with partition.searching:
                    found |= partition.scores(path, query, metric)
            self._scored[key] = (query, found)
        return self._scored[key][1]


@lru_cache(maxsize=1024)
def _access(text: str) -> tuple[Narrow | None, Reach]:
    query = parse(text)
    return narrowing(query), reach(query)


class Search:
    """A query and the partitions it may see.

    Raises:
        BadRequest: the query is refused, see `Execution` and `check_query`.
    """

    def __init__(
        self,
        text: str,
        parameters: dict[str, Value],
        policies: Policies,
        partitions: list[LogicalPartition],
        *,
        size: int = PAGE_ITEMS,
        continuation: str | None = None,
    ):
        run = PartitionRun(policies, partitions)
        self._execution = Execution(text, parameters, run, size=size, continuation=continuation)
        check_query(text, policies)
        self._partitions = partitions
        self._narrow, self._reach = _access(text)

    def page(self) -> Page:
        """The page, out of the documents that the indexes leave over; may take long."""
        candidates = [(partition, self._ids(partition)) for partition in self._partitions]
        walk = self._walk(*candidates[0]) if len(candidates) == 1 else None
        if walk is not None:
            return self._execution.page_in_order(walk)
        items = [item for partition, ids in candidates for item in _items(partition, ids)]
        if len(candidates) > 1 or self._narrow:
            items.sort(key=lambda item: item.number)
        return self._execution.page(items)

    def _ids(self, partition: LogicalPartition) -> Ids | None:
        """Copied, since a later search may change what the index holds."""
        if self._narrow is None:
            return None
        with partition.searching:
            ids = self._narrow(self._execution.env, partition)
            return None if ids is None else frozenset(ids)

    def _walk(self, partition: LogicalPartition, ids: Ids | None) -> Iterable[Item] | None:
        """The candidates in the query's order, where looking at the first of them beats sorting all."""
        execution, order = self._execution, self._order()
        alias, ordering = document_alias(execution.query.query), execution.query.ordering
        if ordering is None or alias is None or order is None:
            return None
        if ids is not None and execution.wanted * len(partition.items) >= len(ids) ** 2:
            return None
        lowest, highest = self._bounds() if ordering.bounded else (None, None)
        with partition.searching:
            names = partition.ordered(order, ordering, alias).walk(execution.after, lowest, highest)
        return _existing(partition, (name for name in names if ids is None or name in ids))

    def _order(self) -> Composite | None:
        query = self._execution.query
        single = len(query.query.sources) == 1 and query.resumable
        return order_of(query.query) if single and query.ordering and not query.ordering.by_vector else None

    def _bounds(self) -> tuple[Key | None, Key | None]:
        env, limits = self._execution.env, (self._reach.lowest, self._reach.highest)
        lowest, highest = (sort_key(limit(env)) if limit else None for limit in limits)
        return lowest, highest


def _items(partition: LogicalPartition, ids: Ids | None) -> Iterable[Item]:
    return list(partition.items.values()) if ids is None else _existing(partition, ids)


def _existing(partition: LogicalPartition, names: Iterable[str]) -> Iterable[Item]:
    """Items may have gone since their names were looked up."""
    return (item for name in names if (item := partition.items.get(name)))


def holds(condition: str, item: Item, policies: Policies) -> bool:
    """Whether a patch predicate, "FROM c WHERE ...", is true of a document."""
    page = Execution(f"SELECT VALUE true {condition}", {}, PartitionRun(policies, [])).page([item])
    return any(orjson.loads(result) is True for result in page.results)
