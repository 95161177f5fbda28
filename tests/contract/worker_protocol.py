"""The messages between the Functions host and the Python worker library, as plain objects."""

from types import SimpleNamespace
from typing import Any


class Message(SimpleNamespace):
    """Stands for a generated message class: its fields are what it is made with."""


class TypedData(Message):
    def WhichOneof(self, _: str) -> str | None:  # noqa: N802  # the generated classes' name
        return next(iter(self.__dict__), None)


class ParameterBinding(Message):
    def WhichOneof(self, _: str) -> str:  # noqa: N802
        return "data"


class StatusResult(Message):
    Failure, Success = 0, 1


class BindingInfo(Message):
    undefined = 0
    out, inout = 1, 2


PROTOS = SimpleNamespace(
    BindingInfo=BindingInfo,
    FunctionMetadataResponse=Message,
    InvocationResponse=Message,
    ParameterBinding=ParameterBinding,
    RpcException=Message,
    RpcFunctionMetadata=Message,
    RpcHttp=Message,
    StatusResult=StatusResult,
    TypedData=TypedData,
    WorkerInitResponse=Message,
    WorkerMetadata=Message,
)


def envelope(kind: str, **fields: Any) -> Message:
    """A request as the worker library takes it."""
    properties = {"host": "127.0.0.1", "protos": PROTOS}
    return Message(request=Message(**{kind: Message(**fields)}), properties=properties)
