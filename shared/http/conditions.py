"""Conditional requests (RFC 9110 §13)."""

from pydantic import Field

from shared.http.binding import Headers


class IfMatch(Headers):
    if_match: str | None = Field(
        default=None, alias="if-match", description="Only if the image is still one of these versions."
    )


class IfNoneMatch(Headers):
    if_none_match: str | None = Field(
        default=None, alias="if-none-match", description="Only if the image is none of these versions."
    )

    def matches(self, version: str) -> bool:
        """Whether the client has this version already."""
        if self.if_none_match is None:
            return False
        known = {tag.strip().removeprefix("W/") for tag in self.if_none_match.split(",")}
        return version in known or "*" in known
