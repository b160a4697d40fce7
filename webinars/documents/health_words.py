"""What was found about the service, in words: one sentence a check, and what to do."""

from __future__ import annotations

from flask_babel import gettext, ngettext

from webinars.database.condition import Obstacle, Trouble
from webinars.queries.audits import Audit
from webinars.queries.health import Check, Finding


def health_words(finding: Finding) -> str:
    """Return ``ok``, or what is wrong and what to do, in the reader's language."""
    if finding.ok:
        return gettext("ok")
    if isinstance(finding.check, Audit):
        return audit_words(finding.check, finding.number or 0)
    if finding.trouble is not None:
        return _public_words(finding.check, finding.trouble)
    seconds = finding.number or 0
    return {
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


def trouble_words(trouble: Trouble) -> str:
    """Return what is in the way of working with the database and what to do, for operators."""
    cause = trouble.cause
    return {
        Obstacle.AWAY: gettext(
            "The database does not answer: %(cause)s. Start it, or check WEBINARS_DATABASE_URL.",
            cause=cause,
        ),
        Obstacle.NO_FOLDER: gettext(
            "There is no folder %(cause)s for the database. Make it, or check"
            " WEBINARS_DATABASE_URL.",
            cause=cause,
        ),
        Obstacle.NO_FILE: gettext(
            "There is no database %(cause)s. Check WEBINARS_DATABASE_URL; a new one is made by"
            " “webinars db upgrade”.",
            cause=cause,
        ),
        Obstacle.UNREADABLE: gettext(
            "The database cannot be opened: %(cause)s. Run commands as the user of the service, and"
            " give it the file and its folder.",
            cause=cause,
        ),
        Obstacle.DAMAGED: gettext(
            "This is no database, or it is damaged: %(cause)s. Check WEBINARS_DATABASE_URL, or"
            " restore a backup.",
            cause=cause,
        ),
        Obstacle.FAILING: gettext(
            "The disk of the database fails: %(cause)s. The log of the system says more.",
            cause=cause,
        ),
        Obstacle.OLD: gettext("The database is not up to date. Run “webinars db upgrade” first."),
        Obstacle.NEWER: gettext(
            "The database belongs to a newer version of the program. Install that one, or restore"
            " the backup from before the upgrade."
        ),
        Obstacle.READ_ONLY: gettext(
            "Nothing can be written to the database: %(cause)s. WEBINARS_DATABASE_URL must lead to"
            " a server that takes writes, with a user who may write.",
            cause=cause,
        ),
        Obstacle.READ_ONLY_FILE: gettext(
            "Nothing can be written to the database: %(cause)s. Give the file and its folder to the"
            " user of the service, and check that the disk is not mounted read-only.",
            cause=cause,
        ),
        Obstacle.FULL: gettext(
            "The disk of the database is full: %(cause)s. Make room; the service then goes on.",
            cause=cause,
        ),
        Obstacle.BUSY: gettext(
            "Others kept the database busy for too long: %(cause)s. Try again.", cause=cause
        ),
    }[trouble.obstacle]


def _public_words(check: Check, trouble: Trouble) -> str:
    # Everybody may read them: without files and hosts.
    if trouble.obstacle is Obstacle.FULL:
        return gettext("The disk of the database is full. “webinars doctor” says more.")
    if check is Check.DATABASE:
        return gettext("The database does not answer.")
    if check is Check.MIGRATIONS:
        return trouble_words(trouble)
    return gettext("Nothing can be written to the database. “webinars doctor” says why.")


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
