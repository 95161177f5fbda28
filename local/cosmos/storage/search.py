"""One query over one container: where it looks, and the vector indexes it finds there."""

from dataclasses import dataclass

import orjson

from local.cosmos.sql.execution import PAGE_ITEMS, Execution, Item, Page
from local.cosmos.sql.values import Value
from local.cosmos.sql.vectors import merged_scores
from local.cosmos.storage.partitions import LogicalPartition
from local.cosmos.storage.policies import Policies
from local.cosmos.storage.rules import check_query


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
            indexes = [partition.vectors[path] for partition in self._partitions]
            self._scored[key] = (query, merged_scores(indexes, query, metric))
        return self._scored[key][1]


@dataclass(frozen=True, slots=True)
class Search:
    """A query and the partitions it may see, as they were when it was asked."""

    execution: Execution
    items: list[Item]

    @classmethod
    def prepare(
        cls, text: str, parameters: dict[str, Value], policies: Policies, partitions: list[LogicalPartition]
    ) -> "Search":
        execution = Execution(text, parameters, PartitionRun(policies, partitions))
        check_query(text, policies)
        items = [item for partition in partitions for item in partition.items.values()]
        if len(partitions) > 1:
            items.sort(key=lambda item: item.number)
        return cls(execution, items)

    def page(self, size: int = PAGE_ITEMS, continuation: str | None = None) -> Page:
        return self.execution.page(self.items, size, continuation)


def holds(condition: str, item: Item, policies: Policies) -> bool:
    """Whether a patch predicate, "FROM c WHERE ...", is true of a document."""
    run = PartitionRun(policies, [])
    page = Execution(f"SELECT VALUE true {condition}", {}, run).page([item])
    return any(orjson.loads(result) is True for result in page.results)
