"""What a list shows of a document is what the model would have shown."""

import pytest

from shared.adapters.cosmos.items import image_item, listed
from shared.models import (
    Caption,
    Color,
    Exif,
    Image,
    ImageFields,
    Location,
    Stage,
    Tag,
    now,
)

BARE = Image(id="one", owner_id="alice", filename="a.jpg", content_type="image/jpeg", size=3, sha256="0" * 64)
RENDERED = BARE.model_copy(
    update={
        "width": 640,
        "tiled": True,
        "height": 480,
        "orientation": "landscape",
        "stages": (
            Stage(name="renditions", status="completed", attempts=1, finished_at=now(), duration_ms=80),
            Stage(name="analysis", error="Busy."),
            Stage(name="embedding", status="failed", error="Refused."),
        ),
        "caption": Caption(text="a boat", confidence=0.8),
        "tags": (Tag(name="Boat", source="file"),),
        "colors": (Color(hex="#102030", name="blue", fraction=0.25),),
        "exif": Exif(camera="Camera 5", taken_at=now(), location=Location(latitude=1.5, longitude=2)),
    }
)


@pytest.mark.parametrize("image", [BARE, RENDERED], ids=["bare", "rendered"])
def test_a_document_is_listed_as_the_model_is_shown(image: Image) -> None:
    names = {"ownerId", "tiled", *(field.alias for field in ImageFields.model_fields.values())}
    document = {name: value for name, value in image_item(image).items() if name in names}
    row = listed(document)
    assert row.shown == image.model_dump(mode="json", by_alias=True, include=set(ImageFields.model_fields))
    assert (row.owner_id, row.id, row.filename) == (image.owner_id, image.id, image.filename)
    assert row.content_type == image.content_type
    assert (row.rendered, row.tiled) == (image.rendered, image.tiled)
