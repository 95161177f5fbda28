"""When a timer is due."""

from datetime import datetime

import pytest

from local.host.schedule import Schedule


@pytest.mark.parametrize(
    ("expression", "after", "due"),
    [
        ("0 */5 * * * *", "2026-11-25T12:01:30", "2026-11-25T12:05:00"),
        ("30 * * * * *", "2026-11-25T12:01:30", "2026-11-25T12:02:30"),
        ("*/5 * * * *", "2026-11-25T12:01:30", "2026-11-25T12:05:00"),
        ("0 0 9-17 * * 1-5", "2026-11-27T17:30:00", "2026-11-30T09:00:00"),
        ("0 0 0 13 * 5", "2026-11-25T00:00:00", "2027-08-13T00:00:00"),
        ("0 0 0 * * SUN", "2026-11-25T00:00:00", "2026-11-29T00:00:00"),
        ("00:10:00", "2026-11-25T12:01:30", "2026-11-25T12:11:30"),
        ("1.00:00:00", "2026-11-25T12:01:30", "2026-11-26T12:01:30"),
    ],
)
def test_the_next_run_follows_the_expression(expression: str, after: str, due: str) -> None:
    assert Schedule(expression).next_after(datetime.fromisoformat(after)) == datetime.fromisoformat(due)


@pytest.mark.parametrize("expression", ["", "soon", "* * *", "61 * * * * *", "* * * * * * *", "10:00"])
def test_what_is_no_schedule_is_refused(expression: str) -> None:
    with pytest.raises(ValueError, match=r"\S"):
        Schedule(expression)
