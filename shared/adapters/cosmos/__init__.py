"""Azure Cosmos DB for NoSQL. Queries are written here and nowhere else."""

from shared.adapters.cosmos.images import CosmosImageRepository
from shared.adapters.cosmos.leftovers import CosmosLeftovers
from shared.adapters.cosmos.search import CosmosImageIndex

__all__ = ["CosmosImageIndex", "CosmosImageRepository", "CosmosLeftovers"]
