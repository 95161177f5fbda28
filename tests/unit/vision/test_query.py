"""Query parameters are taken or refused as the service does."""

import pytest

from local.vision.errors import VisionError
from local.vision.query import FEATURES, analysis, check_embedding

VERSION = {"api-version": "2024-02-01"}
EMBEDDING = {**VERSION, "model-version": "2023-04-15"}


@pytest.mark.parametrize(
    ("parameters", "features", "ratios"),
    [
        ({"features": "tags"}, {"tags"}, ()),
        ({"features": "Tags, denseCAPTIONS"}, {"tags", "denseCaptions"}, ()),
        ({"features": ",".join(FEATURES)}, set(FEATURES), ()),
        ({"features": "smartCrops", "smartcrops-aspect-ratios": "0.75,1.8"}, {"smartCrops"}, (0.75, 1.8)),
        ({"features": "tags", "language": "en", "model-version": "latest"}, {"tags"}, ()),
        ({"features": "tags", "gender-neutral-caption": "true"}, {"tags"}, ()),
        ({"features": "tags", "api-version": "2023-10-01"}, {"tags"}, ()),
    ],
)
def test_reads_what_to_look_for(
    parameters: dict[str, str], features: set[str], ratios: tuple[float, ...]
) -> None:
    wanted = analysis({**VERSION, **parameters})
    assert wanted.features == features
    assert wanted.aspect_ratios == ratios


@pytest.mark.parametrize(
    ("parameters", "inner"),
    [
        ({}, "BadArgument"),
        ({"features": " , "}, "BadArgument"),
        ({"features": "tags,brands"}, "NotSupportedVisualFeature"),
        ({"features": "tags", "language": "fr"}, "NotSupportedLanguage"),
        ({"features": "tags", "model-version": "2021-01-01"}, "BadArgument"),
        ({"features": "tags", "api-version": "2022-10-12-preview"}, "BadArgument"),
        ({"features": "tags", "gender-neutral-caption": "perhaps"}, "BadArgument"),
        ({"features": "smartCrops", "smartcrops-aspect-ratios": "0.74"}, "BadArgument"),
        ({"features": "smartCrops", "smartcrops-aspect-ratios": "1.0,1.81"}, "BadArgument"),
        ({"features": "smartCrops", "smartcrops-aspect-ratios": "nan"}, "BadArgument"),
        ({"features": "smartCrops", "smartcrops-aspect-ratios": "wide"}, "BadArgument"),
        ({"features": "smartCrops", "smartcrops-aspect-ratios": ""}, "BadArgument"),
    ],
)
def test_refuses_what_an_analysis_does_not_take(parameters: dict[str, str], inner: str) -> None:
    with pytest.raises(VisionError) as refusal:
        analysis({**VERSION, **parameters})
    assert (refusal.value.status, refusal.value.code, refusal.value.inner) == (400, "InvalidRequest", inner)


@pytest.mark.parametrize(
    "parameters",
    [
        {},
        VERSION,
        {"model-version": "2023-04-15"},
        {**EMBEDDING, "api-version": "2023-10-01"},
        {**EMBEDDING, "model-version": "2022-04-11"},
    ],
)
def test_refuses_what_an_embedding_does_not_take(parameters: dict[str, str]) -> None:
    with pytest.raises(VisionError) as refusal:
        check_embedding(parameters)
    assert (refusal.value.status, refusal.value.inner) == (400, "BadArgument")


def test_takes_the_versions_an_embedding_needs() -> None:
    check_embedding(EMBEDDING)
