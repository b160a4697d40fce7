"""What the desk says of series, webinars and reminders."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from webinars.models.reminder import Reminder
from webinars.models.series import Series
from webinars.models.webinar import Webinar
from webinars.rules.completeness import Spoken, complete_languages
from webinars.rules.due_times import due_time
from webinars.rules.programme import Columns
from webinars.web.forms.reminders import audience_name, effective
from webinars.web.forms.schedules import clock_time, read_time


def series_languages(series: Series) -> tuple[str, ...]:
    """Return the languages in which nothing of a series is missing."""
    return complete_languages((series.titles, series.teasers, series.descriptions), ())


def webinar_languages(webinar: Webinar) -> tuple[str, ...]:
    """Return the languages in which nothing of a webinar is missing."""
    optional: list[Spoken] = [
        webinar.takeaways,
        *(text for item in webinar.agenda for text in (item.titles, item.speaker_lines)),
        *(speaker.roles for speaker in webinar.speakers),
    ]
    return complete_languages((webinar.titles, webinar.teasers, webinar.descriptions), optional)


@dataclass(frozen=True)
class RuleLine:
    """A reminder that holds for a webinar."""

    columns: Columns
    at: str
    """Its wall-clock time in the words of the page; empty without one."""
    audience: str
    own: bool
    """Whether the webinar says so itself, not its series."""


def rule_lines(webinar: Webinar) -> list[RuleLine]:
    """Return the reminders that hold for a webinar, in the order of their moments.

    Those that are switched off there are among them; unknown moments come last.
    """
    own = {rule.key for rule in webinar.reminders}
    rules = effective(webinar.series.reminders, webinar.reminders)
    rules.sort(key=lambda columns: _order(webinar, columns))
    return [rule_line(webinar, columns, own=columns["key"] in own) for columns in rules]


def _order(webinar: Webinar, columns: Columns) -> tuple[bool, float, str]:
    due_at = due_time(Reminder(**columns), webinar)
    return due_at is None, due_at.timestamp() if due_at else 0, columns["key"]


def rule_line(webinar: Webinar, columns: Columns, *, own: bool = True) -> RuleLine:
    """Return a reminder of a webinar, which it need not have yet."""
    at = read_time(columns["at_time"])
    clock = "" if at is None else clock_time(datetime.combine(webinar.local_start.date(), at))
    return RuleLine(columns, clock, audience_name(columns["audience"].value), own)
