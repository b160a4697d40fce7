"""What the worker does at its ticks; each job once, in application contexts of its own."""

from __future__ import annotations

import logging
import time

from flask import Flask

from webinars import clock
from webinars.delivery.mailboxes import Progress, no_progress, read_mailboxes
from webinars.delivery.ping import ping
from webinars.mail.incoming import LARGEST
from webinars.queries.audits import count_audits
from webinars.queries.health import is_healthy, read_health
from webinars.services.bounces import receive_mail
from webinars.services.failure_digests import digest_failures
from webinars.services.long_works import claim_work, do_part
from webinars.services.offers import lapse_offers
from webinars.services.reminders import queue_due, repair_plans
from webinars.services.retention import clean_up
from webinars.services.standing import follow_series
from webinars.services.zone_changes import follow_zones
from webinars.settings import Settings

LONG_WORKS_SECONDS = 5.0
"""Of one tick spent on long works, so that a worker that shall end need not wait for long."""

BREATH_SECONDS = 0.01
"""Between two parts of long works, so that whoever else writes on SQLite has a turn."""

_log = logging.getLogger(__name__)


def plan(app: Flask) -> int:
    """Queue the reminders that are due; return how many."""
    with app.app_context():
        return queue_due(clock.now())


def repair(app: Flask) -> None:
    """Bring every plan in line with the rules of its webinar."""
    with app.app_context():
        repair_plans(clock.now())


def follow_time_zones(app: Flask) -> None:
    """Move plans along with changed zone data."""
    with app.app_context():
        follow_zones(clock.now())


def follow_standing(app: Flask) -> None:
    """Register people for what was published in series that they follow."""
    with app.app_context():
        registered = follow_series(clock.now())
    if registered:
        _log.info("standing registrations followed registered=%s", registered)


def lapse(app: Flask) -> None:
    """End offers of places that were not accepted in time, and offer them to others."""
    with app.app_context():
        lapsed = lapse_offers(clock.now())
    if lapsed:
        _log.info("offers lapsed count=%s", lapsed)


def do_long_works(app: Flask) -> None:
    """Go on with what the desk has handed in."""
    end = time.monotonic() + LONG_WORKS_SECONDS
    while time.monotonic() < end:
        with app.app_context():
            claim = claim_work(now=clock.now())
            if claim is None:
                return
            do_part(claim, now=clock.now())
        time.sleep(BREATH_SECONDS)


def read_returned(app: Flask, progress: Progress = no_progress) -> None:
    """Take in the mails that came back, each in an application context of its own."""

    def handle(data: bytes) -> bool:
        with app.app_context():
            return receive_mail(data, now=clock.now()).is_ours

    settings: Settings = app.extensions["webinars_settings"]
    count = read_mailboxes(settings, LARGEST, handle, progress)
    if count:
        _log.info("returned mails read count=%s", count)


def keep_house(app: Flask) -> None:
    """Delete what nobody needs any more."""
    with app.app_context():
        done = clean_up(clock.now())
    counts = done.counts()
    if counts:
        _log.info("housekeeping %s", " ".join(f"{name}={count}" for name, count in counts.items()))


def audit(app: Flask) -> None:
    """Tell of rows that contradict each other."""
    with app.app_context():
        counts = count_audits(clock.now())
    wrong = [f"{audit.value}={count}" for audit, count in counts.items() if count]
    if wrong:
        _log.warning("audit %s", " ".join(wrong))


def digest(app: Flask) -> None:
    """Write to organisers about what did not arrive."""
    with app.app_context():
        written = digest_failures(now=clock.now())
    if written:
        _log.info("failures told digests=%s", written)


def tell_monitor(app: Flask) -> None:
    """Let the monitor outside hear that all is well; silence is the alarm."""
    settings: Settings = app.extensions["webinars_settings"]
    if not settings.ping_url:
        return
    with app.app_context():
        healthy = is_healthy(read_health(clock.now()))
    if healthy:
        ping(settings.ping_url)
    else:
        _log.warning("ping left out, see /healthz")
