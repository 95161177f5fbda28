"""Azure Cosmos DB for NoSQL. Queries are written here and nowhere else."""

from shared.adapters.cosmos.images import CosmosImageRepository

__all__ = ["CosmosImageRepository"]
