"""Composition root: opens the clients and builds the services."""

import os
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pydantic import SecretStr

from shared import tracing
from shared.models import Limits, SignIn
from shared.ports import (
    Closures,
    ImageAnalyzer,
    ImageIndex,
    ImageRepository,
    ImageStore,
    Leftovers,
    TokenVerifier,
)
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
from shared.services.reanalysis import Reanalysis
from shared.services.search import Search
from shared.services.sweeping import Sweeping
from shared.services.uploads import DirectUploads
from shared.settings import MiB, Settings
from shared.triggers import STORAGE

if TYPE_CHECKING:
    from azure.ai.vision.imageanalysis.aio import ImageAnalysisClient
    from azure.cosmos.aio import CosmosClient
    from azure.storage.blob.aio import BlobServiceClient
    from azure.storage.queue.aio import QueueServiceClient

# A connection is tried for twice; what then comes is for the throttle and the queue to deal with.
VISION_TIMEOUTS = {"connection_timeout": 5, "read_timeout": 30}
VISION_RETRIES = {"retry_total": 1, "retry_status": 0, **VISION_TIMEOUTS}
# Most pictures come in one piece; of a larger one only a piece is held in memory.
DOWNLOADS: dict[str, Any] = {"max_single_get_size": 8 * MiB, "max_chunk_get_size": 4 * MiB}
ANALYSIS_QUEUE = "analysis"


@dataclass(frozen=True)
class Services:
    settings: Settings
    tokens: TokenVerifier
    accounts: Accounts
    gallery: Gallery
    health: Health
    ingestion: Ingestion
    editing: Editing
    sweeping: Sweeping
    search: Search
    uploads: DirectUploads
    bulk: Bulk
    closing: Closing
    exporting: Exporting


@asynccontextmanager
async def open_services(settings: Settings) -> AsyncIterator[Services]:
    """Open every client, yield the services, close every client."""
    if tracing.exported():
        _trace_calls()
    async with AsyncExitStack() as stack:
        clients = _Clients(settings, stack)
        images, index, leftovers, closures = await _documents(clients)
        throttle = Throttle()
        store, analyzer = await _store(clients), ThrottledAnalyzer(await _analyzer(clients), throttle)
        queue, limits = await _queue(clients), _limits(settings)
        gallery, decoders = Gallery(images, store, limits), Decoders(settings.max_pixels)
        ingestion = Ingestion(
            images,
            store,
            analyzer,
            queue,
            throttle,
            _patience(settings),
            decoders,
            limits.analyses_per_month,
        )
        editing = Editing(gallery, queue)
        yield Services(
            settings=settings,
            tokens=_tokens(settings),
            accounts=_accounts(settings, images, closures, limits),
            health=Health({"database": images.ping, "storage": store.ping, "analysis": analyzer.ping}),
            gallery=gallery,
            ingestion=ingestion,
            editing=editing,
            sweeping=Sweeping(images, leftovers, store, queue, ingestion),
            search=Search(index, gallery, analyzer, decoders),
            uploads=DirectUploads(gallery, queue),
            bulk=Bulk(editing),
            closing=Closing(images, store, closures),
            exporting=Exporting(index),
        )


@asynccontextmanager
async def open_reanalysis(settings: Settings) -> AsyncIterator[Reanalysis]:
    """What the operator's job needs, and no more, opened and closed."""
    from shared.adapters.cosmos.images import CosmosImageRepository
    from shared.adapters.cosmos.outdated import CosmosOutdated

    async with AsyncExitStack() as stack:
        clients = _Clients(settings, stack)
        container = await _container(clients)
        yield Reanalysis(CosmosImageRepository(container), CosmosOutdated(container), await _queue(clients))


class _Clients:
    """The SDK clients, each entered on the stack; without a key they sign in by managed identity."""

    def __init__(self, settings: Settings, stack: AsyncExitStack) -> None:
        self.settings = settings
        self._stack = stack
        self._identity: Any = None

    async def credential(self, key: SecretStr | None) -> Any:
        if key:
            return key.get_secret_value()
        if self._identity is None:
            from azure.identity.aio import DefaultAzureCredential

            self._identity = await self._stack.enter_async_context(DefaultAzureCredential())
        return self._identity

    async def cosmos(self) -> "CosmosClient":
        from azure.cosmos.aio import CosmosClient

        from shared.adapters.transport import CountedTransport

        credential = await self.credential(self.settings.cosmos_key)
        client = CosmosClient(
            self.settings.cosmos_endpoint, credential, transport=CountedTransport("database")
        )
        return await self._stack.enter_async_context(client)

    async def blobs(self) -> "BlobServiceClient":
        from azure.storage.blob.aio import BlobServiceClient

        from shared.adapters.transport import CountedTransport

        options = DOWNLOADS | {"transport": CountedTransport("blobs")}
        if self.settings.storage:
            secret = self.settings.storage.get_secret_value()
            client = BlobServiceClient.from_connection_string(secret, **options)
        else:
            uri = _required(self.settings.storage_blob_service_uri, f"{STORAGE}__blobServiceUri")
            client = BlobServiceClient(uri, await self.credential(None), **options)
        return await self._stack.enter_async_context(client)

    async def queues(self) -> "QueueServiceClient":
        from azure.storage.queue.aio import QueueServiceClient

        from shared.adapters.transport import CountedTransport

        options: dict[str, Any] = {"transport": CountedTransport("queues")}
        if self.settings.storage:
            secret = self.settings.storage.get_secret_value()
            client = QueueServiceClient.from_connection_string(secret, **options)
        else:
            uri = _required(self.settings.storage_queue_service_uri, f"{STORAGE}__queueServiceUri")
            client = QueueServiceClient(uri, await self.credential(None), **options)
        return await self._stack.enter_async_context(client)

    async def vision(self) -> "ImageAnalysisClient":
        from azure.ai.vision.imageanalysis.aio import ImageAnalysisClient
        from azure.core.credentials import AzureKeyCredential

        from shared.adapters.transport import CountedTransport
        from shared.adapters.vision import API_VERSION

        credential = await self.credential(self.settings.vision_key)
        return await self._stack.enter_async_context(
            ImageAnalysisClient(
                self.settings.vision_endpoint,
                AzureKeyCredential(credential) if isinstance(credential, str) else credential,
                api_version=API_VERSION,
                transport=CountedTransport("vision", **VISION_TIMEOUTS),
                **VISION_RETRIES,
            )
        )


def _trace_calls() -> None:
    """Have the SDKs tell of their calls, unless the environment says whether they do."""
    from azure.core.settings import settings

    if settings.tracing_enabled.env_var not in os.environ:
        settings.tracing_enabled = True


async def _documents(clients: _Clients) -> tuple[ImageRepository, ImageIndex, Leftovers, Closures]:
    from shared.adapters.cosmos import (
        CosmosClosures,
        CosmosImageIndex,
        CosmosImageRepository,
        CosmosLeftovers,
    )

    container = await _container(clients)
    return (
        CosmosImageRepository(container),
        CosmosImageIndex(container),
        CosmosLeftovers(container),
        CosmosClosures(container),
    )


async def _container(clients: _Clients) -> Any:
    database = (await clients.cosmos()).get_database_client(clients.settings.cosmos_database)
    return database.get_container_client("images")


async def _store(clients: _Clients) -> ImageStore:
    from shared.adapters.blob import BlobImageStore
    from shared.adapters.keys import AccountKey, DelegationKey
    from shared.adapters.links import LinkSigner

    service = await clients.blobs()
    account_key = getattr(service.credential, "account_key", None)
    key = AccountKey(account_key) if account_key else DelegationKey(service)
    signer = LinkSigner(str(service.account_name), service.url, key, clients.settings.link_seconds)
    return BlobImageStore(service, signer)


async def _analyzer(clients: _Clients) -> ImageAnalyzer:
    from shared.adapters.vision import VisionImageAnalyzer

    return VisionImageAnalyzer(await clients.vision())


async def _queue(clients: _Clients) -> Any:
    from azure.storage.queue import TextBase64EncodePolicy

    from shared.adapters.queue import StorageAnalysisQueue

    service = await clients.queues()
    client = service.get_queue_client(ANALYSIS_QUEUE, message_encode_policy=TextBase64EncodePolicy())
    return StorageAnalysisQueue(client)


def _tokens(settings: Settings) -> TokenVerifier:
    from shared.adapters.jwks import JwksKeys
    from shared.adapters.tokens import JwtVerifier, SharedSecret

    keys = (
        SharedSecret(settings.auth_hs256_secret)
        if settings.auth_hs256_secret
        else JwksKeys(_required(settings.auth_jwks_url, "GALLERY_AUTH_JWKS_URL or _HS256_SECRET"))
    )
    return JwtVerifier(keys, issuer=settings.auth_issuer, audience=settings.auth_audience)


def _limits(settings: Settings) -> Limits:
    return Limits(
        images=settings.max_images,
        bytes=settings.max_bytes,
        upload_bytes=settings.max_upload_bytes,
        upload_pixels=settings.max_pixels,
        analyses_per_month=settings.max_analyses_per_month,
    )


def _accounts(settings: Settings, images: ImageRepository, closures: Closures, limits: Limits) -> Accounts:
    page = SignIn(
        issuer=settings.auth_issuer,
        client_id=settings.auth_client_id,
        scopes=settings.auth_scopes,
        audience=settings.auth_audience,
    )
    return Accounts(images, closures, limits, page)


def _patience(settings: Settings) -> Patience:
    return Patience(
        max_attempts=settings.analysis_max_attempts,
        max_age=settings.analysis_max_age_seconds,
        first_delay=settings.analysis_retry_seconds,
        max_delay=settings.analysis_retry_max_seconds,
    )


def _required(value: str | None, names: str) -> str:
    if value is None:
        raise ValueError(f"Set {names}.")
    return value
