"""Timer schedules: NCRONTAB with six fields (or five, without seconds), or a fixed interval hh:mm:ss."""

import re
from datetime import datetime, timedelta

from croniter import croniter

INTERVAL = re.compile(r"(?:(\d+)\.)?(\d{1,2}):(\d{1,2}):(\d{1,2})")


class Schedule:
    def __init__(self, expression: str) -> None:
        """Raises ValueError for an expression that is neither."""
        self._expression = expression.strip()
        self._interval: timedelta | None = None
        if found := INTERVAL.fullmatch(self._expression):
            days, hours, minutes, seconds = (int(part or 0) for part in found.groups())
            self._interval = timedelta(days=days, hours=hours, minutes=minutes, seconds=seconds)
        elif len(self._expression.split()) not in (5, 6) or not self._croniter(datetime.now().astimezone()):
            raise ValueError(f"{expression!r} is not a schedule")

    def next_after(self, moment: datetime) -> datetime:
        """Return the first occurrence after `moment`; a day matches by both date and weekday."""
        if self._interval is not None:
            return moment + self._interval
        following: datetime = self._croniter(moment).get_next(datetime)
        return following

    def _croniter(self, start: datetime) -> croniter:
        return croniter(self._expression, start, day_or=False, second_at_beginning=True)
