"""Names of the parts and columns of an export, and words for what stands in them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask_babel import lazy_gettext

from webinars.languages import LANGUAGE_NAMES
from webinars.web.forms.people import STATE_NAMES
from webinars.web.forms.persons import KIND_NAMES
from webinars.web.forms.team import ROLE_NAMES
from webinars.web.organiser.log_acts import ACTS

PART_TITLES: Mapping[str, Any] = {
    "attendees": lazy_gettext("Your details"),
    "registrations": lazy_gettext("Registrations"),
    "signups": lazy_gettext("Registrations and their confirmation"),
    "answers": lazy_gettext("Answers to questions"),
    "attendances": lazy_gettext("When you joined"),
    "standing_registrations": lazy_gettext("Series you follow"),
    "reminder_objections": lazy_gettext("Reminders you do not want"),
    "consents": lazy_gettext("Consents"),
    "news_readers": lazy_gettext("News by e-mail"),
    "messages": lazy_gettext("E-mails to you"),
    "address_changes": lazy_gettext("Changes of your address"),
    "suppressions": lazy_gettext("Addresses that we write to no more"),
    "notes": lazy_gettext("Notes of a team"),
    "long_work_lines": lazy_gettext("Lists that a team worked through"),
    "speakers": lazy_gettext("What is published about you as a speaker"),
    "speaker_desks": lazy_gettext("Your speaker’s desk"),
    "organisers": lazy_gettext("Your access as a member of a team"),
    "memberships": lazy_gettext("What you may do for hosts"),
    "support_offices": lazy_gettext("Support offices"),
    "passkeys": lazy_gettext("Passkeys"),
    "audit_entries": lazy_gettext("Record of acts"),
}
"""Part of an export to its heading, in the order of the page."""

_HASH = lazy_gettext("Keyed hash of the address")

FIELD_TITLES: Mapping[str, Any] = {
    "action": lazy_gettext("What was done"),
    "answers": lazy_gettext("Answers"),
    "audit_entries.before": lazy_gettext("Could do before"),
    "audit_entries.role": lazy_gettext("May do"),
    "audit_entries.to": lazy_gettext("Moved to"),
    "audit_entries.values": lazy_gettext("Before and after"),
    "biographies": lazy_gettext("Biography"),
    "body": lazy_gettext("The e-mail as it was sent"),
    "by": lazy_gettext("Who did it"),
    "cancelled_at": lazy_gettext("Cancelled on"),
    "changed_at": lazy_gettext("Changed on"),
    "changes": lazy_gettext("What changed"),
    "confirmed_at": lazy_gettext("Confirmed on"),
    "country": lazy_gettext("Country"),
    "created_at": lazy_gettext("Created on"),
    "declined_at": lazy_gettext("Declined on"),
    "email": lazy_gettext("E-mail address"),
    "family_name": lazy_gettext("Last name"),
    "form": lazy_gettext("Form"),
    "form_language": lazy_gettext("Language of the form"),
    "given": lazy_gettext("Answer"),
    "given_at": lazy_gettext("Given on"),
    "given_name": lazy_gettext("First name"),
    "happened_at": lazy_gettext("When"),
    "host": lazy_gettext("Host"),
    "host_id": lazy_gettext("Number of the host"),
    "invited_at": lazy_gettext("Invited on"),
    "joined_at": lazy_gettext("Joined for the first time"),
    "language": lazy_gettext("Language"),
    "lapsed_at": lazy_gettext("Offer of a place ended on"),
    "last_error": lazy_gettext("The mail server said"),
    "last_joined_at": lazy_gettext("Joined for the last time"),
    "left_at": lazy_gettext("Left on"),
    "memberships.role": lazy_gettext("May do"),
    "name": lazy_gettext("Name"),
    "news_hosts": lazy_gettext("News by e-mail"),
    "offered_until": lazy_gettext("Place offered until"),
    "organisation": lazy_gettext("Key of the organisation"),
    "organisation_id": lazy_gettext("Number of the organisation"),
    "organisation_kind": lazy_gettext("Kind of organisation"),
    "organisation_name": lazy_gettext("Organisation"),
    "outcome": lazy_gettext("Outcome"),
    "person": lazy_gettext("Entry"),
    "person_hash": _HASH,
    "photo": lazy_gettext("Photo"),
    "photo_key": lazy_gettext("Key of the photo"),
    "purpose": lazy_gettext("Purpose"),
    "question": lazy_gettext("Question"),
    "reason": lazy_gettext("Reason"),
    "recipient": lazy_gettext("E-mail address"),
    "recipient_hash": _HASH,
    "region": lazy_gettext("Region"),
    "registered_by": lazy_gettext("Registered by"),
    "requested_at": lazy_gettext("Asked for approval on"),
    "role": lazy_gettext("Role"),
    "roles": lazy_gettext("Role"),
    "seen_at": lazy_gettext("Last sign of life"),
    "series": lazy_gettext("Series"),
    "signed_in_at": lazy_gettext("Last signed in"),
    "slides": lazy_gettext("Slides"),
    "slides_at": lazy_gettext("Slides handed in on"),
    "slides_key": lazy_gettext("Key of the slides"),
    "slides_state": lazy_gettext("State of the slides"),
    "source": lazy_gettext("Announcement that brought you here"),
    "standing_series": lazy_gettext("Series you follow"),
    "state": lazy_gettext("State"),
    "text": lazy_gettext("Text"),
    "text_id": lazy_gettext("Number of the text"),
    "texts_before": lazy_gettext("What stood there before"),
    "time_zone": lazy_gettext("Time zone"),
    "title": lazy_gettext("Subject line"),
    "used_at": lazy_gettext("Last used"),
    "webinar": lazy_gettext("Webinar"),
    "webinars": lazy_gettext("Webinars"),
    "withdrawn_at": lazy_gettext("Withdrawn on"),
    "written_at": lazy_gettext("Written on"),
}
"""Column of an export to its name; one that means something of its own in a part comes with it."""

FILES = ("photo", "slides")
"""Columns that hold a file; its letters tell nobody anything."""

LONG = ("body",)
"""Columns whose text is folded away."""

_OWN_ACTS = {
    "attendee.address_changed": lazy_gettext("changed the own address"),
    "attendee.calendar_renewed": lazy_gettext("gave the own calendar a new address"),
    "attendee.changed": lazy_gettext("changed the own details"),
    "signup.confirmed": lazy_gettext("confirmed the address"),
    "signup.forgotten": lazy_gettext("had an unconfirmed registration forgotten"),
    "standing.ended": lazy_gettext("follows a series no longer"),
}

_BY = {
    "you": lazy_gettext("you"),
    "attendee": lazy_gettext("somebody with a personal link"),
    "operator": lazy_gettext("whoever runs the service"),
    "organiser": lazy_gettext("a member of a host’s team"),
    "speaker": lazy_gettext("a speaker"),
    "worker": lazy_gettext("the service itself"),
}

VALUES: Mapping[str, Mapping[str, Any]] = {
    "action": {**ACTS, **_OWN_ACTS},
    "by": _BY,
    "form_language": LANGUAGE_NAMES,
    "language": LANGUAGE_NAMES,
    **dict.fromkeys(("memberships.role", "audit_entries.role", "audit_entries.before"), ROLE_NAMES),
    "organisation_kind": KIND_NAMES,
    "state": STATE_NAMES,
}
"""Column, as for its name, to words for what stands in it; the rest is shown as it is stored."""
