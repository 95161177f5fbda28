"""Files out of a multipart/form-data body, held in memory and never on disk."""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from python_multipart.exceptions import FormParserError
from python_multipart.multipart import MultipartParser, parse_options_header

from shared.errors import InvalidRequest
from shared.models import Upload

if TYPE_CHECKING:
    from python_multipart.multipart import MultipartCallbacks

MAX_PARTS = 50
MAX_HEADER_BYTES = 16_384


def files(content_type: str, body: bytes, name: str) -> list[Upload]:
    """The files of the form field `name`, in order.

    Raises InvalidRequest for a body that is not a well-formed form, or holds other fields.
    """
    kind, options = parse_options_header(content_type)
    boundary = options.get(b"boundary")
    if kind != b"multipart/form-data" or not boundary:
        raise InvalidRequest(f"Send multipart/form-data with a file in the field '{name}'.")
    form = _Form()
    try:
        parser = MultipartParser(boundary, form.callbacks(), max_header_size=MAX_HEADER_BYTES)
        parser.write(body)
        parser.finalize()
    except FormParserError as error:
        raise InvalidRequest("The form is not well-formed multipart/form-data.") from error
    if not form.ended:
        raise InvalidRequest("The form ends too early.")
    return [_upload(part, body, name) for part in form.parts]


def _upload(part: "_Part", body: bytes, name: str) -> Upload:
    disposition, options = parse_options_header(part.headers.get(b"content-disposition"))
    field_name = options.get(b"name", b"").decode(errors="replace")
    if disposition != b"form-data" or field_name != name:
        raise InvalidRequest(f"Unknown form field '{field_name[:64]}': send files in the field '{name}'.")
    if b"filename" not in options:
        raise InvalidRequest(f"The field '{name}' holds no file.")
    filename = options[b"filename"].decode(errors="replace")
    return Upload(filename=filename or "image", content=body[part.start : part.end])


@dataclass
class _Part:
    headers: dict[bytes, bytes] = field(default_factory=dict)
    start: int = 0
    end: int = 0

    def extend(self, start: int, end: int) -> None:
        """The pieces of a part that come from one body lie side by side."""
        self.start, self.end = self.start or start, end


class _Form:
    """Collects what MultipartParser calls back with, given the whole body at once."""

    def __init__(self) -> None:
        self.parts: list[_Part] = []
        self.ended = False
        self._name = bytearray()
        self._value = bytearray()

    def callbacks(self) -> "MultipartCallbacks":
        return {
            "on_part_begin": self._begin,
            "on_part_data": lambda _, start, end: self.parts[-1].extend(start, end),
            "on_header_field": lambda data, start, end: self._name.extend(data[start:end]),
            "on_header_value": lambda data, start, end: self._value.extend(data[start:end]),
            "on_header_end": self._header,
            "on_end": self._end,
        }

    def _begin(self) -> None:
        if len(self.parts) == MAX_PARTS:
            raise InvalidRequest(f"Send at most {MAX_PARTS} files at once.")
        self.parts.append(_Part())

    def _header(self) -> None:
        self.parts[-1].headers[bytes(self._name).lower()] = bytes(self._value)
        self._name.clear()
        self._value.clear()

    def _end(self) -> None:
        self.ended = True
