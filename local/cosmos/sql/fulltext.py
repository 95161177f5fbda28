"""Full-text analysis of English: words, stems, stop words, phrases."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

import snowballstemmer

from local.cosmos.sql.values import UNDEFINED, Value

_WORD = re.compile(r"\w+")
# The English stop words of Lucene.
_STOP_WORDS = (
    "a an and are as at be but by for if in into is it no not of on or such that the their then there these "
    "they this to was will with"
)
STOP_WORDS = frozenset(_STOP_WORDS.split())
_STEMMER = snowballstemmer.stemmer("english")


@dataclass(frozen=True, slots=True)
class Terms:
    """The stems of a text in order, and as a set."""

    sequence: tuple[str, ...]
    unique: frozenset[str]

    def contain(self, phrase: "Terms") -> bool:
        """Whether the stems of `phrase` follow each other here; a phrase of stop words only is nowhere."""
        wanted, width = phrase.sequence, len(phrase.sequence)
        if width == 0 or not phrase.unique <= self.unique:
            return False
        places = range(len(self.sequence) - width + 1)
        return width == 1 or any(self.sequence[at : at + width] == wanted for at in places)


@lru_cache(maxsize=1 << 17)
def stem(word: str) -> str:
    return str(_STEMMER.stemWord(word))


@lru_cache(maxsize=1 << 18)
def terms(text: str) -> Terms:
    """Remembered by text: an item is analysed once, not once a query."""
    words = (word.lower() for word in _WORD.findall(text))
    stems = tuple(stem(word) for word in words if word not in STOP_WORDS)
    return Terms(stems, frozenset(stems))


def contains(text: Value, phrases: Iterable[Value], *, every: bool) -> Value:
    """FullTextContains(All) with `every`, FullTextContainsAny without; undefined for what is no string."""
    if type(text) is not str:
        return UNDEFINED
    analysed = terms(text)
    found = (type(phrase) is str and analysed.contain(terms(phrase)) for phrase in phrases)
    return all(found) if every else any(found)
