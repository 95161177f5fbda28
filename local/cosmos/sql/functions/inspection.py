"""Type tests and conversions."""

import json
import math
from collections.abc import Callable

from local.cosmos.sql.functions.registry import TYPES, builtin, typed
from local.cosmos.sql.values import UNDEFINED, Value, encode, is_integer, is_number

for _name, _test in {
    "IS_ARRAY": TYPES["array"],
    "IS_BOOL": TYPES["boolean"],
    "IS_OBJECT": TYPES["object"],
    "IS_STRING": TYPES["string"],
    "IS_NULL": TYPES["null"],
    "IS_NUMBER": is_number,
    "IS_INTEGER": is_integer,
    "IS_FINITE_NUMBER": lambda value: is_number(value) and math.isfinite(value),
    "IS_DEFINED": lambda value: value is not UNDEFINED,
    "IS_PRIMITIVE": lambda value: value is None or type(value) in (bool, int, float, str),
}.items():
    builtin(_name, 1, lenient=True)(_test)


def number_text(value: float) -> str:
    """A number as JavaScript writes it: no point in a whole one below 1e21."""
    return str(int(value)) if float(value).is_integer() and abs(value) < 1e21 else repr(value)


@builtin("TOSTRING", 1)
def to_string(value: Value) -> str:
    if type(value) is str:
        return value
    return number_text(value) if is_number(value) else encode(value).decode()


def _parser_of(kind: str) -> Callable[[str], Value]:
    def parse(text: str) -> Value:
        value = json.loads(text.strip(), parse_constant=lambda _: UNDEFINED)
        return value if TYPES[kind](value) else UNDEFINED

    return parse


for _name, _kind in {
    "STRINGTOARRAY": "array",
    "STRINGTOBOOLEAN": "boolean",
    "STRINGTONULL": "null",
    "STRINGTONUMBER": "number",
    "STRINGTOOBJECT": "object",
}.items():
    typed(_name, "string", _parser_of(_kind))


@builtin("IIF", 3, lenient=True)
def iif(test: Value, then: Value, otherwise: Value) -> Value:
    return then if test is True else otherwise
