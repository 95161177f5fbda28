"""Functions of moments, written in ISO 8601; a tick is 100 ns, counted from 1970."""

import re
import time
from calendar import monthrange
from datetime import datetime, timedelta

from local.cosmos.sql.functions.registry import typed

_MOMENT = re.compile(r"(\d{4})-(\d\d)-(\d\d)(?:T(\d\d):(\d\d):(\d\d)(?:\.(\d{1,7}))?Z?)?")
_EPOCH = datetime(1970, 1, 1)
_TICKS_IN = {
    "day": 864_000_000_000,
    "hour": 36_000_000_000,
    "minute": 600_000_000,
    "second": 10_000_000,
    "millisecond": 10_000,
    "microsecond": 10,
}
_PARTS = {
    "year": "year yyyy yy",
    "month": "month mm m",
    "day": "day dd d",
    "weekday": "weekday dw",
    "hour": "hour hh",
    "minute": "minute mi n",
    "second": "second ss s",
    "millisecond": "millisecond ms",
    "microsecond": "microsecond mcs",
}
_PART_NAMED = {name: part for part, names in _PARTS.items() for name in names.split()}


def _part_named(name: str) -> str:
    if name.lower() not in _PART_NAMED:
        raise ValueError(name)
    return _PART_NAMED[name.lower()]


def ticks(text: str) -> int:
    match = _MOMENT.fullmatch(text)
    if match is None:
        raise ValueError(text)
    *whole, fraction = match.groups()
    since = datetime(*(int(part or 0) for part in whole)) - _EPOCH  # type: ignore[arg-type] # six integers
    return (since.days * 86_400 + since.seconds) * 10_000_000 + int((fraction or "").ljust(7, "0"))


def _moment(count: float) -> datetime:
    return _EPOCH + timedelta(microseconds=int(count) // 10)


def iso(count: float) -> str:
    return f"{_moment(count):%Y-%m-%dT%H:%M:%S}.{int(count) % 10_000_000:07d}Z"


def _unit(part: str) -> int:
    if part not in _TICKS_IN:
        raise ValueError(part)
    return _TICKS_IN[part]


def _add(name: str, amount: float, text: str) -> str:
    part, count = _part_named(name), ticks(text)
    if part not in ("year", "month"):
        return iso(count + int(amount) * _unit(part))
    moment = _moment(count)
    months = moment.year * 12 + moment.month - 1 + int(amount) * (12 if part == "year" else 1)
    year, month = divmod(months, 12)
    day = min(moment.day, monthrange(year, month + 1)[1])
    shifted = moment.replace(year=year, month=month + 1, day=day)
    return iso(count + (shifted - moment).days * _TICKS_IN["day"])


def _difference(name: str, start: str, end: str) -> int:
    part, first, last = _part_named(name), ticks(start), ticks(end)
    if part in ("year", "month"):
        a, b = _moment(first), _moment(last)
        return b.year - a.year if part == "year" else (b.year - a.year) * 12 + b.month - a.month
    return last // _unit(part) - first // _unit(part)


def _extract(name: str, text: str) -> int:
    part, count = _part_named(name), ticks(text)
    if part in ("millisecond", "microsecond"):
        return count % _TICKS_IN["second"] // _TICKS_IN[part]
    moment = _moment(count)
    return (moment.weekday() + 1) % 7 + 1 if part == "weekday" else int(getattr(moment, part))


def _bin(text: str, name: str, size: float = 1, origin: str = "1970-01-01T00:00:00.0000000Z") -> str:
    start, width = ticks(origin), _unit(_part_named(name)) * int(size)
    return iso(start + (ticks(text) - start) // width * width)


def _from_parts(year: float, month: float, day: float, *rest: float) -> str:
    hour, minute, second, fraction = (*map(int, rest), *(0,) * (4 - len(rest)))
    return iso(
        ticks(
            f"{int(year):04d}-{int(month):02d}-{int(day):02d}T{hour:02d}:{minute:02d}:{second:02d}.{fraction:07d}Z"
        )
    )


def _now() -> int:
    return time.time_ns() // 100


typed("DATETIMEADD", "string integer string", _add)
typed("DATETIMEDIFF", "string string string", _difference)
typed("DATETIMEPART", "string string", _extract)
typed("DATETIMEBIN", "string string integer string", _bin, optional=2)
typed("DATETIMEFROMPARTS", "integer integer integer integer integer integer integer", _from_parts, optional=4)
typed("DATETIMETOTICKS", "string", ticks)
typed("DATETIMETOTIMESTAMP", "string", lambda text: ticks(text) // 10_000)
typed("TICKSTODATETIME", "number", iso)
typed("TIMESTAMPTODATETIME", "number", lambda milliseconds: iso(milliseconds * 10_000))
typed("GETCURRENTDATETIME", "", lambda: iso(_now()))
typed("GETCURRENTTICKS", "", _now)
typed("GETCURRENTTIMESTAMP", "", lambda: _now() // 10_000)
