"""The gallery's services on fakes, and requests to its functions."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, cast

import azure.functions as func

from shared.bootstrap import Services
from shared.models import Limits, SignIn
from shared.services.accounts import Accounts
from shared.services.bulk import Bulk
from shared.services.closing import Closing
from shared.services.editing import Editing
from shared.services.exporting import Exporting
from shared.services.gallery import Gallery
from shared.services.health import Health
from shared.services.ingestion import Ingestion
from shared.services.ingestion.decoders import Decoders
from shared.services.ingestion.patience import Patience
from shared.services.ingestion.throttling import Throttle, ThrottledAnalyzer
from shared.services.search import Search
from shared.services.sweeping import Sweeping
from shared.services.uploads import DirectUploads
from shared.settings import Settings
from tests.fake_index import FakeIndex
from tests.fakes import (
    FakeAnalyzer,
    FakeClosures,
    FakeImages,
    FakeLeftovers,
    FakeQueue,
    FakeStore,
    FakeTokens,
)

MAX_UPLOAD_BYTES = 2_000_000
LIMITS = Limits(
    images=100,
    bytes=10_000_000,
    upload_bytes=MAX_UPLOAD_BYTES,
    upload_pixels=50_000_000,
    analyses_per_month=100,
)


@dataclass
class App:
    """The services, and the fakes they stand on."""

    images: FakeImages = field(default_factory=FakeImages)
    store: FakeStore = field(default_factory=FakeStore)
    analyzer: FakeAnalyzer = field(default_factory=FakeAnalyzer)
    queue: FakeQueue = field(default_factory=FakeQueue)

    limits: Limits = LIMITS
    throttle: Throttle = field(default_factory=Throttle)
    decoders: Decoders = field(init=False)

    def __post_init__(self) -> None:
        self.decoders = Decoders(self.limits.upload_pixels)

    @property
    def ingestion(self) -> Ingestion:
        patience = Patience(max_attempts=3, max_age=86_400, first_delay=1, max_delay=60)
        return Ingestion(
            self.images,
            self.store,
            ThrottledAnalyzer(self.analyzer, self.throttle),
            self.queue,
            self.throttle,
            patience,
            self.decoders,
            self.limits.analyses_per_month,
        )

    @property
    def gallery(self) -> Gallery:
        return Gallery(self.images, self.store, self.limits)

    @property
    def editing(self) -> Editing:
        return Editing(self.gallery, self.queue)

    @cached_property
    def closures(self) -> FakeClosures:
        return FakeClosures(self.images)

    @property
    def sweeping(self) -> Sweeping:
        return Sweeping(self.images, FakeLeftovers(self.images), self.store, self.queue, self.ingestion)

    @property
    def search(self) -> Search:
        return Search(FakeIndex(self.images), self.gallery, self.analyzer, self.decoders)

    def services(self) -> Services:
        page = SignIn(issuer="https://issuer", client_id="page", scopes="openid", audience="gallery")
        return Services(
            settings=Settings.model_construct(),
            tokens=FakeTokens(),
            accounts=Accounts(self.images, self.closures, self.limits, page),
            gallery=self.gallery,
            health=Health({"database": self.images.ping, "analysis": self.analyzer.ping}),
            ingestion=self.ingestion,
            editing=self.editing,
            sweeping=self.sweeping,
            search=self.search,
            uploads=DirectUploads(self.gallery, self.queue),
            bulk=Bulk(self.editing),
            closing=Closing(self.images, self.store, self.closures),
            exporting=Exporting(FakeIndex(self.images)),
        )


def request(
    method: str,
    path: str,
    *,
    user: str | None = "alice",
    route: Mapping[str, str] | None = None,
    params: Mapping[str, str] | None = None,
    headers: Mapping[str, str] | None = None,
    body: bytes = b"",
) -> func.HttpRequest:
    signed = {"authorization": f"Bearer {user}"} if user else {}
    return func.HttpRequest(
        method,
        f"http://localhost/api/v1/{path}",
        headers=signed | dict(headers or {}),
        params=dict(params or {}),
        route_params=dict(route or {}),
        body=body,
    )


async def send_json(function: Any, method: str, path: str, sent: object, **options: Any) -> func.HttpResponse:
    """What the function answers to a JSON body."""
    headers = {"content-type": "application/json"}
    return await call(
        function, request(method, path, headers=headers, body=json.dumps(sent).encode(), **options)
    )


def form(files: list[tuple[str, bytes]], name: str = "file") -> tuple[dict[str, str], bytes]:
    """Headers and body of a multipart form with `files` in the field `name`."""
    parts = [
        f'--frontier\r\nContent-Disposition: form-data; name="{name}"; filename="{filename}"\r\n\r\n'.encode()
        + content
        + b"\r\n"
        for filename, content in files
    ]
    return {"content-type": "multipart/form-data; boundary=frontier"}, b"".join(parts) + b"--frontier--\r\n"


async def call(function: Any, req: func.HttpRequest) -> func.HttpResponse:
    """What the function answers, called as the worker calls it."""
    return cast("func.HttpResponse", await function(req))


def body(response: func.HttpResponse) -> Any:
    return json.loads(response.get_body())
