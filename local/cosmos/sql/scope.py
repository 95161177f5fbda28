"""What a compiled expression can see: names at compile time, an environment and its run at run time."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Final, Protocol

from local.cosmos.sql.values import Value

Env = dict[str, Any]  # aliases and @parameters to values, and the three keys below
Evaluate = Callable[[Env], Value]
Rows = Callable[[Env], Iterator[Value]]

DOCUMENTS: Final = "$documents"  # what the outermost FROM ranges over
AGGREGATED: Final = "$aggregated"  # values of the aggregate calls, by id of their node
RUN: Final = "$run"


class Run(Protocol):
    """One execution of a query, as VectorDistance sees it."""

    def metric(self, path: str | None) -> str:
        """The distance function of the container's policy for a path, cosine where it has none."""

    def scores(self, path: str, query: Value, metric: str) -> dict[str, float] | None:
        """Scores by resource id, None when the path is not indexed."""


@dataclass(frozen=True, slots=True)
class Scope:
    """Names in reach; `documents` are those bound to whole documents."""

    names: frozenset[str] = frozenset()
    documents: frozenset[str] = frozenset()
    outermost: bool = True

    def binding(self, alias: str | None, *, document: bool) -> "Scope":
        added = frozenset() if alias is None else frozenset({alias})
        documents = self.documents | added if document else self.documents - added
        return Scope(self.names | added, documents, outermost=False)
