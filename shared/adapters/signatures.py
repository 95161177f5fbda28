"""Shared access signatures that the SDK spells out once, and that one HMAC makes good for a blob.

The SDK takes seven times as long for each, and a page of images has sixty.
"""

import hmac
from base64 import b64decode, b64encode
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Self
from urllib.parse import quote

from azure.storage.blob import generate_blob_sas

DOWNLOAD = {"content_disposition": "{disposition}", "content_type": "{content_type}"}


@dataclass(frozen=True)
class SignatureForm:
    """The text to sign and the query, as the SDK writes them, with the blob and its headers left open."""

    text: str
    query: str
    key: bytes

    @classmethod
    def spelled(cls, account: str, key: dict[str, Any], **terms: Any) -> Self:
        """`key` is `account_key=` or `user_delegation_key=`; `terms` are those of generate_blob_sas."""
        texts: list[str] = []
        token = generate_blob_sas(account, "{container}", "{blob}", sts_hook=texts.append, **key, **terms)
        query, _, _ = token.partition("&sig=")
        for blank in DOWNLOAD.values():
            query = query.replace(quote(blank), blank)
        secret = key["account_key"] if "account_key" in key else key["user_delegation_key"].value
        return cls(texts[0], query, b64decode(secret))

    def fill(self, container: str, blob: str, disposition: str = "", content_type: str = "") -> str:
        """The query that opens one blob."""
        text = self.text.format(
            container=container, blob=blob, disposition=disposition, content_type=content_type
        )
        query = self.query.format(disposition=_quoted(disposition), content_type=_quoted(content_type))
        signature = b64encode(hmac.digest(self.key, text.encode(), "sha256")).decode()
        return f"{query}&sig={signature.replace('+', '%2B').replace('=', '%3D')}"


_quoted = lru_cache(1024)(quote)
