"""The Cosmos DB emulator's parts without a wire."""
