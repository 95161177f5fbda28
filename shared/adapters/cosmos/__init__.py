"""Azure Cosmos DB for NoSQL. Queries are written here and nowhere else."""

from shared.adapters.cosmos.closures import CosmosClosures
from shared.adapters.cosmos.images import CosmosImageRepository
from shared.adapters.cosmos.leftovers import CosmosLeftovers
from shared.adapters.cosmos.search import CosmosImageIndex

__all__ = ["CosmosClosures", "CosmosImageIndex", "CosmosImageRepository", "CosmosLeftovers"]
