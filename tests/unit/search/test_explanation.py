"""Why an image is a hit."""

from typing import Any

import pytest

from shared.models import Caption, Color, Image, Tag
from shared.ports import Listed
from shared.services.cells import palette
from shared.services.search.explanation import explain
from tests.fakes import listed

LONG = (
    "One morning " + "we walked and walked " * 10 + "until the LIGHTHOUSES stood " + "there and there " * 10
)


def image(**fields: Any) -> Listed:
    given = {
        "id": "x",
        "owner_id": "o",
        "filename": "a.jpg",
        "content_type": "image/jpeg",
        "size": 1,
        "sha256": "",
    }
    return listed(Image(**{**given, **fields}))


@pytest.mark.parametrize(
    ("fields", "matched"),
    [
        ({"tags": (Tag(name="Light house"), Tag(name="Lighthouses"))}, [("tags", "Lighthouses")]),
        ({"filename": "lighthouse-2.jpg"}, [("filename", "lighthouse-2.jpg")]),
        ({"description": "A lighthouse."}, [("description", "A lighthouse.")]),
        (
            {"description": "home", "caption": Caption(text="a lighthouse", confidence=1)},
            [("description", "a lighthouse")],
        ),
        ({"text": "LIGHTHOUSE CLOSED"}, [("text", "LIGHTHOUSE CLOSED")]),
        ({"description": "a house"}, []),
    ],
)
def test_the_field_and_what_met_the_query(fields: dict[str, Any], matched: list[tuple[str, str]]) -> None:
    found = explain(image(**fields), ["lighthous"])
    assert found == [{"field": field, "value": value} for field, value in matched]


def test_a_long_text_is_quoted_around_the_word() -> None:
    (match,) = explain(image(text=LONG), ["lighthous"])
    value = match["value"]
    assert value.startswith("… walked") and value.endswith("there …")
    assert "until the LIGHTHOUSES stood there" in value and len(value) < 150


def test_meaning_and_colours() -> None:
    colors = (Color(hex="#3a6ea5", name="blue", fraction=0.5), Color(hex="#ff0000", name="red", fraction=0.5))
    found = explain(image(colors=colors), (), 0.3141, ("3a6ea8", "00ff00"), palette(colors))
    assert found == [{"field": "meaning", "value": "0.314"}, {"field": "colors", "value": "#3a6ea5"}]


def test_colours_of_another_analysis_are_not_told() -> None:
    color = Color(hex="#3a6ea5", name="blue", fraction=1)
    assert explain(image(), colors=("3a6ea8",), palette=palette((color,))) == []
