"""What a change of a reminder means for those who get it, before it is made."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from webinars.models.webinar import Webinar
from webinars.queries.timelines import Entry, entry_of
from webinars.rules.programme import Columns


@dataclass(frozen=True, kw_only=True)
class Effect:
    """A reminder as it stands and as it will stand."""

    before: Entry | None
    """None: it is new, or switched off."""
    after: Entry | None
    """None: it is switched off."""

    @property
    def was(self) -> datetime | None:
        """When it is due as things stand; None: nobody knows, or it is not to be sent."""
        return _moment(self.before)

    @property
    def will(self) -> datetime | None:
        """When it is going to be due."""
        return _moment(self.after)

    @property
    def kept(self) -> int:
        """How many people get it before and after."""
        if not (self.before and self.after) or self.before.audience != self.after.audience:
            return 0
        # Of one audience only those are left out who came too late for it.
        return min(self.before.total, self.after.total)

    @property
    def earlier(self) -> int:
        """How many people get it earlier than before."""
        return self.kept if self.was and self.will and self.will < self.was else 0

    @property
    def later(self) -> int:
        """How many people get it later than before."""
        return self.kept if self.was and self.will and self.will > self.was else 0

    @property
    def fewer(self) -> int:
        """How many people get it no longer."""
        return (self.before.total if self.before else 0) - self.kept

    @property
    def more(self) -> int:
        """How many people get it who were not to get it."""
        return (self.after.total if self.after else 0) - self.kept


def effect_of(webinar: Webinar, before: Columns | None, after: Columns) -> Effect:
    """Return what it means to have a reminder so; nothing is stored.

    :param before: the rule as it stands; None: there is none yet.
    """
    return Effect(before=_entry(webinar, before), after=_entry(webinar, after))


def _entry(webinar: Webinar, columns: Columns | None) -> Entry | None:
    return entry_of(webinar, columns) if columns and columns["active"] else None


def _moment(entry: Entry | None) -> datetime | None:
    return None if entry is None or entry.window is None else entry.window.due_at
