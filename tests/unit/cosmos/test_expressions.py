"""What expressions come to: undefined and null, comparison, precedence, operators."""

from typing import Any

import pytest

from local.cosmos.errors import BadRequest
from tests.unit.cosmos.asking import value_of


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("c.missing", "undefined"),
        ("null", None),
        ("undefined", "undefined"),
        ("c.missing = undefined", "undefined"),
        ("c.missing = null", "undefined"),
        ("c.nothing = null", True),
        ("IS_DEFINED(c.missing)", False),
        ("IS_DEFINED(c.nothing)", True),
        ("IS_NULL(c.missing)", False),
        ("c.missing ?? 5", 5),
        ("c.nothing ?? 5", None),
        ("[1, c.missing, 2]", [1, 2]),
        ("{a: 1, b: c.missing}", {"a": 1}),
        ("UPPER(c.missing)", "undefined"),
        ("c.missing ? 1 : 2", 2),
        ("c.nothing.deeper", "undefined"),
    ],
)
def test_undefined_is_not_null(expression: str, expected: Any) -> None:
    assert value_of(expression, {"nothing": None}) == expected


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("1 = 1.0", True),
        ("1 = true", False),
        ("0 = false", False),
        ("'a' = 1", False),
        ("'a' != 1", True),
        ("'a' <> 'b'", True),
        ("'a' < 1", "undefined"),
        ("true < false", False),
        ("false < true", True),
        ("'a' < 'b'", True),
        ("'B' < 'a'", True),
        ("[1] < [2]", "undefined"),
        ("[1, {x: 1}] = [1, {x: 1.0}]", True),
        ("{a: 1, b: 2} = {b: 2, a: 1}", True),
        ("{a: 1} = {a: 1, b: 2}", False),
        ("null = null", True),
        ("null <= null", True),
        ("null < 1", "undefined"),
    ],
)
def test_comparison_keeps_to_one_type(expression: str, expected: Any) -> None:
    assert value_of(expression) == expected


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("true AND undefined", "undefined"),
        ("false AND undefined", False),
        ("undefined AND false", False),
        ("true OR undefined", True),
        ("undefined OR true", True),
        ("false OR undefined", "undefined"),
        ("NOT undefined", "undefined"),
        ("NOT 1", "undefined"),
        ("true AND 1", "undefined"),
        ("true OR false AND false", True),
        ("NOT false AND false", False),
        ("true AND true AND true", True),
    ],
)
def test_logic_has_three_values(expression: str, expected: Any) -> None:
    assert value_of(expression) == expected


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("1 + 2 * 3", 7),
        ("(1 + 2) * 3", 9),
        ("7 / 2", 3.5),
        ("6 / 2", 3),
        ("1 / 0", "undefined"),
        ("-7 % 3", -1),
        ("-(1)", -1),
        ("-c.n", -4),
        ("~5", -6),
        ("6 & 3", 2),
        ("6 | 3", 7),
        ("6 ^ 3", 5),
        ("1 + 'a'", "undefined"),
        ("'a' || 'b' || 'c'", "abc"),
        ("'a' || 1", "undefined"),
        ("1e3", 1000),
        ("0.1 + 0.2", 0.30000000000000004),
        ("9007199254740993", 9007199254740992),
    ],
)
def test_arithmetic(expression: str, expected: Any) -> None:
    assert value_of(expression, {"n": 4}) == expected


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("3 BETWEEN 1 AND 5", True),
        ("3 NOT BETWEEN 1 AND 5", False),
        ("9 BETWEEN 1 AND 'z'", "undefined"),
        ("0 BETWEEN 1 AND 'z'", False),
        ("c.n IN (1, 4)", True),
        ("c.n NOT IN (1, 4)", False),
        ("c.missing IN (1, 4)", "undefined"),
        ("'beach' LIKE 'b%h'", True),
        ("'beach' LIKE 'b_ach'", True),
        ("'beach' LIKE '[a-c]each'", True),
        ("'beach' LIKE '[^a-c]each'", False),
        ("'beach' NOT LIKE '%x%'", True),
        ("'50%' LIKE '50!%' ESCAPE '!'", True),
        ("'500' LIKE '50!%' ESCAPE '!'", False),
        ("'a.c' LIKE 'a.c'", True),
        ("'abc' LIKE 'a.c'", False),
        ("'a]b' LIKE 'a]b'", True),
        ("5 LIKE '5'", "undefined"),
        ("c.tags[0]", "red"),
        ("c.tags[9]", "undefined"),
        ("c.tags[-1]", "undefined"),
        ('c["value"]', 7),
        ("c['o'].x", 1),
        ("'it\\'s'", "it's"),
        ('"\\u00e9\\n"', "é\n"),
        ("@p.a[1]", 2),
    ],
)
def test_predicates_and_paths(expression: str, expected: Any) -> None:
    document = {"n": 4, "tags": ["red", "blue"], "value": 7, "o": {"x": 1}}
    assert value_of(expression, document, p={"a": [1, 2]}) == expected


@pytest.mark.parametrize(
    ("expression", "named"),
    [
        ("c.value", "value"),
        ("c.order", "order"),
        ("c.top", "top"),
        ("d.x", "'d' could not be resolved"),
        ("NOSUCH(1)", "NOSUCH"),
        ("UPPER()", "UPPER"),
        ("UPPER('a', 'b')", "UPPER"),
        ("@absent", "@absent"),
        ("c.udf(1)", "user-defined"),
        ("FullTextScore(c.text, 'a')", "FullTextScore"),
        ("ALL(SELECT VALUE true)", "ALL"),
        ("1e999", "out of range"),
        ("'unfinished", "'unfinished"),
        ("1 +", "FROM"),
    ],
)
def test_what_is_unknown_is_refused_by_name(expression: str, named: str) -> None:
    with pytest.raises(BadRequest, match=r".") as refusal:
        value_of(expression)
    assert named.lower() in refusal.value.message.lower()


def test_deep_nesting_is_refused() -> None:
    with pytest.raises(BadRequest, match="too deeply"):
        value_of("NOT " * 5000 + "c.n", {"n": 1})


def test_long_chains_are_not_deep() -> None:
    assert value_of(" OR ".join(f"c.n = {n}" for n in range(5000)), {"n": 4999}) is True
