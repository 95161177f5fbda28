"""Route templates against the rules of the Functions host."""

import pytest

from local.host.routing import RouteTemplate, decode_path, encode_path


@pytest.mark.parametrize(
    ("template", "path", "values"),
    [
        ("api/images/{id}", "/api/images/abc", {"id": "abc"}),
        ("api/images/{id}", "/API/Images/abc/", {"id": "abc"}),
        ("api/images/{id}", "/api/images", None),
        ("api/images/{id}", "/api/images/a/b", None),
        ("api/images/{id}", "/api/images/a%2Fb", {"id": "a%2Fb"}),
        ("items/{id?}", "/items", {}),
        ("items/{page=1}", "/items", {"page": "1"}),
        ("items/{page=1}", "/items/2", {"page": "2"}),
        ("files/{*rest}", "/files/a/b", {"rest": "a/b"}),
        ("files/{*rest}", "/files", {}),
        ("{name}.{ext}", "/a.b.c", {"name": "a.b", "ext": "c"}),
        ("", "/", {}),
        ("a.c", "/abc", None),
    ],
)
def test_a_path_gives_route_values(template: str, path: str, values: dict[str, str] | None) -> None:
    assert RouteTemplate(template).match(path) == values


@pytest.mark.parametrize(
    ("constraint", "accepted", "refused"),
    [
        ("int", ["0", "-5", "2147483647"], ["x", "1.5", "2147483648", "9" * 5000]),
        ("long", ["2147483648"], ["9223372036854775808"]),
        ("bool", ["true", "FALSE"], ["1"]),
        ("datetime", ["2026-11-25", "2026-11-25T12:00:00"], ["yesterday"]),
        ("double", ["1.5"], ["one"]),
        (
            "guid",
            ["7f8c1f6e-3f5b-4a53-9c0a-0b1f1f5b4c3d", "{7f8c1f6e-3f5b-4a53-9c0a-0b1f1f5b4c3d}"],
            ["7f8c"],
        ),
        ("alpha", ["abcXYZ"], ["ab1"]),
        ("length(3)", ["abc"], ["ab", "abcd"]),
        ("length(2,3)", ["ab", "abc"], ["a", "abcd"]),
        ("minlength(2)", ["ab"], ["a"]),
        ("maxlength(2)", ["ab"], ["abc"]),
        ("min(2)", ["2"], ["1", "x"]),
        ("max(2)", ["2"], ["3"]),
        ("range(1,3)", ["3"], ["4"]),
        (r"regex(^\d{{2}}$)", ["12"], ["1", "123"]),
        ("int:min(1)", ["1"], ["0"]),
    ],
)
def test_a_constraint_only_filters(constraint: str, accepted: list[str], refused: list[str]) -> None:
    template = RouteTemplate(f"x/{{value:{constraint}}}")
    assert [template.match(f"/x/{value}") for value in accepted] == [{"value": value} for value in accepted]
    assert [template.match(f"/x/{value}") for value in refused] == [None] * len(refused)


@pytest.mark.parametrize("template", ["a//b", "{id", "{1}", "{id:nonsense}", "{id:regex([)}"])
def test_a_bad_template_is_refused(template: str) -> None:
    with pytest.raises(ValueError, match=r"\S"):
        RouteTemplate(template)


def test_an_encoded_slash_stays_encoded() -> None:
    path = decode_path("/a%2fb/caf%C3%A9%20x")
    assert path == "/a%2Fb/café x"
    assert encode_path(path) == "/a%2Fb/caf%C3%A9%20x"
