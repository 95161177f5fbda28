"""From what the listeners receive to what a function's parameter gets, through the SDK's own converters."""

import json
from dataclasses import dataclass
from typing import Any

from azure.functions.meta import Datum
from azurefunctions.extensions.base import Datum as DeferredDatum

from local.host.functions import HostedFunction
from local.host.signature import deferred_registry, registry


@dataclass(frozen=True, slots=True)
class ModelBindingData:
    """The reference a host sends instead of content, as in the worker's protocol."""

    content: bytes
    source: str
    version: str = "1.0"
    content_type: str = "application/json"


def text(value: str) -> Datum:
    return Datum(value, "string")


def as_json(value: Any) -> Datum:
    return Datum(json.dumps(value), "json")


def decode(function: HostedFunction, datum: Datum, metadata: dict[str, Datum] | None = None) -> Any:
    """Convert the trigger's content; a parameter annotated `str` or `bytes` gets it as it is."""
    if function.signature.parameter_type in (str, bytes):
        return datum.value
    return registry.get(function.trigger_type).decode(datum, trigger_metadata=metadata)


def decode_reference(function: HostedFunction, reference: ModelBindingData) -> Any:
    converter = deferred_registry.get(function.trigger_type)
    return converter.decode(
        DeferredDatum(reference, "model_binding_data"),
        trigger_metadata={},
        pytype=function.signature.parameter_type,
    )
