"""What was found about the service, in words: one sentence a check, and what to do."""

from __future__ import annotations

from flask_babel import gettext, ngettext

from webinars.queries.audits import Audit
from webinars.queries.health import Check, Finding


def health_words(finding: Finding) -> str:
    """Return ``ok``, or what is wrong and what to do, in the reader's language."""
    if finding.ok:
        return gettext("ok")
    if isinstance(finding.check, Audit):
        return audit_words(finding.check, finding.number or 0)
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


def audit_words(audit: Audit, count: int) -> str:
    """Return what an audit has counted, as a sentence."""
    return {
        Audit.OVERDUE: ngettext(
            "%(num)s message has been due for too long.",
            "%(num)s messages have been due for too long.",
            count,
        ),
        Audit.ORPHANED: ngettext(
            "%(num)s message is held by a worker that is gone. Restart “webinars work”.",
            "%(num)s messages are held by a worker that is gone. Restart “webinars work”.",
            count,
        ),
        Audit.FORGOTTEN: ngettext(
            "%(num)s registration has no message of a reminder that was due.",
            "%(num)s registrations have no message of a reminder that was due.",
            count,
        ),
        Audit.UNDECIDED: ngettext(
            "%(num)s message has an unknown outcome. Decide with “webinars messages resolve”.",
            "%(num)s messages have an unknown outcome. Decide with “webinars messages resolve”.",
            count,
        ),
        Audit.UNSETTLED: ngettext(
            "%(num)s message about a past webinar is still on its way.",
            "%(num)s messages about past webinars are still on their way.",
            count,
        ),
        Audit.SILENT: ngettext(
            "%(num)s part of the worker gives no sign of life.",
            "%(num)s parts of the worker give no sign of life.",
            count,
        ),
        Audit.MISCOUNTED: ngettext(
            "The seats of %(num)s webinar are miscounted. Please report this.",
            "The seats of %(num)s webinars are miscounted. Please report this.",
            count,
        ),
    }[audit]


def _worker(finding: Finding) -> str:
    if finding.number is None:
        return gettext("No worker was ever seen. Start “webinars work”.")
    return gettext(
        "No worker was seen for %(seconds)s seconds. Start “webinars work”.",
        seconds=finding.number,
    )
