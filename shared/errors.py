"""The errors the gallery raises on purpose, each with its HTTP status and problem type.

GalleryError
  ├ InvalidRequest (400)
  ├ Unauthenticated (401)
  ├ NotFound (404)
  │   └ ImageNotFound
  ├ MethodNotAllowed (405)
  ├ Conflict (409)
  │   ├ ImageExists
  │   ├ ImageBeingDeleted
  │   └ ImageNotAnalyzed
  ├ StaleImage (412)
  ├ ImageTooLarge (413)
  ├ RequestTooLarge (413)
  ├ UnsupportedImageType (415)
  ├ UnreadableImage (422)
  ├ QuotaExceeded (429)
  └ ServiceUnavailable (503)
      ├ AnalyzerBusy          down: try again after `retry_after`
      │   └ AnalyzerThrottled called too often
      └ AnalyzerMisconfigured the operator's error: refused credentials
AnalysisRefused               the analyzer will never take this picture
"""

from http import HTTPStatus


class GalleryError(Exception):
    """An expected failure: answered as problem+json, logged without a traceback."""

    status = HTTPStatus.INTERNAL_SERVER_ERROR
    type = "about:blank"

    def __init__(self, detail: str, *, retry_after: float | None = None) -> None:
        super().__init__(detail)
        self.detail = detail
        self.retry_after = retry_after


class InvalidRequest(GalleryError):
    """The request says something the API does not understand.

    `errors` lists the fields at fault as `{pointer, detail, type}`.
    """

    status = HTTPStatus.BAD_REQUEST
    type = "/problems/invalid-request"

    def __init__(self, detail: str, errors: list[dict[str, str]] | None = None) -> None:
        super().__init__(detail)
        self.errors = errors or []


class Unauthenticated(GalleryError):
    status = HTTPStatus.UNAUTHORIZED
    type = "/problems/unauthenticated"


class NotFound(GalleryError):
    status = HTTPStatus.NOT_FOUND
    type = "/problems/not-found"


class ImageNotFound(NotFound):
    type = "/problems/image-not-found"


class MethodNotAllowed(GalleryError):
    """`allowed` lists the methods that the route takes."""

    status = HTTPStatus.METHOD_NOT_ALLOWED
    type = "/problems/method-not-allowed"

    def __init__(self, detail: str, allowed: list[str]) -> None:
        super().__init__(detail)
        self.allowed = allowed


class Conflict(GalleryError):
    status = HTTPStatus.CONFLICT
    type = "/problems/conflict"


class ImageExists(Conflict):
    type = "/problems/image-exists"


class ImageBeingDeleted(Conflict):
    type = "/problems/image-being-deleted"


class ImageNotAnalyzed(Conflict):
    type = "/problems/image-not-analyzed"


class StaleImage(GalleryError):
    status = HTTPStatus.PRECONDITION_FAILED
    type = "/problems/stale-image"


class ImageTooLarge(GalleryError):
    status = HTTPStatus.REQUEST_ENTITY_TOO_LARGE
    type = "/problems/image-too-large"


class RequestTooLarge(GalleryError):
    status = HTTPStatus.REQUEST_ENTITY_TOO_LARGE
    type = "/problems/request-too-large"


class UnsupportedImageType(GalleryError):
    status = HTTPStatus.UNSUPPORTED_MEDIA_TYPE
    type = "/problems/unsupported-image-type"


class UnreadableImage(GalleryError):
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    type = "/problems/unreadable-image"


class QuotaExceeded(GalleryError):
    status = HTTPStatus.TOO_MANY_REQUESTS
    type = "/problems/quota-exceeded"


class ServiceUnavailable(GalleryError):
    status = HTTPStatus.SERVICE_UNAVAILABLE
    type = "/problems/service-unavailable"


class AnalyzerBusy(ServiceUnavailable):
    """Timed out or down: worth another try."""


class AnalyzerThrottled(AnalyzerBusy):
    """Called too often: nothing is wrong with the picture or the service."""


class AnalyzerMisconfigured(ServiceUnavailable):
    """The analyzer refuses our credentials: only the operator can mend it."""


class AnalysisRefused(Exception):
    """The analyzer will never take this picture; the text says why."""
