"""`python -m local.vision --port 8085`: the stand-in by itself."""

import sys

import uvicorn
from pydantic import Field, ValidationError
from pydantic_settings import BaseSettings, CliApp, SettingsConfigDict

from local.vision.app import VisionStandIn
from local.vision.traffic import Fault


class Options(BaseSettings):
    """A stand-in for Azure AI Vision. Each option is also read from the environment: VISION_STANDIN_KEY, …"""

    model_config = SettingsConfigDict(
        env_prefix="VISION_STANDIN_", cli_prog_name="python -m local.vision", cli_kebab_case=True
    )

    host: str = "127.0.0.1"
    port: int = Field(default=8085, ge=0, le=65535, description="0 picks a free one")
    key: str = Field(default="vision-stand-in", description="what callers must send")
    calls_per_minute: int | None = Field(default=None, ge=0, description="429 beyond this many calls")
    rate_window_seconds: float = Field(default=60, gt=0, description="how long that minute lasts")
    faults: list[Fault] = Field(default=[], description="faults in force from the start, as JSON")


def main() -> None:
    """Serve until interrupted."""
    try:
        options = CliApp.run(Options)
    except ValidationError as error:
        problems = (f"{problem['loc'][0]}: {problem['msg']}" for problem in error.errors())
        sys.exit("\n".join(problems))
    stand_in = VisionStandIn(
        key=options.key,
        calls_per_minute=options.calls_per_minute,
        rate_window_seconds=options.rate_window_seconds,
        faults=options.faults,
    )
    uvicorn.run(stand_in.app, host=options.host, port=options.port, access_log=False)


if __name__ == "__main__":
    main()
