"""The gallery's services and adapters on SDK clients that answer at once."""

from typing import Any, cast

from azure.cosmos.aio import ContainerProxy
from azure.storage.blob.aio import BlobServiceClient

from bench import identity
from bench.sources import Blobs, Container
from shared.adapters.blob import BlobImageStore
from shared.adapters.cosmos import CosmosImageIndex, CosmosImageRepository
from shared.adapters.keys import AccountKey
from shared.adapters.links import LinkSigner
from shared.adapters.tokens import JwtVerifier
from shared.bootstrap import Services
from shared.models import Limits
from shared.ports import ImageAnalyzer
from shared.services.gallery import Gallery
from shared.services.ingestion.decoders import Decoders
from shared.services.search import Search

LIMITS = Limits(
    images=1_000_000,
    bytes=10**12,
    upload_bytes=50_000_000,
    upload_pixels=100_000_000,
    analyses_per_month=1_000_000,
)


class OneKey:
    algorithms = ("RS256",)

    def __init__(self, key: Any) -> None:
        self._key = key

    async def key(self, header: dict[str, Any]) -> Any:
        return self._key


def services(container: Container, key: Any) -> Services:
    """Those that the measured routes need."""
    signer = LinkSigner(identity.ACCOUNT, identity.ENDPOINT, AccountKey(identity.ACCOUNT_KEY), 3600)
    store = BlobImageStore(cast("BlobServiceClient", Blobs()), signer)
    proxy = cast("ContainerProxy", container)
    gallery = Gallery(CosmosImageRepository(proxy), store, LIMITS)
    search = Search(
        CosmosImageIndex(proxy), gallery, cast("ImageAnalyzer", None), Decoders(LIMITS.upload_pixels)
    )
    tokens = JwtVerifier(OneKey(key), issuer=identity.ISSUER, audience=identity.AUDIENCE)
    others = set(Services.__dataclass_fields__) - {"gallery", "search", "tokens"}
    return Services(gallery=gallery, search=search, tokens=tokens, **dict.fromkeys(others))  # type: ignore[arg-type]
