"""Refusals, in the bodies the service sends."""


class VisionError(Exception):
    """An answer other than 200: `{"error": {"code", "message", "innererror"?: {"code", "message"}}}`."""

    def __init__(
        self,
        status: int,
        code: str,
        message: str,
        *,
        inner: str | None = None,
        retry_after: int | None = None,
    ) -> None:
        super().__init__(message)
        self.status = status
        self.code = code
        self.message = message
        self.inner = inner
        self.headers = {} if retry_after is None else {"Retry-After": str(retry_after)}

    @property
    def body(self) -> dict[str, object]:
        error: dict[str, object] = {"code": self.code, "message": self.message}
        if self.inner is not None:
            error["innererror"] = {"code": self.inner, "message": self.message}
        return {"error": error}


def invalid_request(message: str, inner: str | None = None) -> VisionError:
    """400: the caller has to change the request, so a retry is in vain."""
    return VisionError(400, "InvalidRequest", message, inner=inner)


def permission_denied() -> VisionError:
    """401, as for a missing or wrong key."""
    return VisionError(
        401,
        "401",
        "Access denied due to invalid subscription key or wrong API endpoint. "
        "Make sure to provide a valid key for an active subscription and use a correct regional API endpoint "
        "for your resource.",
        inner="PermissionDenied",
    )


def rate_limited(operation: str, seconds: int) -> VisionError:
    """429 with the seconds after which one more call will be taken."""
    return VisionError(
        429,
        "429",
        f"Requests to the {operation} Operation under Computer Vision API (2024-02-01) have exceeded call "
        f"rate limit of your current ComputerVision F0 pricing tier. Please retry after {seconds} seconds. "
        "To increase your call rate switch to a paid tier.",
        retry_after=seconds,
    )


def injected(status: int, retry_after: int | None) -> VisionError:
    """The failure of the service itself that a fault asks for."""
    if status == 401:
        return permission_denied()
    code = "InternalServerError" if status == 500 else str(status)
    message = {
        429: "Requests have exceeded call rate limit of your current pricing tier.",
        500: "Internal server error.",
        503: "The service is temporarily unavailable.",
    }.get(status, "The request failed.")
    return VisionError(status, code, message, retry_after=retry_after)
