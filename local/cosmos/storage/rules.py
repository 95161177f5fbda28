"""What a container's policies do not allow a query to ask."""

from collections.abc import Iterator
from functools import lru_cache

from local.cosmos.errors import BadRequest, NotSupported
from local.cosmos.sql.calls import FULL_TEXT
from local.cosmos.sql.ordering import vector_call
from local.cosmos.sql.parser import parse
from local.cosmos.sql.syntax import Call, Node, Query, Subquery, property_path, walk
from local.cosmos.storage.policies import Composite, Policies


def all_nodes(query: Query) -> Iterator[Node]:
    """Every expression of a query, subqueries and derived tables included."""
    roots: list[Node] = [item.expression for item in query.items]
    roots += [query.where] if query.where else []
    roots += [*query.group_by, *(item.expression for item in query.order_by)]
    for root in roots:
        for node in walk(root):
            yield node
            if isinstance(node, Subquery):
                yield from all_nodes(node.query)
    for source in query.sources:
        if isinstance(source.root, Query):
            yield from all_nodes(source.root)


@lru_cache(maxsize=1024)
def _full_text_paths(text: str) -> frozenset[str]:
    calls = (n for n in all_nodes(parse(text)) if isinstance(n, Call) and n.function in FULL_TEXT)
    found = [property_path(call.arguments[0]) for call in calls]
    if None in found:
        raise BadRequest("A full-text function searches a property path.")
    return frozenset(path[1] for path in found if path)


def check_query(text: str, policies: Policies) -> None:
    """Refuse searching without a full-text policy, and sorting without an index.

    Raises:
        BadRequest: says which path or order is not covered.
    """
    for path in _full_text_paths(text) - policies.full_text:
        raise BadRequest(f"The path '{path}' is not in the full-text policy of the container.")
    _check_order(parse(text), policies)


def order_of(query: Query) -> Composite:
    """The paths and directions of ORDER BY.

    Raises:
        BadRequest: an item is no property of the document.
    """
    found = [property_path(item.expression) for item in query.order_by]
    order: list[tuple[str, str]] = []
    for path, item in zip(found, query.order_by, strict=True):
        if (
            path is None
            or path[0] != query.sources[0].alias
            or query.sources[0].iterate
            or query.sources[0].path
        ):
            raise NotSupported("ORDER BY over anything but a property of the document")
        order.append((path[1], item.direction or "ASC"))
    return tuple(order)


def _check_order(query: Query, policies: Policies) -> None:
    if not query.order_by or vector_call(query.order_by):
        return
    order = order_of(query)
    for name, _ in order:
        if not policies.sortable(name):
            raise BadRequest(
                f"The index path corresponding to the specified order-by item is excluded: '{name}'."
            )
    if len(order) > 1 and not policies.sorts(order):
        raise BadRequest(
            "The order by query does not have a corresponding composite index that it can be served from."
        )
