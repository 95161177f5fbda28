"""OpenTelemetry spans, where something exports them. Where nothing does, its library is not even imported."""

import sys
from collections.abc import Awaitable, Callable, Coroutine, Iterator, Mapping
from contextlib import contextmanager
from functools import wraps
from typing import TYPE_CHECKING, Any, ParamSpec, TypeVar

if TYPE_CHECKING:
    from opentelemetry.context import Context

P = ParamSpec("P")
T = TypeVar("T")


def exported() -> bool:
    """Whether there is an SDK. Whoever exports (the worker, as a rule) has loaded it before the app."""
    return "opentelemetry.sdk.trace" in sys.modules


@contextmanager
def span(function: Callable[..., object], headers: Mapping[str, str] | None = None) -> Iterator[None]:
    """A span of one run of `function`, below the one the host began or else the W3C parent in `headers`.

    It is an internal one: the host tells of the request itself, and two would be counted as two requests.
    """
    if not exported():
        yield
        return
    from opentelemetry import trace

    with trace.get_tracer("gallery").start_as_current_span(
        function.__name__,
        context=_parent(headers or {}),
        attributes={"code.function.name": f"{function.__module__}.{function.__name__}"},
        record_exception=False,  # a message may quote what a user sent
        set_status_on_exception=False,
    ) as current:
        try:
            yield
        except Exception as error:
            note(error=error)
            current.set_status(trace.StatusCode.ERROR)
            raise


def traced(function: Callable[P, Awaitable[T]]) -> Callable[P, Coroutine[Any, Any, T]]:
    """`function` with a span for each of its runs."""

    @wraps(function)
    async def run(*args: P.args, **kwargs: P.kwargs) -> T:
        with span(function):
            return await function(*args, **kwargs)

    return run


def note(
    *,
    owner: str | None = None,
    image_id: str | None = None,
    status: int | None = None,
    error: Exception | None = None,
) -> None:
    """Tell of the run what may be told, and no more: no token, link, file name, place or content.

    The owner is a hash, `status` that of HTTP; of an error only the type is told.
    """
    if not exported():
        return
    from opentelemetry import trace

    current = trace.get_current_span()
    attributes = {
        "enduser.pseudo.id": owner,
        "gallery.image.id": image_id,
        "http.response.status_code": status,
        "error.type": type(error).__qualname__ if error else None,
    }
    current.set_attributes({name: value for name, value in attributes.items() if value is not None})
    if status is not None and status >= 500:
        current.set_status(trace.StatusCode.ERROR)


def _parent(headers: Mapping[str, str]) -> "Context":
    from opentelemetry import context, trace
    from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

    current = context.get_current()
    if trace.get_current_span(current).get_span_context().is_valid:
        return current
    # Not `tracestate`: a stranger's, of any length, would be sent on with each call.
    parent = {"traceparent": headers.get("traceparent", "")}
    return TraceContextTextMapPropagator().extract(parent, current)
