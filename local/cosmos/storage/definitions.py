"""The shape of a container definition, as clients send it."""

from typing import Any

from pydantic import BaseModel, ConfigDict, ValidationError
from pydantic.alias_generators import to_camel

from local.cosmos.errors import BadRequest, NotSupported


class _Shape(BaseModel):
    model_config = ConfigDict(alias_generator=to_camel, extra="forbid", frozen=True, strict=True)


class PartitionKeyDefinition(_Shape):
    paths: list[str]
    kind: str = "Hash"
    version: int = 2


class IndexedPath(_Shape):
    path: str
    indexes: list[dict[str, Any]] | None = None  # of the first indexing version: accepted and unused


class CompositePath(_Shape):
    path: str
    order: str = "ascending"


class VectorIndexDefinition(_Shape):
    path: str
    type: str
    quantization_byte_size: int | None = None
    indexing_search_list_size: int | None = None
    vector_index_shard_key: list[str] | None = None


class FullTextIndexDefinition(_Shape):
    path: str


class IndexingPolicy(_Shape):
    indexing_mode: str = "consistent"
    automatic: bool = True
    included_paths: list[IndexedPath] = []
    excluded_paths: list[IndexedPath] = []
    composite_indexes: list[list[CompositePath]] = []
    spatial_indexes: list[Any] = []
    vector_indexes: list[VectorIndexDefinition] = []
    full_text_indexes: list[FullTextIndexDefinition] = []


class VectorEmbedding(_Shape):
    path: str
    dimensions: int
    data_type: str = "float32"
    distance_function: str = "cosine"


class VectorEmbeddingPolicy(_Shape):
    vector_embeddings: list[VectorEmbedding] = []


class FullTextPath(_Shape):
    path: str
    language: str = "en-US"


class FullTextPolicy(_Shape):
    default_language: str = "en-US"
    full_text_paths: list[FullTextPath] = []


class ContainerDefinition(_Shape):
    id: str
    partition_key: PartitionKeyDefinition
    indexing_policy: IndexingPolicy | None = None
    vector_embedding_policy: VectorEmbeddingPolicy | None = None
    full_text_policy: FullTextPolicy | None = None
    conflict_resolution_policy: dict[str, Any] | None = None
    geospatial_config: dict[str, Any] | None = None


def read_definition(definition: dict[str, Any]) -> ContainerDefinition:
    """A definition without its system properties.

    Raises:
        BadRequest: something is missing or of the wrong type; what is unknown is refused by name.
    """
    own = {
        name: value for name, value in definition.items() if not name.startswith("_") and value is not None
    }
    try:
        return ContainerDefinition.model_validate(own)
    except ValidationError as error:
        first = error.errors(include_url=False, include_context=False)[0]
        name = ".".join(map(str, first["loc"]))
        if first["type"] == "extra_forbidden":
            raise NotSupported(f"The container property '{name}'") from None
        raise BadRequest(f"The container property '{name}' is not valid: {first['msg']}.") from None
