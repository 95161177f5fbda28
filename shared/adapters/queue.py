"""AnalysisQueue on Azure Queue Storage."""

import json

from azure.core.exceptions import AzureError
from azure.storage.queue.aio import QueueClient

from shared.errors import ServiceUnavailable

MAX_DELAY_SECONDS = 7 * 24 * 3600 - 60


class StorageAnalysisQueue:
    """`client` encodes in Base64, as the queue trigger expects."""

    def __init__(self, client: QueueClient) -> None:
        self._client = client

    async def send(self, owner: str, image_id: str, delay_seconds: float = 0) -> None:
        message = json.dumps({"owner": owner, "imageId": image_id})
        delay = min(round(delay_seconds), MAX_DELAY_SECONDS)
        try:
            await self._client.send_message(message, visibility_timeout=delay)
        except AzureError as error:
            raise ServiceUnavailable("The queue cannot be reached.", retry_after=2) from error
