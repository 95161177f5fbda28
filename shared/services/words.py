"""English words as a search sees them: lower case, without the too common, reduced to their stems."""

import re
from functools import cache, lru_cache

from snowballstemmer import stemmer

MAX_LENGTH = 64
# Lucene's, which the full-text index leaves out as well.
_COMMON = (
    "a an and are as at be but by for if in into is it no not of on or such that the their then there these "
    "they this to was will with"
)
STOP_WORDS = frozenset(_COMMON.split())

_WORD = re.compile(r"[^\W_]+")


def words(text: str) -> list[str]:
    """The words of a text in order, lower case, without stop words."""
    found = (match[:MAX_LENGTH] for match in _WORD.findall(text.lower()))
    return [word for word in found if word not in STOP_WORDS]


@lru_cache(maxsize=1 << 15)
def stem(word: str) -> str:
    """`running`, `runs` and `run` alike. Source: the Snowball "english" (Porter 2) algorithm."""
    return str(_stemmer().stemWord(word))


def stems(text: str) -> list[str]:
    """The stems of a text's words, each once, in order."""
    return list(dict.fromkeys(map(stem, words(text))))


@cache
def _stemmer():  # type: ignore[no-untyped-def]
    return stemmer("english")
