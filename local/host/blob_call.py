"""One call of a blob function: the blob as its parameter, and the message left when it is given up."""

import json
import logging
import re
from typing import Any, Literal

from azure.core import MatchConditions
from azure.core.exceptions import ResourceModifiedError, ResourceNotFoundError
from azure.functions.meta import Datum
from azure.storage.blob import BlobProperties
from azure.storage.blob.aio import BlobClient

from local.host.connections import Connections
from local.host.conversion import ModelBindingData, as_json, decode, decode_reference, text
from local.host.errors import HostStoppedError
from local.host.functions import HostedFunction
from local.host.invocation import Invoker

log = logging.getLogger(__name__)
POISON_QUEUE = "webjobs-blobtrigger-poison"
Outcome = Literal["succeeded", "failed", "superseded", "interrupted"]


class BlobCall:
    """Calls one function with blobs of its connection."""

    def __init__(self, function: HostedFunction, connections: Connections, invoker: Invoker) -> None:
        self._function = function
        self._connection = str(function.trigger["connection"])
        self._connections = connections
        self._invoker = invoker

    async def properties(self, container: str, name: str) -> BlobProperties:
        """Raises ResourceNotFoundError when the blob is gone."""
        return await (await self._client(container, name)).get_blob_properties()

    async def attempt(self, container: str, name: str, etag: str) -> Outcome:
        """Call the function, unless the blob is gone or has a newer version, which is fired for by itself."""
        try:
            argument = await self._argument(await self._client(container, name), etag)
        except (ResourceNotFoundError, ResourceModifiedError):
            return "superseded"
        try:
            await self._invoker.invoke(self._function, argument)
        except HostStoppedError:
            return "interrupted"
        except Exception as error:  # logged by the invoker
            log.debug("%s failed for %s/%s", self._function.name, container, name, exc_info=error)
            return "failed"
        return "succeeded"

    async def bury(self, container: str, name: str, etag: str) -> None:
        """Tell the poison queue of the blob's account that the blob was given up."""
        log.error("%s was given up for %s/%s", self._function.name, container, name)
        message = {
            "Type": "BlobTrigger",
            "FunctionId": self._function.id,
            "BlobType": "BlockBlob",
            "ContainerName": container,
            "BlobName": name,
            "ETag": f'"{etag}"',
        }
        queue = await self._connections.queue(self._connection, POISON_QUEUE)
        await queue.send(json.dumps(message, separators=(",", ":")).encode())

    async def _client(self, container: str, name: str) -> BlobClient:
        return (await self._connections.blobs(self._connection)).get_blob_client(container, name)

    async def _argument(self, blob: BlobClient, etag: str) -> Any:
        quoted, same = f'"{etag}"', MatchConditions.IfNotModified
        properties = await blob.get_blob_properties(etag=quoted, match_condition=same)
        if self._function.signature.deferred:
            reference = {
                "Connection": self._connection,
                "ContainerName": blob.container_name,
                "BlobName": blob.blob_name,
            }
            sent = ModelBindingData(json.dumps(reference).encode(), source="AzureStorageBlobs")
            return decode_reference(self._function, sent)
        download = await blob.download_blob(etag=quoted, match_condition=same)
        content = await download.readall()
        return decode(self._function, Datum(content, "bytes"), _metadata(blob, properties))


def _metadata(blob: BlobClient, properties: BlobProperties) -> dict[str, Datum]:
    described = {
        "ContentLength": properties.size,
        "ContentType": properties.content_settings.content_type,
        "ETag": properties.etag,
        "LastModified": properties.last_modified.isoformat(),
        "CreatedOn": properties.creation_time.isoformat(),
    }
    return {
        "BlobTrigger": text(f"{blob.container_name}/{blob.blob_name}"),
        "Uri": as_json(blob.url),
        "Properties": as_json(described),
        "Metadata": as_json(dict(properties.metadata)),
    }


def path_pattern(path: str) -> re.Pattern[str]:
    """Return what a trigger path matches: `{name}` takes anything, slashes too; a bare container all."""
    parts = re.split(r"(\{\w+\})", path if "/" in path else f"{path}/{{name}}")
    return re.compile("".join(".*" if part.startswith("{") else re.escape(part) for part in parts), re.DOTALL)
