"""What was found, in the JSON of the service."""

from collections.abc import Iterable
from dataclasses import asdict

from local.vision import description
from local.vision.picture import Picture
from local.vision.query import ANALYSIS_MODEL, Analysis
from local.vision.regions import areas, crop
from local.vision.traits import measure

Json = dict[str, object]


def analysis_result(picture: Picture, wanted: Analysis) -> Json:
    """Answer of `imageanalysis:analyze`: only the features asked for.

    Nothing here can read or tell people, so `read` and `people` find none.
    """
    traits, found = measure(picture.lab, picture.aspect), areas(picture)
    result: Json = {
        "modelVersion": ANALYSIS_MODEL,
        "metadata": {"width": picture.width, "height": picture.height},
    }
    if "caption" in wanted.features:
        sentence = description.caption(picture, traits, found)
        result["captionResult"] = {"text": sentence.text, "confidence": sentence.confidence}
    if "denseCaptions" in wanted.features:
        result["denseCaptionsResult"] = _values(
            {"text": part.text, "confidence": part.confidence, "boundingBox": asdict(part.box)}
            for part in description.dense_captions(picture, traits, found)
        )
    if "tags" in wanted.features:
        result["tagsResult"] = _values(_tag(*tag) for tag in description.tags(traits))
    if "objects" in wanted.features:
        result["objectsResult"] = _values(
            {"boundingBox": asdict(area.box), "tags": [_tag(f"{area.color} area", area.confidence)]}
            for area in found
        )
    if "smartCrops" in wanted.features:
        crops = [crop(picture, ratio) for ratio in wanted.aspect_ratios or (None,)]
        result["smartCropsResult"] = _values(
            {"aspectRatio": ratio, "boundingBox": asdict(box)} for ratio, box in crops
        )
    if "people" in wanted.features:
        result["peopleResult"] = _values(())
    if "read" in wanted.features:
        result["readResult"] = {"blocks": []}
    return result


def _values(values: Iterable[Json]) -> Json:
    return {"values": list(values)}


def _tag(name: str, confidence: float) -> Json:
    return {"name": name, "confidence": confidence}
