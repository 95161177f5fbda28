"""ImageStore on Azure Blob Storage: originals in one container, what is made from them in another."""

from contextlib import suppress
from datetime import datetime
from typing import IO, Any

from azure.core import MatchConditions
from azure.core.exceptions import ResourceExistsError, ResourceModifiedError, ResourceNotFoundError
from azure.storage.blob import ContentSettings
from azure.storage.blob.aio import BlobServiceClient

from shared.adapters.blob_failures import translated
from shared.adapters.links import FOREVER, LinkSigner
from shared.errors import ImageNotFound, StaleImage
from shared.models import Image, Json, Links, SignedUpload
from shared.ports import BlobKind, Linkable, Listing, Place, Versions

ORIGINALS = "originals"
RENDITIONS = "renditions"
THUMBNAIL = "thumbnail.webp"
TILE = "tile.webp"
PREVIEW = "preview.jpg"


class BlobImageStore:
    def __init__(self, service: BlobServiceClient, signer: LinkSigner) -> None:
        self._originals = service.get_container_client(ORIGINALS)
        self._renditions = service.get_container_client(RENDITIONS)
        self._signer = signer

    async def put_original(self, image: Image, content: bytes) -> None:
        blob = self._originals.get_blob_client(f"{image.owner_id}/{image.id}")
        settings = ContentSettings(content_type=image.content_type, cache_control=FOREVER)
        verified = {"sha256": image.sha256}
        with translated():
            try:
                await blob.upload_blob(content, content_settings=settings, metadata=verified)
            except ResourceExistsError:
                properties = await blob.get_blob_properties()
                if properties.metadata != verified:
                    await blob.upload_blob(
                        content, content_settings=settings, metadata=verified, overwrite=True
                    )

    async def read_original(self, image: Image, into: IO[bytes]) -> str:
        with translated():
            stream = await self._originals.download_blob(
                f"{image.owner_id}/{image.id}", offset=0, length=image.size + 1
            )
            await stream.readinto(into)
            return str(stream.properties.etag)

    async def discard_original(self, image: Image, version: str) -> bool:
        try:
            with translated():
                await self._originals.delete_blob(
                    f"{image.owner_id}/{image.id}",
                    etag=version,
                    match_condition=MatchConditions.IfNotModified,
                )
        except (ImageNotFound, StaleImage):
            return False
        return True

    async def discard_larger(self, image: Image) -> bool:
        blob = self._originals.get_blob_client(f"{image.owner_id}/{image.id}")
        try:
            with translated():
                properties = await blob.get_blob_properties()
        except ImageNotFound:
            return False
        return properties.size > image.size and await self.discard_original(image, properties.etag)

    async def listing(self, kind: BlobKind, marker: str | None, limit: int) -> Listing:
        container = {"originals": self._originals, "renditions": self._renditions}[kind]
        places: dict[Place, datetime] = {}
        with translated():
            pages: Any = container.list_blobs(results_per_page=limit).by_page(marker)
            async for page in pages:
                async for blob in page:
                    owner, slash, path = blob.name.partition("/")
                    place = owner, path.partition("/")[0]
                    if slash:
                        places[place] = max(blob.last_modified, places.get(place, blob.last_modified))
                return Listing(places, pages.continuation_token or None)
        return Listing(places, None)

    async def put_renditions(
        self, owner: str, image_id: str, *, thumbnail: bytes, tile: bytes, preview: bytes
    ) -> None:
        with translated():
            for name, content, kind in (
                (THUMBNAIL, thumbnail, "image/webp"),
                (TILE, tile, "image/webp"),
                (PREVIEW, preview, "image/jpeg"),
            ):
                settings = ContentSettings(content_type=kind, cache_control=FOREVER)
                await self._renditions.upload_blob(
                    f"{owner}/{image_id}/{name}", content, content_settings=settings, overwrite=True
                )

    async def get_preview(self, owner: str, image_id: str) -> bytes:
        with translated():
            stream = await self._renditions.download_blob(f"{owner}/{image_id}/{PREVIEW}")
            return await stream.readall()

    async def versions(self, owner: str, image_id: str) -> Versions:
        found: Versions = {}
        home = f"{owner}/{image_id}"
        with translated(), suppress(ResourceNotFoundError):
            properties = await self._originals.get_blob_client(home).get_blob_properties()
            found["originals", home] = properties.etag
        with translated():
            async for blob in self._renditions.list_blobs(name_starts_with=f"{home}/"):
                found["renditions", blob.name] = blob.etag
        return found

    async def delete(self, versions: Versions) -> None:
        containers = {"originals": self._originals, "renditions": self._renditions}
        for (kind, name), version in versions.items():
            with translated(), suppress(ResourceNotFoundError, ResourceModifiedError):
                await containers[kind].delete_blob(
                    name,
                    delete_snapshots="include",
                    etag=version,
                    match_condition=MatchConditions.IfNotModified,
                )

    async def has_original(self, owner: str, image_id: str) -> bool:
        with translated():
            return await self._originals.get_blob_client(f"{owner}/{image_id}").exists()

    async def upload_link(self, image: Image) -> SignedUpload:
        return await self._signer.upload(image)

    async def links(self, image: Linkable) -> Json[Links]:
        return await self._signer.links(image)

    async def ping(self) -> None:
        with translated():
            await self._originals.get_container_properties()
