"""The built-in functions, case by case."""

import math
from typing import Any

import pytest

from tests.unit.cosmos.asking import value_of


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("CONTAINS('Beach', 'each')", True),
        ("CONTAINS('Beach', 'EACH')", False),
        ("CONTAINS('Beach', 'EACH', true)", True),
        ("CONTAINS(1, 'x')", "undefined"),
        ("STARTSWITH('Beach', 'be', true)", True),
        ("ENDSWITH('Beach', 'ch')", True),
        ("StringEquals('A', 'a', true)", True),
        ("INDEX_OF('abcb', 'b')", 1),
        ("INDEX_OF('abcb', 'b', 2)", 3),
        ("INDEX_OF('abc', 'x')", -1),
        ("LENGTH('héé')", 3),
        ("LOWER('ÀB')", "àb"),
        ("UPPER('ab')", "AB"),
        ("TRIM('  a ')", "a"),
        ("LTRIM('xxa', 'x')", "a"),
        ("RTRIM('axx', 'x')", "a"),
        ("REPLACE('aab', 'a', 'c')", "ccb"),
        ("REPLACE('aab', '', 'c')", "aab"),
        ("REPLICATE('ab', 2)", "abab"),
        ("REPLICATE('ab', 1000000)", "undefined"),
        ("REVERSE('abc')", "cba"),
        ("LEFT('abc', 2)", "ab"),
        ("RIGHT('abc', 2)", "bc"),
        ("RIGHT('abc', 9)", "abc"),
        ("SUBSTRING('abcdef', 1, 3)", "bcd"),
        ("SUBSTRING('abc', 1, 99)", "bc"),
        ("CONCAT('a', 'b', 'c')", "abc"),
        ("CONCAT('a', 1)", "undefined"),
        ("StringJoin(['a', 'b'], '-')", "a-b"),
        ("StringSplit('a-b', '-')", ["a", "b"]),
        ("RegexMatch('Beach', '^b', 'i')", True),
        ("RegexMatch('Beach', '(')", "undefined"),
        ("RegexMatch('Beach', 'b', 'q')", "undefined"),
        ("ToString(1.0)", "1"),
        ("ToString(true)", "true"),
        ("ToString([1, {a: 'b'}])", '[1,{"a":"b"}]'),
        ("ToString(undefined)", "undefined"),
        ("StringToNumber('1.5')", 1.5),
        ("StringToNumber('x')", "undefined"),
        ("StringToBoolean('true')", True),
        ("StringToArray('[1,2]')", [1, 2]),
        ("StringToNull('null')", None),
        ("StringToObject('[]')", "undefined"),
    ],
)
def test_strings(expression: str, expected: Any) -> None:
    assert value_of(expression) == expected


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("ARRAY_LENGTH([1, 2])", 2),
        ("ARRAY_LENGTH('ab')", "undefined"),
        ("ARRAY_CONTAINS([1, 2], 2.0)", True),
        ("ARRAY_CONTAINS(['a'], 'A')", False),
        ("ARRAY_CONTAINS([true], 1)", False),
        ("ARRAY_CONTAINS([{a: 1, b: 2}], {a: 1})", False),
        ("ARRAY_CONTAINS([{a: 1, b: 2}], {a: 1}, true)", True),
        ("ARRAY_CONTAINS('a', 'a')", "undefined"),
        ("ARRAY_CONTAINS(c.missing, 'a')", "undefined"),
        ("ARRAY_CONTAINS_ANY([1, 2], 5, 2)", True),
        ("ARRAY_CONTAINS_ALL([1, 2], 5, 2)", False),
        ("ARRAY_CONCAT([1], [2], [3])", [1, 2, 3]),
        ("ARRAY_SLICE([1, 2, 3], 1)", [2, 3]),
        ("ARRAY_SLICE([1, 2, 3], -2, 1)", [2]),
        ("SetUnion([1, 2], [2, 3])", [1, 2, 3]),
        ("SetIntersect([1, 2, 2], [2, 3])", [2]),
        ("SetDifference([1, 2], [2])", [1]),
        ("SetEqual([1, 2, 2], [2, 1.0])", True),
        ("ObjectToArray({a: 1})", [{"k": "a", "v": 1}]),
        ("ARRAY_SUM([1, 2])", 3),
        ("ARRAY_AVG([1, 2])", 1.5),
        ("ARRAY_MIN(['b', 1])", 1),
        ("ARRAY_MAX(['b', 1])", "b"),
        ("ARRAY_MIN([])", "undefined"),
        ("CHOOSE(2, 'a', 'b')", "b"),
        ("CHOOSE(3, 'a', 'b')", "undefined"),
        ("IIF(true, 'a', 'b')", "a"),
        ("IIF('true', 'a', 'b')", "b"),
        ("ARRAY(SELECT VALUE UPPER(t) FROM t IN c.tags)", ["RED", "BLUE"]),
        ("EXISTS(SELECT VALUE t FROM t IN c.tags WHERE t = 'red')", True),
        ("EXISTS(SELECT VALUE t FROM t IN c.tags WHERE t = 'x')", False),
        ("(SELECT VALUE COUNT(1) FROM t IN c.tags)", 2),
        ("(SELECT VALUE t FROM t IN c.missing)", "undefined"),
    ],
)
def test_arrays_and_subqueries(expression: str, expected: Any) -> None:
    assert value_of(expression, {"tags": ["red", "blue"]}) == expected


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("ABS(-1)", 1),
        ("CEILING(1.2)", 2),
        ("FLOOR(-1.2)", -2),
        ("ROUND(2.5)", 3),
        ("ROUND(-2.5)", -3),
        ("ROUND(2.345, 2)", 2.35),
        ("TRUNC(-1.7)", -1),
        ("SQRT(-1)", "undefined"),
        ("SQRT(9)", 3),
        ("POWER(2, 10)", 1024),
        ("LOG(8, 2)", 3),
        ("LOG10(100)", 2),
        ("SIGN(-3)", -1),
        ("SQUARE(3)", 9),
        ("PI()", math.pi),
        ("ATN2(1, 0)", 0),
        ("NumberBin(37, 10)", 30),
        ("EXP(1000)", "undefined"),
        ("ABS('1')", "undefined"),
        ("IS_NUMBER(1)", True),
        ("IS_NUMBER(true)", False),
        ("IS_INTEGER(1.0)", True),
        ("IS_STRING('a')", True),
        ("IS_BOOL(false)", True),
        ("IS_ARRAY([])", True),
        ("IS_OBJECT([])", False),
        ("IS_PRIMITIVE({})", False),
        ("IS_FINITE_NUMBER(1)", True),
    ],
)
def test_numbers_and_types(expression: str, expected: Any) -> None:
    assert value_of(expression) == pytest.approx(expected)


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("DateTimeAdd('dd', 1, '2024-02-28T00:00:00.0000000Z')", "2024-02-29T00:00:00.0000000Z"),
        ("DateTimeAdd('mm', 1, '2024-01-31T00:00:00.0000000Z')", "2024-02-29T00:00:00.0000000Z"),
        ("DateTimeAdd('yyyy', -1, '2024-02-29T01:02:03.1234567Z')", "2023-02-28T01:02:03.1234567Z"),
        ("DateTimeDiff('hh', '2024-01-01T00:59:00Z', '2024-01-01T01:00:00Z')", 1),
        ("DateTimeDiff('month', '2023-12-31', '2024-01-01')", 1),
        ("DateTimePart('yyyy', '2024-05-06T07:08:09.1234567Z')", 2024),
        ("DateTimePart('ms', '2024-05-06T07:08:09.1234567Z')", 123),
        ("DateTimePart('weekday', '2024-05-06')", 2),
        ("DateTimeBin('2024-05-06T07:08:09Z', 'hh', 6)", "2024-05-06T06:00:00.0000000Z"),
        ("DateTimeFromParts(2024, 5, 6)", "2024-05-06T00:00:00.0000000Z"),
        ("DateTimeToTicks('1970-01-01T00:00:01Z')", 10_000_000),
        ("DateTimeToTimestamp('1970-01-01T00:00:01Z')", 1000),
        ("TimestampToDateTime(1000)", "1970-01-01T00:00:01.0000000Z"),
        ("DateTimePart('century', '2024-05-06')", "undefined"),
        ("DateTimeToTicks('yesterday')", "undefined"),
        ("IS_STRING(GetCurrentDateTime())", True),
    ],
)
def test_moments(expression: str, expected: Any) -> None:
    assert value_of(expression) == expected
