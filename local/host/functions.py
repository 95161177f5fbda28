"""Indexing: one function_app.py becomes the functions to serve, checked as the worker checks them."""

import importlib
import inspect
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import azure.functions as func

from local.host.config import resolve
from local.host.errors import IndexingError
from local.host.signature import Signature, check_signature

SERVED_TRIGGERS = {"httpTrigger", "blobTrigger", "queueTrigger", "timerTrigger"}


@dataclass(frozen=True, slots=True)
class HostedFunction:
    """One function: its trigger binding with every %NAME% filled in, and how to call it."""

    name: str
    call: Callable[..., Any]
    trigger: Mapping[str, Any]
    signature: Signature
    is_async: bool

    @property
    def id(self) -> str:
        return f"Host.Functions.{self.name}"

    @property
    def trigger_type(self) -> str:
        return str(self.trigger["type"])


def index_functions(app_dir: Path, settings: Mapping[str, str]) -> list[HostedFunction]:
    """Import `app_dir`/function_app.py and return its enabled functions in the host's order, by name.

    The folder stays first on the module path, for what the app imports later.
    Raises IndexingError when anything about any function is wrong: one bad function spoils the app.
    """
    app = _load_app(app_dir)
    try:
        functions = [_hosted(function, settings) for function in app.get_functions()]
    except (ValueError, TypeError, NameError) as error:
        raise IndexingError(str(error)) from error
    enabled = [function for function in functions if not _disabled(function.name, settings)]
    return sorted(enabled, key=lambda function: function.name.lower())


def _disabled(name: str, settings: Mapping[str, str]) -> bool:
    return settings.get(f"AzureWebJobs.{name}.Disabled", "").lower() in ("1", "true")


def _load_app(app_dir: Path) -> Any:
    script = app_dir / "function_app.py"
    if not script.exists():
        raise IndexingError(f"function_app.py is missing in {app_dir}")
    sys.modules.pop("function_app", None)
    sys.path.insert(0, str(app_dir))
    importlib.invalidate_caches()
    try:
        module = importlib.import_module("function_app")
    except Exception as error:
        raise IndexingError(f"function_app.py cannot be imported: {type(error).__name__}: {error}") from error
    apps = [value for value in vars(module).values() if isinstance(value, func.FunctionRegister)]
    if len(apps) != 1:
        raise IndexingError(f"function_app.py defines {len(apps)} function apps at the top level, not one")
    return apps[0]


def _hosted(function: Any, settings: Mapping[str, str]) -> HostedFunction:
    name, call, trigger = function.get_function_name(), function.get_user_function(), function.get_trigger()
    if trigger is None or trigger.type not in SERVED_TRIGGERS:
        raise IndexingError(f"{name}: the trigger {getattr(trigger, 'type', None)!r} is not served locally")
    if function.get_setting("retry_policy") is not None:
        raise IndexingError(f"{name}: retry policies are not served locally")
    binding = {
        key: resolve(value, settings) if isinstance(value, str) else value
        for key, value in trigger.get_dict_repr().items()
    }
    return HostedFunction(
        name=name,
        call=call,
        trigger={**binding, "type": trigger.type, "name": trigger.name},
        signature=check_signature(name, call, function.get_bindings()),
        is_async=inspect.iscoroutinefunction(call),
    )
