"""A local Azure Functions host: serves a function_app.py as the cloud's host and Python worker would."""

from local.host.errors import IndexingError
from local.host.host import FunctionHost

__all__ = ["FunctionHost", "IndexingError"]
