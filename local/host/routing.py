"""Route templates of the Functions host: `images/{id:length(26)}`, `{kind?}`, `{page=1}`, `{*rest}`."""

import re
from dataclasses import dataclass
from urllib.parse import quote, unquote

from local.host.constraints import Check, constraint

PARAMETER = re.compile(
    r"(?P<star>\*{0,2})(?P<name>[A-Za-z_]\w*)(?P<checks>(?::.*?)?)(?P<tail>\?|=.*)?", re.DOTALL
)
CONSTRAINT = re.compile(r":(?P<name>[A-Za-z]+)(?:\((?P<argument>.*?)\)(?=:|$))?", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Parameter:
    name: str
    catch_all: bool
    optional: bool
    default: str | None
    checks: tuple[Check, ...]


class RouteTemplate:
    """Literals match in any case, a trailing slash is accepted, a constraint that fails is no match."""

    def __init__(self, template: str) -> None:
        """Raises ValueError for a template the host would refuse."""
        if "//" in template:
            raise ValueError("the separator '/' cannot appear consecutively")
        self.text = template.strip("/")
        self._parameters: list[Parameter] = []
        segments = [self._segment(parts) for parts in _segments(self.text)]
        self._pattern = re.compile("".join(segments) + "/?", re.IGNORECASE | re.DOTALL)

    def match(self, path: str) -> dict[str, str] | None:
        """Return the route values of a decoded path, without the optional ones left out; None is no match."""
        found = self._pattern.fullmatch(path if path.startswith("/") else f"/{path}")
        if found is None:
            return None
        values: dict[str, str] = {}
        for parameter in self._parameters:
            value = found[parameter.name] or parameter.default
            if value is None:
                continue
            if not all(check(value) for check in parameter.checks):
                return None
            values[parameter.name] = value
        return values

    def _segment(self, parts: list[str | Parameter]) -> str:
        self._parameters += [part for part in parts if isinstance(part, Parameter)]
        if len(parts) == 1 and isinstance(only := parts[0], Parameter):
            body = f"(?P<{only.name}>{'.*' if only.catch_all else '[^/]+'})"
            may_miss = only.catch_all or only.optional or only.default is not None
            return f"(?:/{body})?" if may_miss else f"/{body}"
        return "/" + "".join(re.escape(p) if isinstance(p, str) else f"(?P<{p.name}>[^/]+)" for p in parts)


def _segments(template: str) -> list[list[str | Parameter]]:
    """Split at each '/' outside braces; a doubled brace inside a parameter stands for itself."""
    segments: list[list[str | Parameter]] = [[]]
    literal, at = "", 0
    while at < len(template):
        if template[at] == "{":
            end = _closing_brace(template, at)
            segments[-1] += [literal] if literal else []
            segments[-1].append(_parameter(template[at + 1 : end].replace("{{", "{").replace("}}", "}")))
            literal, at = "", end + 1
        elif template[at] == "/":
            segments[-1] += [literal] if literal else []
            segments.append([])
            literal, at = "", at + 1
        else:
            literal, at = literal + template[at], at + 1
    segments[-1] += [literal] if literal else []
    return [parts for parts in segments if parts]


def _closing_brace(template: str, start: int) -> int:
    at = start + 1
    while at < len(template):
        if template[at : at + 2] in ("{{", "}}"):
            at += 2
        elif template[at] == "}":
            return at
        else:
            at += 1
    raise ValueError(f"the route parameter at {template[start:]!r} is not closed")


def _parameter(text: str) -> Parameter:
    found = PARAMETER.fullmatch(text)
    if found is None:
        raise ValueError(f"{{{text}}} is not a route parameter")
    tail = found["tail"]
    return Parameter(
        name=found["name"],
        catch_all=bool(found["star"]),
        optional=tail == "?",
        default=tail[1:] if tail and tail != "?" else None,
        checks=tuple(
            constraint(c["name"], c["argument"] or "") for c in CONSTRAINT.finditer(found["checks"])
        ),
    )


def decode_path(raw: str) -> str:
    """Percent-decode a path as UTF-8, but keep an encoded slash encoded, as Kestrel does."""
    return "%2F".join(unquote(part) for part in re.split("%2f", raw, flags=re.IGNORECASE))


def encode_path(path: str) -> str:
    """The path as a function sees it in `req.url`."""
    return quote(path, safe="/:@!$&'()*+,;=-._~%")
