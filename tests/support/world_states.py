"""Webinars in several states, for the world of tests."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy.orm import Session

from tests import factories
from webinars.models.host import Host
from webinars.models.registration import RegistrationState
from webinars.models.series import Series
from webinars.models.webinar import Webinar, WebinarState

SECRET = "Strictly-between-hosts"
"""Stands in every text of what is not published."""

MEETING = "https://meet.example.org/strictly-for-attendees"
PASSCODE = "strictly-4711"
"""Where the webinar of ``joining`` takes place."""


def make_soon(session: Session, series: Series) -> Webinar:
    """Make a webinar that begins in five minutes."""
    start = factories.NOW + timedelta(minutes=5)
    return factories.make_webinar(
        session,
        series=series,
        local_start=start.replace(tzinfo=None),
        time_zone="UTC",
        meeting_url=MEETING,
        meeting_passcode=PASSCODE,
    )


def make_other_states(session: Session, series: Series) -> None:
    """Make a cancelled webinar, and a full one for which somebody waits."""
    factories.make_webinar(
        session,
        series=series,
        state=WebinarState.CANCELLED,
        cancelled_at=factories.NOW,
        cancellation_reasons=factories.texts("Illness"),
    )
    full = factories.make_webinar(session, series=series, capacity=1)
    factories.make_registration(session, webinar=full)
    factories.make_registration(session, webinar=full, state=RegistrationState.WAITING)


def make_draft(session: Session, series: Series) -> Webinar:
    """Make a draft whose texts nobody but its teams may read."""
    secret = factories.texts(SECRET)
    draft = factories.make_webinar(
        session,
        key=SECRET.lower(),
        series=series,
        state=WebinarState.DRAFT,
        titles=secret,
        teasers=secret,
        descriptions=secret,
        takeaways={"en": [SECRET], "de": [SECRET], "fr": [SECRET]},
    )
    factories.make_agenda_item(session, webinar=draft, titles=secret, speaker_lines=secret)
    factories.make_speaker(session, webinar=draft, name=SECRET)
    return draft


def make_own_draft(session: Session, host: Host, title: str) -> Webinar:
    """Make a draft of one host that concerns nobody yet, so that it can be deleted."""
    titles = factories.texts(title)
    series = factories.make_series(session, hosts=[host], titles=titles)
    draft = factories.make_webinar(
        session, series=series, hosts=[host], state=WebinarState.DRAFT, titles=titles
    )
    factories.make_agenda_item(session, webinar=draft, titles=titles)
    return draft
