"""The worker's checks of a function's parameters and annotations against its bindings."""

import inspect
import typing
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import azure.functions as func
from azurefunctions.extensions import base as deferred

from local.host.errors import IndexingError

registry = func.get_binding_registry()
deferred_registry = deferred.get_binding_registry()


@dataclass(frozen=True, slots=True)
class Signature:
    """How a function is called; `deferred` when it takes a reference instead of the content."""

    parameter: str
    parameter_type: Any
    deferred: bool
    wants_context: bool
    returns_response: bool


def check_signature(name: str, call: Callable[..., Any], bindings: Sequence[Any]) -> Signature:
    """Raises IndexingError where the worker would refuse the function, or for a binding not served here."""
    parameters = set(inspect.signature(call).parameters)
    annotations = typing.get_type_hints(call)
    inputs = {binding.name: binding for binding in bindings if binding.name != "$return"}
    wants_context = "context" in parameters and "context" not in inputs
    if wants_context:
        _check_context(name, annotations)
    _check_names(name, parameters - ({"context"} if wants_context else set()), set(inputs))
    outputs = [binding for binding in bindings if binding.name == "$return"]
    if len(inputs) != 1 or any(output.type != "http" for output in outputs):
        raise IndexingError(f"{name}: only a trigger and an HTTP response are bindings served locally")
    (trigger,) = inputs.values()
    _check_return(name, annotations, bool(outputs))
    return Signature(
        parameter=trigger.name,
        parameter_type=annotations.get(trigger.name),
        deferred=_check_input(name, trigger, annotations),
        wants_context=wants_context,
        returns_response=bool(outputs),
    )


def _check_names(name: str, declared: set[str], bound: set[str]) -> None:
    if missing := declared - bound:
        raise _refused(name, f"parameters {sorted(missing)} have no binding")
    if missing := bound - declared:
        raise _refused(name, f"bindings {sorted(missing)} have no parameter")


def _check_context(name: str, annotations: dict[str, Any]) -> None:
    annotation = annotations.get("context", func.Context)
    if getattr(annotation, "__name__", "") != "Context":
        raise _refused(name, f"context is annotated {annotation!r}")


def _check_input(name: str, trigger: Any, annotations: dict[str, Any]) -> bool:
    """Return whether the parameter takes a reference instead of the content."""
    if trigger.name not in annotations:
        return False
    annotation = annotations[trigger.name]
    if not isinstance(annotation, type):
        raise _refused(name, f"{trigger.name} has the annotation {annotation!r}")
    if annotation in (str, bytes):
        return False
    by_reference = bool(deferred_registry.check_supported_type(annotation))
    converter = (deferred_registry if by_reference else registry).get(trigger.type)
    if converter is None or not converter.check_input_type_annotation(annotation):
        raise _refused(name, f"{trigger.name} is a {trigger.type}, not a {annotation.__name__}")
    return by_reference


def _check_return(name: str, annotations: dict[str, Any], returns_response: bool) -> None:
    annotation = annotations.get("return")
    if not returns_response or "return" not in annotations:
        return
    if not isinstance(annotation, type):
        raise _refused(name, f"the return annotation {annotation!r} is not a type")
    if not registry.get("http").check_output_type_annotation(annotation):
        raise _refused(name, f"it returns {annotation.__name__}, not an HttpResponse")


def _refused(name: str, why: str) -> IndexingError:
    return IndexingError(f"cannot load the {name} function: {why}")
