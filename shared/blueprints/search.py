"""search: by words, meaning, colour, filters or likeness; and tags for type-ahead."""

import azure.functions as func

from shared.errors import (
    ImageNotAnalyzed,
    ImageNotFound,
    ImageTooLarge,
    InvalidRequest,
    ServiceUnavailable,
    UnreadableImage,
    UnsupportedImageType,
)
from shared.http import ImageId, operation
from shared.models import (
    Json,
    Principal,
    SearchPage,
    SearchQuery,
    SimilarImages,
    SimilarQuery,
    SuggestionQuery,
    Suggestions,
    Upload,
)
from shared.worker import services

bp = func.Blueprint()


@operation(bp, "GET", "search/images", problems=(InvalidRequest, ServiceUnavailable))
async def search_images(caller: Principal, query: SearchQuery) -> Json[SearchPage]:
    """One page of your images that fit, the best first, each with what in it matched."""
    return await (await services()).search.search(caller.owner, query)


@operation(
    bp,
    "GET",
    "search/images/{image_id:length(24)}/similar",
    problems=(InvalidRequest, ImageNotFound, ImageNotAnalyzed),
)
async def find_similar_images(
    caller: Principal, image_id: ImageId, query: SimilarQuery
) -> Json[SimilarImages]:
    """Your images that look like this one, the most alike first."""
    return await (await services()).search.similar(caller.owner, image_id, query)


@operation(
    bp,
    "POST",
    "search/by-image",
    problems=(InvalidRequest, ImageTooLarge, UnsupportedImageType, UnreadableImage, ServiceUnavailable),
)
async def search_by_image(caller: Principal, file: Upload, query: SimilarQuery) -> Json[SimilarImages]:
    """Your images that look like the one you send, which is not kept."""
    return await (await services()).search.by_image(caller.owner, file, query)


@operation(bp, "GET", "search/suggestions", problems=(InvalidRequest,))
async def suggest_tags(caller: Principal, query: SuggestionQuery) -> Suggestions:
    """Your tags that begin like this, the most used first."""
    return await (await services()).search.suggest(caller.owner, query)
