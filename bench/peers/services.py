"""FastAPI with the gallery's own shortcuts: its services behind thin routes, each body serialised once."""

from typing import Annotated, Any

import orjson
from fastapi import Depends, FastAPI, File, HTTPException, Query, Request, Response, UploadFile

from shared.bootstrap import Services
from shared.errors import GalleryError
from shared.models import ListQuery, Principal, Schema, SearchQuery, Upload


def application(services: Services) -> FastAPI:
    app = FastAPI()

    async def caller(request: Request) -> Principal:
        scheme, _, token = request.headers.get("authorization", "").partition(" ")
        if scheme.lower() != "bearer":
            raise HTTPException(401)
        try:
            return await services.tokens.verify(token)
        except GalleryError as error:
            raise HTTPException(401) from error

    signed_in = Annotated[Principal, Depends(caller)]

    @app.get("/api/v1/images")
    async def get_images(
        caller: signed_in,
        page: Annotated[int, Query(ge=1)] = 1,
        limit: Annotated[int, Query(ge=1, le=100)] = 20,
    ) -> Response:
        return json(await services.gallery.page(caller.owner, ListQuery(page=page, limit=limit)))

    @app.get("/api/v1/images/{image_id}")
    async def get_image(image_id: str, caller: signed_in) -> Response:
        shown = await services.gallery.show(caller.owner, image_id)
        return json(shown.view, headers={"ETag": shown.version})

    @app.get("/api/v1/search/images")
    async def search_images(
        caller: signed_in,
        q: str,
        mode: str = "hybrid",
        page: Annotated[int, Query(ge=1)] = 1,
        limit: Annotated[int, Query(ge=1, le=100)] = 20,
    ) -> Response:
        query = SearchQuery.model_validate({"q": q, "mode": mode, "page": page, "limit": limit})
        return json(await services.search.search(caller.owner, query))

    @app.post("/api/v1/images/upload")
    async def upload_image(caller: signed_in, file: Annotated[UploadFile, File()]) -> Response:
        upload = Upload(filename=file.filename or "image", content=await file.read())
        added = await services.gallery.add(caller.owner, upload)
        return json(added.uploaded(), status=201)

    return app


def json(body: Schema | dict[str, Any], status: int = 200, headers: dict[str, str] | None = None) -> Response:
    text = orjson.dumps(body) if isinstance(body, dict) else body.model_dump_json(by_alias=True)
    return Response(text, status, headers, "application/json")
