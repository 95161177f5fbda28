"""The policies of a container, checked as the service checks them."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

from local.cosmos.errors import BadRequest, NotSupported

_KNOWN = frozenset(
    {
        "id",
        "partitionKey",
        "indexingPolicy",
        "vectorEmbeddingPolicy",
        "fullTextPolicy",
        "conflictResolutionPolicy",
        "geospatialConfig",
    }
)
_INDEXING_KNOWN = frozenset(
    {
        "indexingMode",
        "automatic",
        "includedPaths",
        "excludedPaths",
        "compositeIndexes",
        "spatialIndexes",
        "vectorIndexes",
        "fullTextIndexes",
    }
)
DEFAULT_INDEXING: Final[dict[str, Any]] = {
    "indexingMode": "consistent",
    "automatic": True,
    "includedPaths": [{"path": "/*"}],
    "excludedPaths": [{"path": '/"_etag"/?'}],
}
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
    _refuse_unknown(definition, _KNOWN, "The container property")
    indexing: dict[str, Any] = definition.get("indexingPolicy") or DEFAULT_INDEXING
    _refuse_unknown(indexing, _INDEXING_KNOWN, "The indexing policy property")
    if str(indexing.get("indexingMode", "consistent")).lower() != "consistent":
        raise NotSupported(f"The indexing mode '{indexing['indexingMode']}'")
    if indexing.get("spatialIndexes"):
        raise NotSupported("A spatial index")
    embeddings = _embeddings(definition.get("vectorEmbeddingPolicy") or {})
    _check_vector_indexes(indexing.get("vectorIndexes") or [], embeddings)
    full_text = _full_text(definition.get("fullTextPolicy") or {}, indexing.get("fullTextIndexes") or [])
    return Policies(
        partition_key=_partition_key(definition.get("partitionKey")),
        embeddings=embeddings,
        full_text=full_text,
        composites=tuple(map(_composite, indexing.get("compositeIndexes") or [])),
        included=_rules(indexing.get("includedPaths") or []),
        excluded=_rules(indexing.get("excludedPaths") or []),
    )


def _refuse_unknown(definition: dict[str, Any], known: frozenset[str], what: str) -> None:
    for name, value in definition.items():
        if name not in known and not name.startswith("_") and value is not None:
            raise NotSupported(f"{what} '{name}'")


def _partition_key(definition: Any) -> tuple[str, ...]:
    if not isinstance(definition, dict) or not definition.get("paths"):
        raise BadRequest("The partition key definition is missing.")
    if definition.get("kind", "Hash") != "Hash" or len(definition["paths"]) != 1:
        raise NotSupported("A hierarchical partition key (MultiHash)")
    if definition.get("version", 2) != 2:
        raise NotSupported("A partition key of version 1")
    return _names(definition["paths"][0])


def _names(path: Any) -> tuple[str, ...]:
    if not isinstance(path, str) or not _PROPERTY_PATH.fullmatch(path):
        raise BadRequest(f"The path '{path}' is not a path to a property.")
    return tuple(name.strip('"') for name in path[1:].split("/"))


def _rules(paths: Iterable[dict[str, Any]]) -> tuple[str, ...]:
    """Index paths as prefixes: "/*" is "", "/a/?" and "/a/*" are "/a"."""
    return tuple(rule["path"].replace('"', "").rstrip("*?").rstrip("/") for rule in paths)


def _composite(group: list[dict[str, Any]]) -> Composite:
    if len(group) < 2:
        raise BadRequest("A composite index needs at least two paths.")
    return tuple(
        (part["path"], "DESC" if str(part.get("order", "")).lower() == "descending" else "ASC")
        for part in group
    )


def _embeddings(policy: dict[str, Any]) -> dict[str, Embedding]:
    found: dict[str, Embedding] = {}
    for one in policy.get("vectorEmbeddings") or []:
        path, dimensions = one.get("path"), one.get("dimensions")
        _names(path)
        if str(one.get("dataType", "float32")).lower() not in _DATA_TYPES:
            raise BadRequest(
                f"The vector data type '{one['dataType']}' is not one of {', '.join(_DATA_TYPES)}."
            )
        metric = str(one.get("distanceFunction", "cosine")).lower()
        if metric not in _DISTANCES:
            raise BadRequest(f"The distance function '{metric}' is not one of {', '.join(_DISTANCES)}.")
        if type(dimensions) is not int or not 1 <= dimensions <= 4096:
            raise BadRequest(f"The dimensions of '{path}' must be between 1 and 4096.")
        found[path] = Embedding(path, dimensions, metric)
    return found


def _check_vector_indexes(indexes: list[dict[str, Any]], embeddings: dict[str, Embedding]) -> None:
    for index in indexes:
        path, kind = index.get("path"), str(index.get("type", "")).lower()
        if path not in embeddings:
            raise BadRequest(f"The vector index path '{path}' is not in the vector embedding policy.")
        if kind not in _MOST_DIMENSIONS:
            raise BadRequest(
                f"The vector index type '{index.get('type')}' is not one of flat, quantizedFlat, diskANN."
            )
        most, dimensions = _MOST_DIMENSIONS[kind], embeddings[path].dimensions
        if dimensions > most:
            raise BadRequest(
                f"A vector index of type '{index['type']}' takes at most {most} dimensions, "
                f"and '{path}' has {dimensions}."
            )


def _full_text(policy: dict[str, Any], indexes: list[dict[str, Any]]) -> frozenset[str]:
    paths = policy.get("fullTextPaths") or []
    languages = [policy.get("defaultLanguage", _LANGUAGE), *(p.get("language", _LANGUAGE) for p in paths)]
    for language in languages:
        if language != _LANGUAGE:
            raise NotSupported(f"The full-text language '{language}'")
    known = frozenset(path.get("path") for path in paths)
    for path in known:
        _names(path)
    for index in indexes:
        if index.get("path") not in known:
            raise BadRequest(
                f"The full-text index path '{index.get('path')}' is not in the full-text policy."
            )
    return known
