"""Scales, fusion and the order of hits."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from shared.models import Color
from shared.ports import Candidate
from shared.services.cells import palette
from shared.services.search.keywords import rarity, score
from shared.services.search.ordering import Wanted, rank
from shared.services.search.ranking import STEPS, Order, Scale, fuse

values = st.floats(0, 1).map(lambda value: round(value, 4))


def candidate(id: str, *stems: str, uploaded: int = 0, colors: tuple[Color, ...] = ()) -> Candidate:
    return Candidate(id, f"2026-01-01T00:00:{uploaded:02}.000000Z", id, stems, palette(colors))


@given(st.sets(values, min_size=1, max_size=10))
def test_the_first_ten_ranks_are_exact(known: set[float]) -> None:
    scale = Scale.of(known)
    assert [scale.rank(value) for value in sorted(known, reverse=True)] == list(range(1, len(known) + 1))


@given(st.lists(values, max_size=300), values, values)
def test_the_greater_value_never_ranks_lower(known: list[float], one: float, other: float) -> None:
    scale = Scale.of(known)
    assert scale.rank(max(one, other)) <= scale.rank(min(one, other))
    assert 1 <= scale.rank(one) <= STEPS[-1] + 1


def test_equal_values_share_the_best_rank() -> None:
    assert Scale.of([0.9, 0.5, 0.5, 0.5, 0.1]).rank(0.5) == 2


@pytest.mark.parametrize("bad", [(0.1, 0.2), (float("nan"),), (float("inf"),), (0.5,) * (len(STEPS) + 1)])
def test_a_scale_that_cannot_be_is_refused(bad: tuple[float, ...]) -> None:
    with pytest.raises(ValidationError):
        Scale(values=bad)


def test_fusion_follows_the_formula() -> None:
    scales: dict[Order, Scale] = {"words": Scale.of([0.9, 0.5]), "meaning": Scale.of([0.3, 0.2])}
    best = 1.0 / 61 + 0.5 / 61
    assert fuse([("words", 0.9), ("meaning", 0.3)], scales) == pytest.approx(1)
    assert fuse([("words", 0.45)], scales) == pytest.approx(0.5 / 63 / best)
    assert fuse([("words", 0.9), ("meaning", 0.24)], scales) == pytest.approx((1.0 / 61 + 0.4 / 61.6) / best)
    assert fuse([("meaning", 0.2)], {"meaning": scales["meaning"]}) == 0.2


def test_a_whole_match_beats_half_a_match_that_is_also_meant() -> None:
    whole, half = candidate("whole", "tags:dog", "tags:sea"), candidate("half", "tags:sea")
    hits, _ = rank([half, whole], Wanted(("dog", "sea"), likeness={"half": 0.3, "whole": 0.1}, floor=0.24))
    assert [(hit.id, hit.similarity) for hit in hits] == [("whole", None), ("half", 0.3)]


def test_tags_weigh_more_than_text_and_both_more_than_either() -> None:
    scores = [
        score(stems, {"dog": 1.0})
        for stems in (("tags:dog", "text:dog"), ("tags:dog",), ("description:dog",), ("text:dog",), ())
    ]
    assert scores == sorted(scores, reverse=True) and len(set(scores)) == 5


def test_the_rarer_word_counts_more() -> None:
    common, rare = rarity(("dog", "lighthouse"), [candidate("a", "tags:dog"), candidate("b", "tags:dog")])
    assert rare > common and common + rare == pytest.approx(1, abs=0.001)
    assert rarity((), []) == ()


def test_the_newer_of_equals_comes_first() -> None:
    hits, _ = rank(
        [candidate("a", "tags:dog", uploaded=1), candidate("b", "tags:dog", uploaded=2)], Wanted(("dog",))
    )
    assert [hit.id for hit in hits] == ["b", "a"]


def test_what_lacks_a_colour_is_no_hit() -> None:
    blue = candidate("blue", "tags:dog", colors=(Color(hex="#3a6ea5", name="blue", fraction=0.5),))
    grey = candidate("grey", "tags:dog", colors=(Color(hex="#808080", name="grey", fraction=0.5),))
    hits, _ = rank([blue, grey], Wanted(("dog",), ("3a6ea5",)))
    assert [hit.id for hit in hits] == ["blue"]


@given(
    st.dictionaries(st.sampled_from("abcdefghij"), st.tuples(st.integers(0, 3), values), min_size=1),
    st.sets(st.sampled_from("abcdefghij")),
    st.dictionaries(st.sampled_from("klmnop"), st.tuples(st.integers(0, 3), values)),
)
def test_what_comes_or_goes_moves_no_hit_past_another(
    first: dict[str, tuple[int, float]], gone: set[str], come: dict[str, tuple[int, float]]
) -> None:
    stems = ("tags:dog", "description:dog", "text:sea")

    def ranked(images: dict[str, tuple[int, float]], kept: object = None) -> tuple[list[str], object]:
        candidates = [candidate(id, *stems[:count]) for id, (count, _) in images.items()]
        likeness = {id: cosine for id, (_, cosine) in images.items() if cosine}
        hits, ranking = rank(candidates, Wanted(("dog", "sea"), likeness=likeness), kept)  # type: ignore[arg-type]
        return [hit.id for hit in hits], ranking

    before, kept = ranked(first)
    later = {id: image for id, image in first.items() if id not in gone} | come
    after, _ = ranked(later, kept)
    assert [id for id in after if id in first] == [id for id in before if id not in gone]
