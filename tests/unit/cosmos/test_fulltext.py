"""Full-text search: stems, stop words, phrases."""

from typing import Any

import pytest

from tests.unit.cosmos.asking import ask, value_of

TEXT = "Two dogs running on the beaches of Santorini, Ελλάδα"


@pytest.mark.parametrize(
    ("call", "expected"),
    [
        ("FullTextContains(c.text, 'dog')", True),
        ("FullTextContains(c.text, 'DOGS')", True),
        ("FullTextContains(c.text, 'runs')", True),
        ("FullTextContains(c.text, 'beach')", True),
        ("FullTextContains(c.text, 'ελλάδα')", True),
        ("FullTextContains(c.text, 'do')", False),
        ("FullTextContains(c.text, 'cat')", False),
        ("FullTextContains(c.text, 'dogs run')", True),
        ("FullTextContains(c.text, 'run dogs')", False),
        ("FullTextContains(c.text, 'running on the beach')", True),
        ("FullTextContains(c.text, 'the')", False),
        ("FullTextContains(c.text, '')", False),
        ("FullTextContains(c.text, '!?')", False),
        ("FullTextContainsAll(c.text, 'dog', 'beach')", True),
        ("FullTextContainsAll(c.text, 'dog', 'cat')", False),
        ("FullTextContainsAny(c.text, 'cat', 'beach')", True),
        ("FullTextContainsAny(c.text, 'cat', 'bird')", False),
        ("FullTextContains(c.missing, 'dog')", "undefined"),
        ("FullTextContains(c.tags, 'dog')", "undefined"),
    ],
)
def test_words_are_matched_as_stems(call: str, expected: Any) -> None:
    assert value_of(call, {"text": TEXT, "tags": ["dog"]}) == expected


def test_a_changed_text_is_found_by_its_new_words() -> None:
    sql = "SELECT VALUE c.id FROM c WHERE FullTextContains(c.text, @word)"
    assert ask(sql, {"text": "a cat"}, word="cat") == ["1"]
    assert ask(sql, {"text": "a dog"}, word="cat") == []
