"""Functions of strings."""

import re
from collections.abc import Callable
from functools import lru_cache

from local.cosmos.sql.functions.registry import MANY, builtin, typed
from local.cosmos.sql.values import UNDEFINED, Value

_LONGEST_REPLICA = 10_000
_REGEX_FLAGS = {"i": re.IGNORECASE, "m": re.MULTILINE, "s": re.DOTALL, "x": re.VERBOSE}


def _folding(test: Callable[[str, str], bool]) -> Callable[..., bool]:
    def apply(text: str, part: str, ignore_case: bool = False) -> bool:
        return test(text.lower(), part.lower()) if ignore_case else test(text, part)

    return apply


def _replicate(text: str, times: float) -> Value:
    return text * int(times) if times >= 0 and len(text) * times <= _LONGEST_REPLICA else UNDEFINED


def _substring(text: str, start: float, length: float) -> str:
    return text[int(start) :][: max(int(length), 0)] if start >= 0 else ""


typed("CONTAINS", "string string boolean", _folding(lambda text, part: part in text), optional=1)
typed("STARTSWITH", "string string boolean", _folding(str.startswith), optional=1)
typed("ENDSWITH", "string string boolean", _folding(str.endswith), optional=1)
typed("STRINGEQUALS", "string string boolean", _folding(str.__eq__), optional=1)
typed("INDEX_OF", "string string integer", lambda s, part, start=0: s.find(part, int(start)), optional=1)
typed("LENGTH", "string", len)
typed("LOWER", "string", str.lower)
typed("UPPER", "string", str.upper)
typed("LTRIM", "string string", str.lstrip, optional=1)
typed("RTRIM", "string string", str.rstrip, optional=1)
typed("TRIM", "string string", str.strip, optional=1)
typed("REPLACE", "string string string", lambda s, old, new: s.replace(old, new) if old else s)
typed("REPLICATE", "string integer", _replicate)
typed("REVERSE", "string", lambda s: s[::-1])
typed("LEFT", "string integer", lambda s, length: s[: max(int(length), 0)])
typed("RIGHT", "string integer", lambda s, length: s[max(len(s) - max(int(length), 0), 0) :])
typed("SUBSTRING", "string integer integer", _substring)
typed("STRINGSPLIT", "string string", str.split)


@builtin("STRINGJOIN", 2)
def string_join(parts: Value, separator: Value) -> Value:
    if type(parts) is not list or type(separator) is not str or not all(type(part) is str for part in parts):
        return UNDEFINED
    return separator.join(parts)


@builtin("CONCAT", 2, MANY)
def concat(*parts: Value) -> Value:
    return "".join(parts) if all(type(part) is str for part in parts) else UNDEFINED


@lru_cache(maxsize=512)
def _regex(pattern: str, modifiers: str) -> re.Pattern[str] | None:
    if not set(modifiers) <= set(_REGEX_FLAGS):
        return None
    flags = re.RegexFlag(0)
    for letter in modifiers:
        flags |= _REGEX_FLAGS[letter]
    try:
        return re.compile(pattern, flags)
    except re.error:
        return None


def _regex_match(text: str, pattern: str, modifiers: str = "") -> Value:
    regex = _regex(pattern, modifiers)
    return UNDEFINED if regex is None else regex.search(text) is not None


typed("REGEXMATCH", "string string string", _regex_match, optional=1)


@lru_cache(maxsize=512)
def like_pattern(pattern: str, escape: str | None = None) -> re.Pattern[str]:
    """A LIKE pattern as a regular expression: % any run, _ one character, [a-f] and [^a-f] sets."""
    parts: list[str] = []
    at = 0
    while at < len(pattern):
        char = pattern[at]
        if char == escape and at + 1 < len(pattern):
            at += 1
            parts.append(re.escape(pattern[at]))
        elif char == "%":
            parts.append(".*")
        elif char == "_":
            parts.append(".")
        elif char == "[" and (end := pattern.find("]", at + 2)) > 0:
            negation = "^" if pattern[at + 1] == "^" else ""
            members = re.sub(r"([\\\[&~|])", r"\\\1", pattern[at + 1 + len(negation) : end])
            parts.append(f"[{negation}{members}]")
            at = end
        else:
            parts.append(re.escape(char))
        at += 1
    return re.compile("".join(parts), re.DOTALL)
