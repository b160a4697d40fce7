"""The worker: wakes in time and calls what is due. APScheduler is the ticker, never the store."""

from __future__ import annotations

import gc
import logging
import math
import os
import signal
import threading
from collections.abc import Callable, Sequence
from datetime import timedelta
from functools import partial

from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.schedulers.background import BackgroundScheduler
from flask import Flask

from webinars import clock
from webinars.clock import Drift
from webinars.delivery.outcomes import described
from webinars.delivery.sender import Sender
from webinars.jobs import (
    audit,
    digest,
    do_long_works,
    follow_standing,
    follow_time_zones,
    keep_house,
    lapse,
    plan,
    read_returned,
    repair,
    tell_monitor,
)
from webinars.pulse import Pulse
from webinars.queries.outage import DatabaseOutageError, DatabaseRefusalError
from webinars.queries.reminders import next_due_time
from webinars.settings import Settings

HOUSEKEEPING_SECONDS = 3600

MINUTE_SECONDS = 60
REPAIR_SECONDS = 60
"""Between two looks whether every webinar is planned as its rules say."""

ZONES_SECONDS = 24 * 3600
"""Between two looks at the zone data; the first is at the start."""

THREADS = 16
"""More than there are jobs, so that a long one never holds up the heartbeat."""

STOP_SECONDS = 25
"""How long the message in hand may hold up the end; then its outcome is unknown."""

HANG_SECONDS = 20
"""How long the watch over ticker and jobs may stand still itself before the kernel ends us."""

_STOP_SIGNALS = {signal.SIGTERM, signal.SIGINT}

_log = logging.getLogger(__name__)


def run_worker(app: Flask) -> None:
    """Work until SIGTERM or SIGINT; the message in hand is finished first.

    Ends the process with status 1 when the ticker has died or a job hangs, so that a supervisor
    starts it anew; what it held is taken over. If it stands still as a whole, SIGALRM ends it: the
    one way to end that needs neither memory nor a lock of ours, such as that of the log.
    """
    before = signal.pthread_sigmask(signal.SIG_BLOCK, _STOP_SIGNALS)
    # What is there now stays to the end: collecting garbage need not look through it every time.
    gc.freeze()
    pulse = Pulse()
    senders: list[Sender] = []
    drift = Drift()
    follow_clock = _guarded("clock", lambda: _follow_clock(drift, senders), pulse)
    senders += _senders(app, pulse, follow_clock)
    threads = ThreadPoolExecutor(THREADS)
    scheduler = BackgroundScheduler(
        timezone="UTC",
        executors={"default": threads},
        job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None},
    )
    _add_jobs(app, scheduler, senders, pulse)
    try:
        scheduler.start()
        _log.info("worker started")
        while signal.sigtimedwait(_STOP_SIGNALS, 1) is None:
            signal.alarm(math.ceil(_silence_allowed(app) + HANG_SECONDS))
            follow_clock()
            _wake(drift, scheduler)
            _watch(app, pulse)
        signal.alarm(STOP_SECONDS + HANG_SECONDS)
        _finish_messages(senders, partial(_rest, scheduler, threads))
        for sender in senders:
            _guarded("end", sender.end, pulse)()
        _log.info("worker stopped")
    finally:
        signal.alarm(0)
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _senders(app: Flask, pulse: Pulse, attend: Callable[[], None]) -> list[Sender]:
    """Return one sender for each SMTP connection."""
    settings: Settings = app.extensions["webinars_settings"]
    senders: list[Sender] = []
    for number in range(settings.mail_connections):
        beside = senders[0] if senders else None
        progress = partial(pulse.progress, _name_of(number))
        sender = Sender(app, clock.now, progress=progress, attend=attend, beside=beside)
        senders.append(sender)
    return senders


def _name_of(number: int) -> str:
    return f"send {number}" if number else "send"


def _finish_messages(senders: Sequence[Sender], rest: Callable[[], None]) -> None:
    """Let every sender settle the message in hand, but not for ever."""
    for sender in senders:
        sender.stop()
    timers = [threading.Timer(STOP_SECONDS, sender.cut) for sender in senders]
    for timer in timers:
        timer.start()
    rest()
    for timer in timers:
        timer.cancel()


def _rest(scheduler: BackgroundScheduler, threads: ThreadPoolExecutor) -> None:
    """Wait for the jobs that run, then end the ticker.

    Told to wait for them itself, it would hold a lock that a job needs to wake another one.
    """
    scheduler.pause()
    threads.shutdown(wait=True)
    scheduler.shutdown(wait=False)


def work_once(app: Flask) -> int:
    """Do once what the worker does again and again; return how many messages were handed over."""
    sender = Sender(app, clock.now)
    sender.begin()
    try:
        follow_time_zones(app)
        repair(app)
        follow_standing(app)
        lapse(app)
        plan(app)
        do_long_works(app)
        sender.heartbeat()
        handed_over = sender.drain()
        _guarded("bounces", lambda: read_returned(app), Pulse())()
        keep_house(app)
        digest(app)
    finally:
        sender.end()
    return handed_over


def _watch(app: Flask, pulse: Pulse) -> None:
    settings: Settings = app.extensions["webinars_settings"]
    job, seconds = pulse.standstill()
    if pulse.seconds_silent() > _silence_allowed(app):
        _log.critical("ticker is dead, ending seconds=%.0f", pulse.seconds_silent())
    elif seconds > settings.job_seconds:
        _log.critical("job hangs, ending name=%s seconds=%.0f", job, seconds)
    else:
        return
    _end_at_once()


def _end_at_once() -> None:
    """End without tidying up; a supervisor starts us anew, and what we held is taken over."""
    logging.shutdown()
    os._exit(1)


def _follow_clock(drift: Drift, senders: Sequence[Sender]) -> None:
    """Keep all leases when the clock was set."""
    with drift.lock:
        seconds = drift.jumped()
        if not seconds:
            return
        _log.warning("clock was set seconds=%.0f", seconds)
        for sender in senders:
            sender.follow_clock()
        drift.ticker_waits = True


def _wake(drift: Drift, scheduler: BackgroundScheduler) -> None:
    """Let the ticker go on at once when the clock was set.

    Only where no job runs: while it shuts down, the ticker holds its lock until all jobs are done.
    """
    if drift.ticker_waits:
        drift.ticker_waits = False
        for job in scheduler.get_jobs():
            job.modify(next_run_time=clock.now())


def _add_jobs(
    app: Flask,
    scheduler: BackgroundScheduler,
    senders: Sequence[Sender],
    pulse: Pulse,
) -> None:
    settings: Settings = app.extensions["webinars_settings"]
    for name, level in (("apscheduler", logging.WARNING), ("apscheduler.scheduler", logging.ERROR)):
        logging.getLogger(name).setLevel(level)

    def heartbeat() -> None:
        pulse.beat()
        senders[0].heartbeat(*senders[1:])

    for name, job, seconds in (
        ("zones", lambda: follow_time_zones(app), ZONES_SECONDS),
        ("repair", lambda: repair(app), REPAIR_SECONDS),
        ("standing", lambda: follow_standing(app), MINUTE_SECONDS),
        ("offers", lambda: lapse(app), MINUTE_SECONDS),
        ("plan", lambda: _plan_ahead(app, scheduler), settings.tick_seconds),
        *(
            (_name_of(number), sender.drain, settings.tick_seconds)
            for number, sender in enumerate(senders)
        ),
        ("long works", lambda: do_long_works(app), settings.tick_seconds),
        ("heartbeat", heartbeat, settings.heartbeat_seconds),
        (
            "bounces",
            lambda: read_returned(app, partial(pulse.progress, "bounces")),
            settings.bounce_seconds,
        ),
        ("housekeeping", lambda: keep_house(app), HOUSEKEEPING_SECONDS),
        ("audit", lambda: audit(app), MINUTE_SECONDS),
        ("digest", lambda: digest(app), MINUTE_SECONDS),
        ("ping", lambda: tell_monitor(app), MINUTE_SECONDS),
    ):
        scheduler.add_job(
            _guarded(name, job, pulse),
            "interval",
            id=name,
            seconds=seconds,
            next_run_time=clock.now(),
        )


def _plan_ahead(app: Flask, scheduler: BackgroundScheduler) -> None:
    """Plan, let the sender begin at once, and wake up when the next reminder is due."""
    if plan(app):
        scheduler.modify_job("send", next_run_time=clock.now())
    settings: Settings = app.extensions["webinars_settings"]
    with app.app_context():
        following = next_due_time(clock.now())
    if following and following < clock.now() + timedelta(seconds=settings.tick_seconds):
        scheduler.modify_job("plan", next_run_time=following)


def _guarded(name: str, job: Callable[[], object], pulse: Pulse) -> Callable[[], None]:
    """Return a job that tells of its errors and never raises: the next tick tries again."""

    def run() -> None:
        pulse.progress(name)
        try:
            job()
        except MemoryError:
            # It would be so at every tick to come, while others believe that we work.
            _log.critical("out of memory, ending name=%s", name)
            _end_at_once()
        except (DatabaseOutageError, DatabaseRefusalError) as error:
            # One line each: who has no room for the database has none for tracebacks either.
            _log.error("job failed name=%s error=%s", name, described(error.orig))
        except Exception:  # noqa: BLE001 - a tick that fails must not end the ticking
            _log.exception("job failed name=%s", name)
        finally:
            pulse.done(name)

    return run


def _silence_allowed(app: Flask) -> float:
    settings: Settings = app.extensions["webinars_settings"]
    return max(settings.ticker_seconds, 3 * settings.heartbeat_seconds)
