"""Signatures filled in by us are those the SDK would have made."""

from base64 import b64encode
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from azure.storage.blob import BlobSasPermissions, generate_blob_sas

from shared.adapters.links import content_disposition
from shared.adapters.signatures import DOWNLOAD, SignatureForm

NOW = datetime(2026, 5, 1, 12, tzinfo=UTC)
SECRET = b64encode(b"a key of thirty-two bytes, or so").decode()
DELEGATION = SimpleNamespace(
    value=SECRET,
    signed_oid="the-app",
    signed_tid="the-tenant",
    signed_start="2026-05-01T12:00:00Z",
    signed_expiry="2026-05-01T14:00:00Z",
    signed_service="b",
    signed_version="2026-10-06",
    signed_delegated_user_tid=None,
)
KEYS: list[dict[str, Any]] = [{"account_key": SECRET}, {"user_delegation_key": DELEGATION}]
TERMS: dict[str, Any] = {"start": NOW, "expiry": NOW + timedelta(hours=1)}


FILENAMES = ["beach.jpg", "Übung & {blob} 100%.jpg", 'a/b\\c;d"e.jpg', "日本.heic", "{disposition}{0}"]


@pytest.mark.parametrize(
    ("filename", "saved_as"),
    [
        ("Übung 1.jpg", "%C3%9Cbung%201.jpg"),
        ("../a\\b.jpg", ".._a_b.jpg"),
        ("a\0b\r\nc\x7f.jpg", "a_b__c_.jpg"),
    ],
)
def test_a_file_is_saved_under_its_name_without_paths_and_control_characters(
    filename: str, saved_as: str
) -> None:
    assert content_disposition(filename).endswith(f"filename*=UTF-8''{saved_as}")


@pytest.mark.parametrize("key", KEYS, ids=["account key", "delegation key"])
@pytest.mark.parametrize(
    "permission", [BlobSasPermissions(read=True), BlobSasPermissions(create=True)], ids=str
)
def test_a_plain_signature_is_the_sdks(key: dict[str, Any], permission: BlobSasPermissions) -> None:
    form = SignatureForm.spelled("account", "originals", key, permission=permission, **TERMS)
    made = generate_blob_sas("account", "originals", "alice/one", permission=permission, **key, **TERMS)
    assert form.fill("alice/one") == made


@pytest.mark.parametrize("key", KEYS, ids=["account key", "delegation key"])
@pytest.mark.parametrize("filename", FILENAMES)
def test_a_signature_with_headers_is_the_sdks(key: dict[str, Any], filename: str) -> None:
    terms = TERMS | {"permission": BlobSasPermissions(read=True)}
    disposition = content_disposition(filename)
    form = SignatureForm.spelled("account", "originals", key, **terms, **DOWNLOAD)
    made = generate_blob_sas(
        "account",
        "originals",
        "alice/one",
        content_disposition=disposition,
        content_type="image/svg+xml",
        **key,
        **terms,
    )
    assert form.fill("alice/one", disposition, "image/svg+xml") == made
