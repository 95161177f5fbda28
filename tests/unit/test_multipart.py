"""Forms are taken apart without changing a byte."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from shared.errors import InvalidRequest
from shared.http import multipart
from tests.app import form

ALMOST = st.sampled_from(
    [b"\r", b"\n", b"\r\n", b"--", b"\r\n--", b"--frontier", b"\r\n--fron", b"frontier--"]
)
CONTENT = st.lists(ALMOST | st.binary(max_size=20), max_size=20).map(b"".join)


def is_a_boundary(content: bytes) -> bool:
    return b"\r\n--frontier" in b"\r\n" + content


@given(st.lists(CONTENT.filter(lambda content: not is_a_boundary(content)), min_size=1, max_size=5))
@example([b""])
@example([b"", b"\r\n", b"\r\n--frontie"])
def test_contents_come_out_as_they_went_in(contents: list[bytes]) -> None:
    headers, body = form([(f"{number}.jpg", content) for number, content in enumerate(contents)])
    uploads = multipart.files(headers["content-type"], body, "file")
    assert [upload.content for upload in uploads] == contents


@given(st.binary(max_size=200))
def test_what_is_no_form_is_refused(body: bytes) -> None:
    with pytest.raises(InvalidRequest):
        multipart.files("multipart/form-data; boundary=frontier", body, "file")
