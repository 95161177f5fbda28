"""The gallery's routes as a FastAPI application is usually written: the design this project began with.

Models in and out, a dependency that verifies the token, the SDK's own signatures, UploadFile.
"""

import hashlib
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Annotated, Any, Literal

import jwt
from azure.storage.blob import BlobSasPermissions, generate_blob_sas
from fastapi import Depends, FastAPI, File, HTTPException, Query, UploadFile
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from pydantic import BaseModel, ConfigDict
from pydantic.alias_generators import to_camel

from bench import identity
from bench.sources import Container

bearer = HTTPBearer()


class Schema(BaseModel):
    model_config = ConfigDict(alias_generator=to_camel, populate_by_name=True)


class Stage(Schema):
    name: str
    status: str
    attempts: int = 0
    model_version: str | None = None
    error: str | None = None
    finished_at: datetime | None = None
    duration_ms: int | None = None


class Caption(Schema):
    text: str
    confidence: float


class Tag(Schema):
    name: str
    confidence: float
    source: Literal["ai", "file", "user"]


class Color(Schema):
    hex: str
    name: str
    fraction: float


class Box(Schema):
    x: int
    y: int
    width: int
    height: int


class DetectedObject(Schema):
    name: str
    confidence: float
    box: Box


class Exif(Schema):
    taken_at: datetime | None = None
    camera: str | None = None
    lens: str | None = None
    iso: int | None = None
    exposure: str | None = None
    f_number: float | None = None
    focal_length: float | None = None


class Links(Schema):
    original: str
    preview: str
    tile: str
    thumbnail: str
    expires_at: datetime


class ImageResponse(Schema):
    id: str
    filename: str
    content_type: str
    size: int
    width: int | None = None
    height: int | None = None
    orientation: str | None = None
    sha256: str
    status: str
    error: str | None = None
    stages: list[Stage] = []
    description: str | None = None
    description_source: str | None = None
    caption: Caption | None = None
    tags: list[Tag] = []
    colors: list[Color] = []
    objects: list[DetectedObject] = []
    people: int = 0
    text: str | None = None
    placeholder: str | None = None
    exif: Exif | None = None
    favorite: bool = False
    uploaded_at: datetime
    updated_at: datetime
    analyzed_at: datetime | None = None
    links: Links


class ImageList(Schema):
    images: list[ImageResponse]
    total: int
    page: int
    limit: int
    has_next: bool
    has_prev: bool


class Match(Schema):
    field: str
    value: str


class SearchHit(ImageResponse):
    score: float
    matched: list[Match]


class SearchResponse(Schema):
    images: list[SearchHit]
    total: int
    page: int
    limit: int
    has_next: bool
    has_prev: bool


def application(container: Container, key: jwt.PyJWK) -> FastAPI:
    app = FastAPI()

    async def current_user(credentials: Annotated[HTTPAuthorizationCredentials, Depends(bearer)]) -> Any:
        try:
            return jwt.decode(
                credentials.credentials,
                key,
                algorithms=["RS256"],
                audience=identity.AUDIENCE,
                issuer=identity.ISSUER,
            )
        except jwt.InvalidTokenError as error:
            raise HTTPException(401, "Invalid authentication credentials") from error

    signed_in = Annotated[dict[str, Any], Depends(current_user)]

    @app.get("/api/v1/images", response_model=ImageList)
    async def get_images(
        user: signed_in,
        page: Annotated[int, Query(ge=1)] = 1,
        limit: Annotated[int, Query(ge=1, le=100)] = 20,
    ) -> Any:
        found = [item async for item in container.query_items("SELECT * FROM c")]
        (total,) = [item async for item in container.query_items("SELECT VALUE COUNT(1) FROM c")]
        images = [response(item) for item in found[:limit]]
        return ImageList(
            images=images, total=total, page=page, limit=limit, has_next=len(found) > limit, has_prev=page > 1
        )

    @app.get("/api/v1/images/{image_id}", response_model=ImageResponse)
    async def get_image(image_id: str, user: signed_in) -> Any:
        return response(await container.read_item(image_id, partition_key=user["sub"]))

    @app.get("/api/v1/search/images", response_model=SearchResponse)
    async def search_images(
        user: signed_in,
        q: str,
        page: Annotated[int, Query(ge=1)] = 1,
        limit: Annotated[int, Query(le=100)] = 20,
    ) -> Any:
        found = [item async for item in container.query_items("SELECT * FROM c")]
        valued_items = (valued(item, q.lower().split()) for item in found)
        hits = [
            SearchHit(**response(hit["item"]).model_dump(), score=hit["score"], matched=hit["matched"])
            for hit in valued_items
        ]
        hits.sort(key=lambda hit: hit.score, reverse=True)
        return SearchResponse(
            images=hits[:limit], total=len(hits), page=page, limit=limit, has_next=False, has_prev=page > 1
        )

    @app.post("/api/v1/images/upload", response_model=ImageResponse, status_code=201)
    async def upload_image(user: signed_in, file: Annotated[UploadFile, File()]) -> Any:
        content = await file.read()
        item = container.new(file.filename or "image", len(content), hashlib.sha256(content).hexdigest())
        await container.create_item(item)
        return response(item)

    return app


def valued(item: dict[str, Any], words: list[str]) -> dict[str, Any]:
    """Which of the words an image has in its tags and its description, and for what share of them."""
    matched = [Match(field="tags", value=tag["name"]) for tag in item["tags"] if tag["name"].lower() in words]
    matched += [
        Match(field="description", value=word) for word in words if word in item["description"].lower()
    ]
    return {"item": item, "score": len(matched) / (2 * len(words)), "matched": matched}


def response(item: dict[str, Any]) -> ImageResponse:
    return ImageResponse(**item, links=links(item))


def links(item: dict[str, Any]) -> Links:
    expires = datetime.now(UTC) + timedelta(hours=1)
    home = f"{item['ownerId']}/{item['id']}"
    sign = partial(
        generate_blob_sas,
        identity.ACCOUNT,
        account_key=identity.ACCOUNT_KEY,
        permission=BlobSasPermissions(read=True),
        expiry=expires,
    )
    original = sign("originals", home, content_disposition=f'attachment; filename="{item["filename"]}"')
    preview, tile, thumbnail = f"{home}/preview.jpg", f"{home}/tile.webp", f"{home}/thumbnail.webp"
    return Links(
        original=f"{identity.ENDPOINT}/originals/{home}?{original}",
        preview=f"{identity.ENDPOINT}/renditions/{preview}?{sign('renditions', preview)}",
        tile=f"{identity.ENDPOINT}/renditions/{tile}?{sign('renditions', tile)}",
        thumbnail=f"{identity.ENDPOINT}/renditions/{thumbnail}?{sign('renditions', thumbnail)}",
        expires_at=expires,
    )
