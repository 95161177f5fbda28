"""What a search text asks for: words, "phrases in quotes", and -words to leave out."""

import re
from dataclasses import dataclass

from shared.services.words import stem, words

MAX_WORDS = 24
MAX_EMBEDDED = 70  # words that a text embedding takes

_PART = re.compile(r'(?P<minus>(?<!\S)-)?(?:"(?P<phrase>[^"]*)"|(?P<word>[^\s"]+))')
_QUOTES = str.maketrans(dict.fromkeys("“”„«»", '"'))
_MEANT = re.compile(r"\w|[^\x00-\x7f]")  # a word or, say, an emoji; not mere punctuation
_UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f-\x9f]+")


@dataclass(frozen=True)
class Asked:
    """A search text, read.

    `words` are what to look for and `phrases` what has to occur, `excluded` what must not, all in lower
    case and without stop words but those inside a phrase. `text` is all that is wanted, as it was typed.
    """

    text: str = ""
    words: tuple[str, ...] = ()
    phrases: tuple[str, ...] = ()
    excluded: tuple[str, ...] = ()

    @property
    def wanted(self) -> tuple[str, ...]:
        """Stems of every wanted word, each once."""
        inside = (word for phrase in self.phrases for word in words(phrase))
        return tuple(dict.fromkeys(map(stem, (*self.words, *inside))))

    def __bool__(self) -> bool:
        return bool(self.text or self.words or self.phrases)


def parse(text: str) -> Asked:
    """Never fails: what is no word is left out."""
    wanted: dict[str, str] = {}
    phrases: list[str] = []
    excluded: list[str] = []
    typed: list[str] = []
    for part in _PART.finditer(_UNPRINTABLE.sub(" ", text).translate(_QUOTES)):
        quoted, plain = part["phrase"], part["word"] or part["phrase"]
        content = words(plain)
        if part["minus"]:
            excluded += [_phrase(plain)] if content else []
        elif quoted and content:
            phrases.append(_phrase(quoted))
            typed.append(quoted)
        elif _MEANT.search(plain):
            wanted |= {stem(word): word for word in content if stem(word) not in wanted}
            typed.append(plain)
    return Asked(
        " ".join(" ".join(typed).split()[:MAX_EMBEDDED]),
        tuple(wanted.values())[:MAX_WORDS],
        tuple(dict.fromkeys(phrases))[:MAX_WORDS],
        tuple(dict.fromkeys(excluded))[:MAX_WORDS],
    )


def _phrase(text: str) -> str:
    return " ".join(re.findall(r"[^\W_]+", text.lower()))
