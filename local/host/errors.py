"""What the host raises of its own."""

from local.refusal import Refusal


class IndexingError(Refusal):
    """The app cannot be loaded: like the worker, the host then serves nothing of it."""


class HostStoppedError(Exception):
    """The host stopped before the call was done: it says nothing about the function."""
