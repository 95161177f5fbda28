"""The services open once the app is indexed by a worker, and only there."""

import pytest
from pydantic import ValidationError

from shared import worker


def test_nothing_is_opened_where_no_loop_runs() -> None:
    before = worker.warming()
    worker.warm_up()
    assert worker.warming() is before


@pytest.mark.asyncio
async def test_services_that_cannot_be_opened_are_told_of_and_tried_again(
    caplog: pytest.LogCaptureFixture,
) -> None:
    async with worker.override(None):
        worker.warm_up()
        warming = worker.warming()
        assert warming is not None
        await warming
        assert "the services cannot be opened" in caplog.text
        with pytest.raises(ValidationError):
            await worker.services()
