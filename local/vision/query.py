"""Query parameters of the operations, checked as the service checks them."""

from collections.abc import Mapping
from dataclasses import dataclass

from local.vision.errors import invalid_request

FEATURES = ("caption", "denseCaptions", "objects", "people", "read", "smartCrops", "tags")
ANALYSIS_MODEL = "2023-10-01"
EMBEDDING_MODEL = "2023-04-15"

_FEATURE_NAMES = {name.lower(): name for name in FEATURES}


@dataclass(frozen=True, slots=True)
class Analysis:
    """What to look for. Aspect ratios are width / height; without any, one crop of the service's choice."""

    features: frozenset[str]
    aspect_ratios: tuple[float, ...] = ()


def analysis(parameters: Mapping[str, str]) -> Analysis:
    """Read the parameters of `imageanalysis:analyze`.

    Raises:
        VisionError: 400, for a missing or unknown value.
    """
    _check_version(parameters, "api-version", ("2023-10-01", "2024-02-01"))
    _check_version(parameters, "model-version", ("latest", ANALYSIS_MODEL), default="latest")
    if parameters.get("gender-neutral-caption", "false").lower() not in ("true", "false"):
        raise invalid_request("gender-neutral-caption must be true or false.", "BadArgument")
    language = parameters.get("language", "en")
    if language != "en":
        raise invalid_request(
            f"The language {language!r} is not supported here: descriptions are in English.",
            "NotSupportedLanguage",
        )
    return Analysis(
        _features(parameters.get("features", "")), _ratios(parameters.get("smartcrops-aspect-ratios"))
    )


def check_embedding(parameters: Mapping[str, str]) -> None:
    """Check the parameters of the two `retrieval:` operations.

    Raises:
        VisionError: 400, for a missing or unknown value.
    """
    _check_version(parameters, "api-version", ("2024-02-01",))
    _check_version(parameters, "model-version", ("latest", EMBEDDING_MODEL))


def _check_version(
    parameters: Mapping[str, str], name: str, known: tuple[str, ...], *, default: str | None = None
) -> None:
    version = parameters.get(name, default)
    if version is None:
        raise invalid_request(f"The query parameter {name} is required.", "BadArgument")
    if version not in known:
        raise invalid_request(f"{name} must be one of: {', '.join(known)}.", "BadArgument")


def _features(text: str) -> frozenset[str]:
    names = [name.strip() for name in text.split(",") if name.strip()]
    if not names:
        raise invalid_request("The query parameter features is required.", "BadArgument")
    for name in names:
        if name.lower() not in _FEATURE_NAMES:
            raise invalid_request(
                f"The visual feature {name!r} is not supported.", "NotSupportedVisualFeature"
            )
    return frozenset(_FEATURE_NAMES[name.lower()] for name in names)


def _ratios(text: str | None) -> tuple[float, ...]:
    if text is None:
        return ()
    try:
        ratios = tuple(float(part) for part in text.split(","))
    except ValueError:
        ratios = ()
    if not ratios or not all(0.75 <= ratio <= 1.8 for ratio in ratios):
        raise invalid_request("smartcrops-aspect-ratios takes numbers from 0.75 to 1.8.", "BadArgument")
    return ratios
