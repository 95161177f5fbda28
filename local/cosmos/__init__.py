"""An embedded Cosmos DB emulator: the NoSQL API at wire level, for development and tests."""

from local.cosmos.emulator import CosmosEmulator
from local.cosmos.wire.authorization import EMULATOR_KEY
from local.cosmos.wire.faults import Fault
from local.cosmos.wire.traffic import RequestRecord

__all__ = ["EMULATOR_KEY", "CosmosEmulator", "Fault", "RequestRecord"]
