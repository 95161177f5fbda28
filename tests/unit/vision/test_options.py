"""The stand-in is set by its command line and by the environment."""

import pytest
from pydantic_settings import CliApp

from local.vision.__main__ import Options, main
from local.vision.traffic import Fault


def test_reads_the_command_line() -> None:
    arguments = ["--port", "0", "--calls-per-minute", "20", "--rate-window-seconds", "1.5"]
    options = CliApp.run(Options, cli_args=[*arguments, "--faults", '[{"status": 503, "retryAfter": 2}]'])
    assert (options.port, options.calls_per_minute, options.rate_window_seconds) == (0, 20, 1.5)
    assert options.faults == [Fault(status=503, retry_after=2)]


def test_reads_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VISION_STANDIN_KEY", "secret")
    monkeypatch.setenv("VISION_STANDIN_CALLS_PER_MINUTE", "20")
    options = CliApp.run(Options, cli_args=[])
    assert (options.key, options.calls_per_minute) == ("secret", 20)


def test_tells_a_wrong_option_in_a_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.argv", ["local.vision", "--port", "70000"])
    with pytest.raises(SystemExit) as ending:
        main()
    assert ending.value.code == "port: Input should be less than or equal to 65535"
