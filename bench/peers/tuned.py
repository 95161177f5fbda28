"""The idiomatic FastAPI application with the shortcuts it can take and keep its models.

Tokens are verified once, links signed by one HMAC each, bodies written once and by pydantic, files hashed in
a thread.
"""

import asyncio
import hashlib
import time
from typing import Annotated, Any, NamedTuple

import jwt
from fastapi import Depends, FastAPI, File, HTTPException, Query, Request, Response, UploadFile
from pydantic import BaseModel

from bench import identity
from bench.peers import idiomatic
from bench.sources import Container
from shared.adapters.keys import AccountKey
from shared.adapters.links import LinkSigner

KEPT = 1024  # tokens


class Blob(NamedTuple):
    owner_id: str
    id: str
    filename: str
    content_type: str
    rendered: bool = True
    tiled: bool = True


def application(container: Container, key: jwt.PyJWK) -> FastAPI:
    app = FastAPI()
    signer = LinkSigner(identity.ACCOUNT, identity.ENDPOINT, AccountKey(identity.ACCOUNT_KEY), 3600)
    verified: dict[str, dict[str, Any]] = {}

    async def current_user(request: Request) -> dict[str, Any]:
        token = request.headers.get("authorization", "").removeprefix("Bearer ")
        if token in verified and verified[token]["exp"] > time.time():
            return verified[token]
        try:
            claims = jwt.decode(
                token, key, algorithms=["RS256"], audience=identity.AUDIENCE, issuer=identity.ISSUER
            )
        except jwt.InvalidTokenError as error:
            raise HTTPException(401, "Invalid authentication credentials") from error
        if len(verified) >= KEPT:
            verified.clear()
        verified[token] = claims
        return claims

    async def response(item: dict[str, Any], **more: Any) -> dict[str, Any]:
        links = await signer.links(Blob(item["ownerId"], item["id"], item["filename"], item["contentType"]))
        return item | {"links": links} | more

    signed_in = Annotated[dict[str, Any], Depends(current_user)]

    @app.get("/api/v1/images")
    async def get_images(
        user: signed_in,
        page: Annotated[int, Query(ge=1)] = 1,
        limit: Annotated[int, Query(ge=1, le=100)] = 20,
    ) -> Response:
        found = [item async for item in container.query_items("SELECT * FROM c")]
        (total,) = [item async for item in container.query_items("SELECT VALUE COUNT(1) FROM c")]
        images = [await response(item) for item in found[:limit]]
        more, before = len(found) > limit, page > 1
        return written(
            idiomatic.ImageList(
                images=images, total=total, page=page, limit=limit, has_next=more, has_prev=before
            )
        )

    @app.get("/api/v1/images/{image_id}")
    async def get_image(image_id: str, user: signed_in) -> Response:
        item = await container.read_item(image_id, partition_key=user["sub"])
        return written(idiomatic.ImageResponse(**await response(item)))

    @app.get("/api/v1/search/images")
    async def search_images(
        user: signed_in,
        q: str,
        page: Annotated[int, Query(ge=1)] = 1,
        limit: Annotated[int, Query(le=100)] = 20,
    ) -> Response:
        found = [item async for item in container.query_items("SELECT * FROM c")]
        hits = sorted(
            (idiomatic.valued(item, q.lower().split()) for item in found), key=lambda hit: -hit["score"]
        )
        images = [await response(**hit) for hit in hits[:limit]]
        return written(
            idiomatic.SearchResponse(
                images=images, total=len(hits), page=page, limit=limit, has_next=False, has_prev=page > 1
            )
        )

    @app.post("/api/v1/images/upload")
    async def upload_image(user: signed_in, file: Annotated[UploadFile, File()]) -> Response:
        content = await file.read()
        digest = (await asyncio.to_thread(hashlib.sha256, content)).hexdigest()
        item = container.new(file.filename or "image", len(content), digest)
        await container.create_item(item)
        return written(idiomatic.ImageResponse(**await response(item)), 201)

    return app


def written(body: BaseModel, status: int = 200) -> Response:
    return Response(body.model_dump_json(by_alias=True), status, media_type="application/json")
