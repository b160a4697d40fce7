"""Addresses that stand in mails: always under the public base URL, never taken from a request."""

from __future__ import annotations

from webinars.settings import current_settings
from webinars.tokens import UNSUBSCRIBE_GENERATION, Purpose, derive


def page_url(language: str, *parts: str) -> str:
    """Return the full address of a public page, such as ``…/de/webinars/hydrogen``."""
    path = "/".join((language, *parts))
    return f"{current_settings().public_base_url}/{path}"


def personal_url(language: str, purpose: Purpose, row: int, generation: int) -> str:
    """Return the full address of a personal page; the token is derived, see ``tokens.py``."""
    token = derive(current_settings().link_key, purpose, row, generation)
    return page_url(language, _PATHS[purpose], token)


def my_page_url(language: str, attendee: int, generation: int, *parts: str) -> str:
    """Return the full address of a page below somebody's own page, such as ``…/cancel/7``."""
    return "/".join((personal_url(language, Purpose.MY_PAGE, attendee, generation), *parts))


def stop_url(language: str, registration_id: int) -> str:
    """Return the full address at which the reminders of a registration can be stopped."""
    return personal_url(language, Purpose.STOP_REMINDERS, registration_id, UNSUBSCRIBE_GENERATION)


_PATHS = {
    Purpose.CONFIRM: "confirm",
    Purpose.NOT_ME: "not-me",
    Purpose.MY_PAGE: "my",
    Purpose.JOIN: "join",
    Purpose.MY_CALENDAR: "my-calendar",
    Purpose.NEW_ADDRESS: "new-address",
    Purpose.OLD_ADDRESS: "old-address",
    Purpose.STOP_REMINDERS: "stop-reminders",
    Purpose.STOP_NEWS: "stop-news",
    Purpose.SPEAKER: "speaker",
    Purpose.SET_PASSWORD: "organiser/set-password",
}
