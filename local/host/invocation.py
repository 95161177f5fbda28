"""One call of a function: its context, its timeout, its log lines, and the count of those under way."""

import asyncio
import logging
import threading
import time
import uuid
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import azure.functions as func

from local.host.errors import HostStoppedError
from local.host.functions import HostedFunction

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class InvocationContext(func.Context):
    """What a function finds in its `context` parameter."""

    function_name: str
    function_directory: str
    invocation_id: str = field(default_factory=lambda: str(uuid.uuid4()))
    thread_local_storage: Any = field(default_factory=threading.local)
    trace_context: Any = field(
        default_factory=lambda: SimpleNamespace(
            Traceparent=f"00-{uuid.uuid4().hex}-{uuid.uuid4().hex[:16]}-00", Tracestate="", Attributes={}
        )
    )
    retry_context: Any = None


class Invoker:
    """Calls functions: coroutines on the running loop, plain functions in threads."""

    def __init__(self, directory: str, timeout: timedelta) -> None:
        self._directory = directory
        self._timeout = timeout.total_seconds() if timeout > timedelta(0) else None
        self._threads = ThreadPoolExecutor(64, thread_name_prefix="function")
        self._stopped = False
        self._running: set[asyncio.Task[Any]] = set()

    async def invoke(self, function: HostedFunction, argument: Any) -> Any:
        """Return what the function returns.

        Raises what it raises, TimeoutError after functionTimeout, HostStoppedError when it was cut short.
        """
        if self._stopped:
            raise HostStoppedError(function.name)
        context = InvocationContext(function.name, self._directory)
        arguments = {function.signature.parameter: argument}
        if function.signature.wants_context:
            arguments["context"] = context
        started = time.perf_counter()
        task = asyncio.ensure_future(self._call(function, arguments))
        self._running.add(task)
        task.add_done_callback(self._running.discard)
        outcome, error = "Cancelled", None
        try:
            returned = await task
            outcome = "Succeeded"
        except asyncio.CancelledError as cancelled:
            if self._stopped:
                raise HostStoppedError(function.name) from cancelled
            raise
        except Exception as raised:
            outcome, error = "Failed", raised
            raise
        finally:
            took = (time.perf_counter() - started) * 1000
            level = logging.INFO if outcome == "Succeeded" else logging.ERROR
            words = "Executed 'Functions.%s' (%s, Id=%s, Duration=%dms)"
            log.log(level, words, function.name, outcome, context.invocation_id, took, exc_info=error)
        return returned

    async def drain(self, grace: float) -> None:
        """Take no more calls, wait up to `grace` seconds for those under way, then cancel them."""
        self._stopped = True
        if self._running:
            _, late = await asyncio.wait(self._running, timeout=grace)
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)
        self._threads.shutdown(wait=False, cancel_futures=True)

    async def _call(self, function: HostedFunction, arguments: dict[str, Any]) -> Any:
        async with asyncio.timeout(self._timeout):
            if function.is_async:
                returned = await function.call(**arguments)
            else:
                loop = asyncio.get_running_loop()
                returned = await loop.run_in_executor(self._threads, lambda: function.call(**arguments))
        if returned is not None and not function.signature.returns_response:
            raise RuntimeError(f"{function.name} has no $return binding and returned a value")
        return returned
