"""What was found about the service, in words: one sentence a check, and what to do."""

from __future__ import annotations

from flask_babel import gettext

from webinars.queries.health import Check, Finding


def health_words(finding: Finding) -> str:
    """Return ``ok``, or what is wrong and what to do, in the reader's language."""
    if finding.ok:
        return gettext("ok")
    seconds = finding.number or 0
    return {
        Check.DATABASE: gettext("The database does not answer."),
        Check.MIGRATIONS: gettext(
            "The database is not up to date. Run “webinars db upgrade” first."
        ),
        Check.WORKER: _worker(finding),
        Check.PLANNER: gettext(
            "No reminders were planned for %(seconds)s seconds. Look into the worker’s log.",
            seconds=seconds,
        ),
        Check.TRANSPORT: gettext(
            "The mail server cannot be used since %(seconds)s seconds. “webinars doctor” says why.",
            seconds=seconds,
        ),
        Check.MESSAGES: gettext(
            "A message should have left %(seconds)s seconds ago. Look into the worker’s log.",
            seconds=seconds,
        ),
    }[finding.check]


def _worker(finding: Finding) -> str:
    if finding.number is None:
        return gettext("No worker was ever seen. Start “webinars work”.")
    return gettext(
        "No worker was seen for %(seconds)s seconds. Start “webinars work”.",
        seconds=finding.number,
    )
