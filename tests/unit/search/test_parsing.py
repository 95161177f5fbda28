"""Search texts: words, phrases and exclusions."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.services.search.parsing import MAX_EMBEDDED, MAX_WORDS, Asked, parse


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("", Asked()),
        ("  \t\n", Asked()),
        ("Dogs on the Beach", Asked("Dogs on the Beach", ("dogs", "beach"))),
        ("run running runs", Asked("run running runs", ("run",))),
        ('dog "red car"', Asked("dog red car", ("dog",), ("red car",))),
        ("“red car”", Asked("red car", (), ("red car",))),
        ('"cat on a mat"', Asked("cat on a mat", (), ("cat on a mat",))),
        ("dog -cat", Asked("dog", ("dog",), (), ("cat",))),
        ('-"red car" road', Asked("road", ("road",), (), ("red car",))),
        ("black-and-white", Asked("black-and-white", ("black", "white"))),
        ("IMG_1234.jpg", Asked("IMG_1234.jpg", ("img", "1234", "jpg"))),
        ("the of", Asked("the of")),
        ('"the of" -the', Asked("the of")),
        ('"unfinished dog', Asked("unfinished dog", ("unfinished", "dog"))),
        ("- -- !? '", Asked()),
        ("🏖️", Asked("🏖️")),
        ("犬", Asked("犬", ("犬",))),
        ("dog\0cat", Asked("dog cat", ("dog", "cat"))),
    ],
)
def test_what_is_asked_for(text: str, asked: Asked) -> None:
    assert parse(text) == asked


@given(st.text(max_size=200))
def test_any_text_is_read_and_bounded(text: str) -> None:
    asked = parse(text)
    assert len(asked.text.split()) <= MAX_EMBEDDED
    assert max(map(len, (asked.words, asked.phrases, asked.excluded))) <= MAX_WORDS
    assert all(part.strip() for part in (*asked.words, *asked.phrases, *asked.excluded))


@given(st.lists(st.sampled_from(["dog", "cat", "sea", "red"]), unique=True))
def test_the_order_of_parts_does_not_matter(parts: list[str]) -> None:
    signed = [f"-{part}" if part == "cat" else f'"{part}"' if part == "sea" else part for part in parts]
    forwards, backwards = parse(" ".join(signed)), parse(" ".join(reversed(signed)))
    assert set(forwards.words) == set(backwards.words) == {"dog", "red"} & set(parts)
    assert forwards.phrases == backwards.phrases and forwards.excluded == backwards.excluded


def test_wanted_stems_come_from_words_and_phrases() -> None:
    assert parse('running "Red Cars" -dogs').wanted == ("run", "red", "car")
