"""How a connection's name becomes a connection string."""

import pytest

from local.host.connections import Connections
from local.host.errors import IndexingError

FULL = "AccountName=a;AccountKey=a2V5;BlobEndpoint=http://127.0.0.1:1/a;QueueEndpoint=http://127.0.0.1:2/a"


@pytest.mark.parametrize(
    ("settings", "expected"),
    [
        ({"Pictures": FULL}, FULL),
        ({"AzureWebJobsPictures": FULL}, FULL),
        ({"Pictures": "UseDevelopmentStorage=true"}, "BlobEndpoint=http://127.0.0.1:10000/devstoreaccount1"),
    ],
)
def test_a_name_is_looked_up_in_the_settings(settings: dict[str, str], expected: str) -> None:
    assert expected in Connections(settings, plain_queues=False).connection_string("Pictures")


@pytest.mark.parametrize(
    ("settings", "reason"),
    [
        ({}, "'Pictures' is not set"),
        ({"Pictures": ""}, "'Pictures' is not set"),
        ({"Pictures": "https://account.blob.core.windows.net"}, "not a connection string"),
        ({"Pictures__blobServiceUri": "https://account.blob.core.windows.net"}, "not set"),
    ],
)
def test_what_is_no_connection_string_is_refused(settings: dict[str, str], reason: str) -> None:
    with pytest.raises(IndexingError, match=reason):
        Connections(settings, plain_queues=False).connection_string("Pictures")
