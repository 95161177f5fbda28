"""The policies of a container, checked as the service checks them."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

from local.cosmos.errors import BadRequest, NotSupported
from local.cosmos.storage.definitions import (
    CompositePath,
    FullTextIndexDefinition,
    FullTextPolicy,
    IndexedPath,
    IndexingPolicy,
    PartitionKeyDefinition,
    VectorEmbedding,
    VectorEmbeddingPolicy,
    VectorIndexDefinition,
    read_definition,
)

_ALL: Final = {"path": "/*"}
_ETAG: Final = {"path": '/"_etag"/?'}
_MOST_DIMENSIONS = {"flat": 505, "quantizedflat": 4096, "diskann": 4096}
_DATA_TYPES = ("float32", "float16", "int8", "uint8")
_DISTANCES = ("cosine", "dotproduct", "euclidean")
_PROPERTY_PATH = re.compile(r"(/[^/*?\[\]]+)+")
_LANGUAGE = "en-US"

Composite = tuple[tuple[str, str], ...]  # ("/path", "ASC" or "DESC")


@dataclass(frozen=True, slots=True)
class Embedding:
    path: str
    dimensions: int
    metric: str


@dataclass(frozen=True, slots=True)
class Policies:
    """What the policies of a container come to, for writing, sorting and searching."""

    partition_key: tuple[str, ...]
    embeddings: dict[str, Embedding]
    full_text: frozenset[str]
    composites: tuple[Composite, ...]
    included: tuple[str, ...]
    excluded: tuple[str, ...]

    def sortable(self, path: str) -> bool:
        """Whether a range index covers the path: the most specific rule wins."""
        if path == "/id":
            return True
        included = max((len(p) for p in self.included if _covers(p, path)), default=-1)
        excluded = max((len(p) for p in self.excluded if _covers(p, path)), default=-1)
        return included > excluded

    def sorts(self, order: Composite) -> bool:
        """Whether a composite index serves the order, forwards or backwards."""
        flipped = tuple((path, "ASC" if direction == "DESC" else "DESC") for path, direction in order)
        return order in self.composites or flipped in self.composites


def _covers(rule: str, path: str) -> bool:
    return rule in ("", path) or path.startswith(rule + "/")


def check_policies(definition: dict[str, Any]) -> Policies:
    """The policies of a container definition.

    Raises:
        BadRequest: something in it is wrong, or not supported by this emulator.
    """
    known = read_definition(definition)
    indexing = IndexingPolicy.model_validate(completed(definition.get("indexingPolicy")))
    if indexing.indexing_mode.lower() != "consistent":
        raise NotSupported(f"The indexing mode '{indexing.indexing_mode}'")
    if indexing.spatial_indexes:
        raise NotSupported("A spatial index")
    embeddings = _embeddings(known.vector_embedding_policy or VectorEmbeddingPolicy())
    _check_vector_indexes(indexing.vector_indexes, embeddings)
    return Policies(
        partition_key=_partition_key(known.partition_key),
        embeddings=embeddings,
        full_text=_full_text(known.full_text_policy or FullTextPolicy(), indexing.full_text_indexes),
        composites=tuple(map(_composite, indexing.composite_indexes)),
        included=_rules(indexing.included_paths),
        excluded=_rules(indexing.excluded_paths),
    )


def completed(indexing: dict[str, Any] | None) -> dict[str, Any]:
    """An indexing policy as the service keeps it: of everything where nothing is named, never of the etag.

    What the first indexing version said of kinds and precisions is dropped.
    """
    named = {"indexingMode": "consistent", "automatic": True, **(indexing or {})}
    included = [{"path": rule["path"]} for rule in named.get("includedPaths") or []]
    excluded = [{"path": rule["path"]} for rule in named.get("excludedPaths") or []]
    return {
        **named,
        "includedPaths": included or ([] if _ALL in excluded else [_ALL]),
        "excludedPaths": excluded if _ETAG in excluded else [*excluded, _ETAG],
    }


def _partition_key(definition: PartitionKeyDefinition) -> tuple[str, ...]:
    if definition.kind != "Hash" or len(definition.paths) != 1:
        raise NotSupported("A hierarchical partition key (MultiHash)")
    if definition.version != 2:
        raise NotSupported("A partition key of version 1")
    return _names(definition.paths[0])


def _names(path: str) -> tuple[str, ...]:
    if not _PROPERTY_PATH.fullmatch(path):
        raise BadRequest(f"The path '{path}' is not a path to a property.")
    return tuple(name.strip('"') for name in path[1:].split("/"))


def _rules(paths: Iterable[IndexedPath]) -> tuple[str, ...]:
    """Index paths as prefixes: "/*" is "", "/a/?" and "/a/*" are "/a"."""
    return tuple(rule.path.replace('"', "").rstrip("*?").rstrip("/") for rule in paths)


def _composite(group: list[CompositePath]) -> Composite:
    if len(group) < 2:
        raise BadRequest("A composite index needs at least two paths.")
    return tuple((part.path, "DESC" if part.order.lower() == "descending" else "ASC") for part in group)


def _embeddings(policy: VectorEmbeddingPolicy) -> dict[str, Embedding]:
    return {one.path: _embedding(one) for one in policy.vector_embeddings}


def _embedding(one: VectorEmbedding) -> Embedding:
    _names(one.path)
    if one.data_type.lower() not in _DATA_TYPES:
        raise BadRequest(f"The vector data type '{one.data_type}' is not one of {', '.join(_DATA_TYPES)}.")
    metric = one.distance_function.lower()
    if metric not in _DISTANCES:
        raise BadRequest(f"The distance function '{metric}' is not one of {', '.join(_DISTANCES)}.")
    if not 1 <= one.dimensions <= 4096:
        raise BadRequest(f"The dimensions of '{one.path}' must be between 1 and 4096.")
    return Embedding(one.path, one.dimensions, metric)


def _check_vector_indexes(indexes: list[VectorIndexDefinition], embeddings: dict[str, Embedding]) -> None:
    for index in indexes:
        if index.path not in embeddings:
            raise BadRequest(f"The vector index path '{index.path}' is not in the vector embedding policy.")
        most, dimensions = _MOST_DIMENSIONS.get(index.type.lower()), embeddings[index.path].dimensions
        if most is None:
            raise BadRequest(
                f"The vector index type '{index.type}' is not one of flat, quantizedFlat, diskANN."
            )
        if dimensions > most:
            raise BadRequest(
                f"A vector index of type '{index.type}' takes at most {most} dimensions, "
                f"and '{index.path}' has {dimensions}."
            )


def _full_text(policy: FullTextPolicy, indexes: list[FullTextIndexDefinition]) -> frozenset[str]:
    for language in (policy.default_language, *(path.language for path in policy.full_text_paths)):
        if language != _LANGUAGE:
            raise NotSupported(f"The full-text language '{language}'")
    known = frozenset(path.path for path in policy.full_text_paths)
    for path in known:
        _names(path)
    for index in indexes:
        if index.path not in known:
            raise BadRequest(f"The full-text index path '{index.path}' is not in the full-text policy.")
    return known
