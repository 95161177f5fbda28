"""The error answers of the service."""

from typing import Any

CODES = {
    400: "BadRequest",
    401: "Unauthorized",
    403: "Forbidden",
    404: "NotFound",
    408: "RequestTimeout",
    409: "Conflict",
    410: "Gone",
    412: "PreconditionFailed",
    413: "RequestEntityTooLarge",
    424: "FailedDependency",
    429: "TooManyRequests",
    449: "RetryWith",
    503: "ServiceUnavailable",
}


class ServiceError(Exception):
    """An answer other than success: HTTP status, sub-status, message and extra headers."""

    def __init__(self, status: int, message: str, substatus: int = 0, headers: dict[str, str] | None = None):
        super().__init__(message)
        self.status = status
        self.message = message
        self.substatus = substatus
        self.headers = headers or {}

    @property
    def body(self) -> dict[str, Any]:
        return {"code": CODES.get(self.status, "InternalServerError"), "message": self.message}


class BadRequest(ServiceError):
    def __init__(self, message: str, substatus: int = 0):
        super().__init__(400, message, substatus)


class NotSupported(BadRequest):
    """Something the service may know and this emulator does not: refused by name, never guessed."""

    def __init__(self, what: str):
        super().__init__(f"{what} is not supported by this emulator.")
