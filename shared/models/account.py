"""Who signed in, what they keep and what they may."""

from pydantic import Field

from shared.models.base import Schema, Timestamp


class Principal(Schema):
    """Whoever signed in. `owner` is the partition key of all their data."""

    owner: str
    subject: str
    name: str | None = None


class Usage(Schema):
    images: int
    bytes: int
    analyses: int = Field(default=0, description="Pictures analysed this month (UTC).")


class Limits(Schema):
    images: int
    bytes: int
    upload_bytes: int
    upload_pixels: int = Field(description="Most pixels of a picture; half of it for WebP and AVIF.")
    analyses_per_month: int


class Account(Schema):
    id: str
    name: str | None
    usage: Usage
    limits: Limits
    closing_since: Timestamp | None = Field(
        default=None, description="Since when everything of yours is being deleted, if it is."
    )


class SignIn(Schema):
    """What a single-page app needs for the authorization code flow with PKCE."""

    issuer: str
    client_id: str
    scopes: str
    audience: str
