"""host.json and app settings, as far as they reach the local host."""

import json
import re
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError
from pydantic.alias_generators import to_camel

from local.host.errors import IndexingError

BODY_LIMIT = 100 * 1024 * 1024
SETTING = re.compile(r"%([^%\s]+)%")


class Section(BaseModel):
    model_config = ConfigDict(alias_generator=to_camel, frozen=True, extra="ignore")


class HttpSection(Section):
    route_prefix: str = "api"
    custom_headers: dict[str, str] = {}


class QueuesSection(Section):
    batch_size: int = Field(default=16, ge=1, le=32)
    new_batch_threshold: int = Field(default_factory=lambda fields: fields["batch_size"] // 2, ge=0)
    max_dequeue_count: int = Field(default=5, ge=1)
    visibility_timeout: timedelta = timedelta(0)
    max_polling_interval: timedelta = timedelta(seconds=60)
    message_encoding: Literal["base64", "none"] = "base64"


class BlobsSection(Section):
    max_degree_of_parallelism: int = Field(default=8, ge=1)
    poison_blob_threshold: int = Field(default=5, ge=1)


class Extensions(Section):
    http: HttpSection = HttpSection()
    queues: QueuesSection = QueuesSection()
    blobs: BlobsSection = BlobsSection()


class HostConfig(Section):
    """host.json; what it leaves out has the default of the real host."""

    function_timeout: timedelta = timedelta(minutes=30)
    extensions: Extensions = Extensions()

    @classmethod
    def read(cls, app_dir: Path) -> "HostConfig":
        """Raises IndexingError when host.json is missing, not JSON, or has a value out of range."""
        try:
            return cls.model_validate(json.loads((app_dir / "host.json").read_text("utf-8-sig")))
        except FileNotFoundError:
            raise IndexingError(f"host.json is missing in {app_dir}") from None
        except ValidationError as error:
            first = error.errors()[0]
            raise IndexingError(f"host.json: {'.'.join(map(str, first['loc']))}: {first['msg']}") from error
        except ValueError as error:
            raise IndexingError(f"host.json is not JSON: {error}") from error


def resolve(text: str, settings: Mapping[str, str]) -> str:
    """Fill each %NAME% of a binding from the app settings. Raises IndexingError for a missing one."""

    def value(name: re.Match[str]) -> str:
        if name[1] not in settings:
            raise IndexingError(f"'%{name[1]}%' does not resolve to a value: the app setting is missing")
        return settings[name[1]]

    return SETTING.sub(value, text)
