"""Puts the web together: the only module that knows every page."""

from __future__ import annotations

from flask import Flask

from webinars.web import assets, health, metrics
from webinars.web.attendee import (
    join,
    my_additions,
    my_address,
    my_answers,
    my_data,
    my_news,
    my_offers,
    my_page,
    my_standing,
    reminders,
)
from webinars.web.desk import init_desk
from webinars.web.errors import init_errors
from webinars.web.frame import init_frame
from webinars.web.headers import init_headers
from webinars.web.language import PREFIX, init_language
from webinars.web.organiser import (
    account,
    additions,
    agreements,
    announcements,
    archive,
    bulk_acts,
    bulk_edits,
    deletions,
    dry_runs,
    erasures,
    handouts,
    hosts,
    log,
    logos,
    long_works,
    news,
    notes,
    own_words,
    passkeys,
    places,
    planning,
    proposals,
    questions,
    recordings,
    reminder_edits,
    shifts,
    sign_in,
    speakers,
    support,
    support_offices,
    team,
    today,
    topics,
)
from webinars.web.organiser import changes as desk_changes
from webinars.web.organiser import embeds as desk_embeds
from webinars.web.organiser import messages as desk_messages
from webinars.web.organiser import numbers as desk_numbers
from webinars.web.organiser import programme_files as organiser_programme_files
from webinars.web.organiser import registrations as desk_registrations
from webinars.web.organiser import reminders as desk_reminders
from webinars.web.organiser import series as organiser_series
from webinars.web.organiser import webinars as organiser_webinars
from webinars.web.organiser.security import init_security
from webinars.web.public import (
    embeds,
    feeds,
    gallery,
    home,
    legal,
    lost_link,
    mailbox,
    programme,
    series,
    sharing,
    signups,
    speaker_desk,
)
from webinars.web.public import logos as public_logos
from webinars.web.public import webinars as webinar_pages
from webinars.web.row_numbers import init_row_numbers
from webinars.web.sources import init_sources

PAGES = (
    home,
    programme,
    feeds,
    sharing,
    embeds,
    series,
    webinar_pages,
    signups,
    legal,
    mailbox,
    gallery,
    speaker_desk,
    my_page,
    my_additions,
    my_address,
    my_answers,
    my_data,
    my_news,
    my_offers,
    my_standing,
    join,
    today,
    agreements,
    announcements,
    places,
    planning,
    proposals,
    shifts,
    bulk_acts,
    bulk_edits,
    archive,
    deletions,
    additions,
    long_works,
    desk_registrations,
    erasures,
    questions,
    recordings,
    speakers,
    handouts,
    hosts,
    logos,
    team,
    topics,
    support,
    support_offices,
    log,
    news,
    notes,
    own_words,
    sign_in,
    account,
    passkeys,
    desk_changes,
    desk_embeds,
    desk_messages,
    desk_numbers,
    desk_reminders,
    reminder_edits,
    dry_runs,
    lost_link,
    organiser_programme_files,
    organiser_series,
    organiser_webinars,
    reminders,
)
"""Modules whose addresses begin with a language."""


def register_web(app: Flask) -> None:
    """Give the application its pages, their frame, errors and headers."""
    init_row_numbers(app)
    init_language(app)
    init_sources(app)
    init_frame(app)
    sharing.init_sharing(app)
    init_desk(app)
    init_errors(app)
    init_headers(app)
    init_security(app)
    app.register_blueprint(assets.bp)
    app.register_blueprint(public_logos.bp)
    app.register_blueprint(home.entrance)
    app.register_blueprint(feeds.discovery)
    app.register_blueprint(embeds.loader)
    app.register_blueprint(health.bp)
    app.register_blueprint(metrics.bp)
    for module in PAGES:
        app.register_blueprint(module.bp, url_prefix=PREFIX + (module.bp.url_prefix or ""))
