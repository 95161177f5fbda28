"""How good the answers are on the labelled set, by the same measurement as docs/search.md."""

from statistics import mean

import pytest

from bench.search.quality import measure


@pytest.mark.asyncio
async def test_words_and_meaning_together_beat_each_alone_and_colours_are_exact() -> None:
    measured = await measure()
    text, semantic, hybrid = (measured.modes[mode] for mode in ("text", "semantic", "hybrid"))
    assert all(both > max(one) for both, *one in zip(hybrid, text, semantic, strict=True))
    assert measured.queries >= 40
    assert mean(measured.colors.values()) >= 0.95
