"""Documents as Cosmos DB keeps them, and back."""

from functools import cache
from typing import Any

from shared.models import Embedding, Exif, Image, ImageFields, Stage
from shared.ports import Listed

Item = dict[str, Any]

IMAGE = "image"
DELETED = "deleted"  # an image whose removal is under way: no query shows it
EMBEDDING = "embedding"

_DERIVED = {"search_text", "stems", "palette", "color_cells", "etag"}
SHOWN = ", ".join(f"c.{field.alias}" for name, field in Image.model_fields.items() if name not in _DERIVED)
LISTED = ", ".join(
    ["c.ownerId", "c.tiled", *(f"c.{field.alias}" for field in ImageFields.model_fields.values())]
)


def image_item(image: Image) -> Item:
    item: Item = image.model_dump(mode="json", by_alias=True, exclude_none=True, exclude={"etag"})
    taken_at = item["exif"].get("takenAt")
    return item | {
        "kind": DELETED if image.deleted_at else IMAGE,
        "tagNames": sorted({tag.name.casefold() for tag in image.tags}),
        "colorNames": sorted({color.name for color in image.colors}),
        "shownAt": taken_at or item["uploadedAt"],
        "camera": item["exif"].get("camera", ""),
    }


def embedding_item(image: Item, embedding: Embedding) -> Item:
    """Of what the image item says it repeats only what never changes, so nothing has to be kept in step."""
    return {
        "id": embedding_id(image["id"]),
        "kind": EMBEDDING,
        "ownerId": image["ownerId"],
        "imageId": image["id"],
        "uploadedAt": image["uploadedAt"],
        "vector": list(embedding.vector),
        "modelVersion": embedding.model_version,
    }


def embedding_id(image_id: str) -> str:
    return f"{image_id}:embedding"


def image_of(item: Item) -> Image:
    return Image.model_validate({**item, "etag": item.get("_etag")})


def listed(item: Item) -> Listed:
    """Documents leave out what is null; the API does not."""
    fields, stage, exif = _blanks()
    shown = fields | item
    owner, tiled = shown.pop("ownerId"), shown.pop("tiled", False)
    shown["stages"] = [stage | each for each in item["stages"]]
    shown["exif"] = exif | item.get("exif", {})
    return Listed(owner, tiled, shown)


@cache
def _blanks() -> tuple[Item, Item, Item]:
    """An image, a stage and the facts of a picture of which nothing is known, as JSON."""
    fields = {field.alias or name: None for name, field in ImageFields.model_fields.items()}
    stage = {field.alias or name: None for name, field in Stage.model_fields.items()}
    return fields, stage, Exif().model_dump(by_alias=True)
