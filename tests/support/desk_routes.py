"""Every endpoint of the desk, who may open it, and with what."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from tests.support.route import Route, Who
from tests.support.world import World
from webinars.models.organiser import Role


def _host(world: World) -> dict[str, Any]:
    return {"key": world.host.key}


def _desk(
    least: Role | None = None,
    arguments: Callable[[World], Mapping[str, Any]] = lambda world: {},
    *,
    posts: bool = False,
    **more: Any,
) -> Route:
    """A page for organisers; with a role, it belongs to the host in ``world.own_webinar``."""
    return Route(who=Who.ORGANISER, least=least, arguments=arguments, posts=posts, **more)


def _support(arguments: Callable[[World], Mapping[str, Any]]) -> Route:
    """A page that only opens for the support office in ``world.office``."""
    return Route(who=Who.SUPPORT, arguments=arguments)


def _supported(world: World) -> dict[str, Any]:
    return {"key": world.webinar.key}


def _supported_person(world: World) -> dict[str, Any]:
    return {**_supported(world), "number": world.registration.id}


def _office(world: World) -> dict[str, Any]:
    return {**_host(world), "number": world.office.id}


def _new_office(world: World) -> dict[str, Any]:
    return {"name": "Nele Neu", "email": "nele@example.org", "language": "fr"}


def _own_passkey(world: World) -> dict[str, Any]:
    return {"number": world.passkey.id}


def _own(world: World) -> dict[str, Any]:
    return {"key": world.own_webinar.key}


def _own_host_name(world: World) -> dict[str, Any]:
    return {**_own(world), "host": world.host.key}


def _other_host(world: World) -> dict[str, Any]:
    other = world.organisers["other"].memberships[0].host
    return {**_own(world), "host": other.key}


def _own_person(world: World) -> dict[str, Any]:
    return {"key": world.own_webinar.key, "number": world.own_registration.id}


def _own_speaker(world: World) -> dict[str, Any]:
    return {**_own(world), "number": world.own_desk.speaker_id}


def _own_message(world: World) -> dict[str, Any]:
    return {**_own(world), "number": world.own_message.id}


def _own_note(world: World) -> dict[str, Any]:
    return {**_own(world), "number": world.own_note.id}


def _own_reminder(world: World) -> dict[str, Any]:
    return {**_own(world), "rule": world.own_reminder.key}


def _own_reminder_mail(world: World) -> dict[str, Any]:
    return {**_own_reminder(world), "mail_language": "fr"}


def _own_letter(world: World) -> dict[str, Any]:
    return {**_own(world), "number": world.own_announcement.id}


def _own_proposal(world: World) -> dict[str, Any]:
    return {**_own(world), "number": world.own_proposal.id}


def _own_past_proposal(world: World) -> dict[str, Any]:
    return {**_own(world), "number": world.own_past_proposal.id}


def _own_letter_mail(world: World) -> dict[str, Any]:
    return {**_own_letter(world), "mail_language": "fr"}


def _own_work(world: World) -> dict[str, Any]:
    return {**_own(world), "number": world.own_work.id}


def _own_news(world: World) -> dict[str, Any]:
    return {**_host(world), "number": world.own_news.id}


def _own_news_mail(world: World) -> dict[str, Any]:
    return {**_own_news(world), "mail_language": "fr"}


def _own_words(world: World) -> dict[str, Any]:
    """The words of a kind of mail about ``own_webinar``; the world has some of its own."""
    return {**_own(world), "level": "webinars", "kind": "registered"}


def _own_words_mail(world: World) -> dict[str, Any]:
    return {**_own_words(world), "mail_language": "fr"}


def _letter() -> dict[str, Any]:
    words = dict.fromkeys(("de", "fr", "en"), "Bring a question")
    return {
        f"{part}-{language}": text
        for part in ("titles", "texts")
        for language, text in words.items()
    }


def _own_series(world: World) -> dict[str, Any]:
    return {"key": world.own_webinar.series.key}


def _own_series_file(world: World) -> dict[str, Any]:
    return {**_own_series(world), "kind": "yaml"}


def _several(_world: World) -> dict[str, Any]:
    return {"names": ["capacity"], "capacity": "77"}


def _member(world: World) -> dict[str, Any]:
    return {"key": world.host.key, "number": world.organisers["editor"].id}


def _newcomer(_world: World) -> dict[str, Any]:
    return {"name": "Nele Neu", "email": "nele@example.org", "language": "fr", "role": "viewer"}


def _new_series(world: World) -> dict[str, Any]:
    return {"titles-en": "Grids and storage", "hosts": [world.host.key]}


def _new_webinar(world: World) -> dict[str, Any]:
    return {"titles-en": "Grids", "start-date": "2027-06-01", "start-time": "14:00"}


def _new_dates(world: World) -> dict[str, Any]:
    return {**_new_webinar(world), "count": "3", "sure": "1", "dates": ["2027-06-01"]}


DESK_ROUTES = {
    "organiser_account.authenticator": _desk(posts=True),
    "organiser_account.password": _desk(posts=True),
    "organiser_account.recovery_codes": _desk(answer=303, sends=True),
    "organiser_account.sessions": _desk(posts=True, forms=("form[method=post]",)),
    "organiser_account.show": _desk(),
    "organiser_account.sign_out": _desk(posts=True),
    "organiser_additions.add": _desk(Role.EDITOR, _own, sends=True),
    "organiser_additions.index": _desk(Role.EDITOR, _own, sends=True),
    "organiser_agreements.agree": _desk(Role.EDITOR, _own, posts=True),
    "organiser_agreements.preview": _desk(Role.VIEWER, _own),
    "organiser_agreements.show": _desk(Role.VIEWER, _own),
    "organiser_agreements.withdraw": _desk(Role.EDITOR, _own, posts=True),
    "organiser_agreements.withdraw_name": _desk(Role.EDITOR, _own_host_name, sends=True),
    "organiser_announcements.create": _desk(
        Role.EDITOR, _own, posts=True, changes=lambda world: _letter()
    ),
    "organiser_announcements.edit": _desk(Role.EDITOR, _own_letter, posts=True),
    "organiser_announcements.mail": _desk(Role.VIEWER, _own_letter_mail),
    "organiser_announcements.send": _desk(Role.EDITOR, _own_letter, answer=303, sends=True),
    "organiser_announcements.show": _desk(Role.VIEWER, _own_letter),
    "organiser_announcements.test": _desk(Role.EDITOR, _own_letter_mail, answer=303, sends=True),
    "organiser_announcements.withhold": _desk(Role.EDITOR, _own_letter, answer=303, sends=True),
    "organiser_archive.series": _desk(Role.EDITOR, _own_series, sends=True),
    "organiser_archive.webinar": _desk(Role.EDITOR, _own, sends=True),
    "organiser_bulk_acts.prepare": _desk(Role.EDITOR, _own, answer=303, sends=True),
    "organiser_bulk_edits.show": _desk(Role.EDITOR, _own_series, posts=True, changes=_several),
    "organiser_changes.cancel": _desk(Role.EDITOR, _own, answer=303, sends=True),
    "organiser_changes.confirm": _desk(Role.EDITOR, _own, answer=303, sends=True),
    "organiser_changes.move": _desk(Role.EDITOR, _own, answer=303, sends=True),
    "organiser_changes.show": _desk(Role.EDITOR, _own),
    "organiser_changes.tell": _desk(Role.EDITOR, _own, answer=303, sends=True),
    "organiser_changes.undo": _desk(Role.EDITOR, _own, answer=303, sends=True),
    "organiser_changes.withhold": _desk(Role.EDITOR, _own, answer=303, sends=True),
    "organiser_embeds.show": _desk(),
    "organiser_erasures.show": _desk(Role.OWNER, _own_person, posts=True),
    "organiser_log.show": _desk(Role.OWNER, _host),
    "organiser_long_works.load": _desk(Role.EDITOR, _own, sends=True),
    "organiser_long_works.show": _desk(Role.EDITOR, _own_work, posts=True),
    "organiser_messages.index": _desk(Role.VIEWER, _own),
    "organiser_messages.show": _desk(
        Role.VIEWER, _own_message, posts=True, changes=lambda world: {"decision": "again"}
    ),
    "organiser_news.create": _desk(Role.EDITOR, _host, posts=True, changes=lambda world: _letter()),
    "organiser_news.edit": _desk(Role.EDITOR, _own_news, posts=True),
    "organiser_news.index": _desk(Role.VIEWER, _host),
    "organiser_news.mail": _desk(Role.VIEWER, _own_news_mail),
    "organiser_news.send": _desk(Role.EDITOR, _own_news, answer=303, sends=True),
    "organiser_news.show": _desk(Role.VIEWER, _own_news),
    "organiser_news.test": _desk(Role.EDITOR, _own_news_mail, answer=303, sends=True),
    "organiser_news.withhold": _desk(Role.EDITOR, _own_news, answer=303, sends=True),
    "organiser_notes.delete": _desk(Role.EDITOR, _own_note, posts=True),
    "organiser_notes.person": _desk(
        Role.EDITOR, _own_person, posts=True, changes=lambda world: {"text": "Call back"}
    ),
    "organiser_notes.webinar": _desk(
        Role.EDITOR, _own, posts=True, changes=lambda world: {"text": "Ask for slides"}
    ),
    "organiser_numbers.report": _desk(Role.VIEWER, _own_series),
    "organiser_numbers.report_file": _desk(Role.VIEWER, _own_series),
    "organiser_numbers.series": _desk(Role.VIEWER, _own_series),
    "organiser_numbers.tables_file": _desk(Role.VIEWER, _own_series),
    "organiser_numbers.webinar": _desk(Role.VIEWER, _own),
    "organiser_own_words.edit": _desk(
        Role.EDITOR, _own_words, posts=True, changes=lambda _world: {"subjects-en": "Welcome"}
    ),
    "organiser_own_words.index": _desk(
        Role.EDITOR, lambda world: {**_own(world), "level": "webinars"}
    ),
    "organiser_own_words.mail": _desk(Role.EDITOR, _own_words_mail),
    "organiser_own_words.reset": _desk(Role.EDITOR, _own_words, posts=True),
    "organiser_own_words.test": _desk(Role.EDITOR, _own_words_mail, answer=303, sends=True),
    "organiser_passkeys.add": _desk(posts=True),
    "organiser_passkeys.remove": _desk(arguments=_own_passkey, posts=True),
    "organiser_people.cancel": _desk(Role.EDITOR, _own_person, sends=True),
    "organiser_people.decide": _desk(Role.EDITOR, _own_person, sends=True),
    "organiser_people.export": _desk(
        Role.EDITOR, _own, posts=True, changes=lambda world: {"purpose": "Badges", "file": "csv"}
    ),
    "organiser_people.index": _desk(Role.VIEWER, _own),
    "organiser_people.promote": _desk(Role.EDITOR, _own_person, sends=True),
    "organiser_people.withdraw": _desk(Role.EDITOR, _own_person, sends=True),
    "organiser_planning.dates": _desk(Role.EDITOR, _own_series, posts=True, changes=_new_dates),
    "organiser_planning.duplicate": _desk(
        Role.EDITOR, _own, posts=True, changes=lambda _world: {"start-date": "2027-06-01"}
    ),
    "organiser_programme_files.export": _desk(Role.VIEWER, _own_series_file),
    "organiser_programme_files.load": _desk(Role.EDITOR, _own_series, posts=True),
    "organiser_proposals.agree": _desk(Role.EDITOR, _own_proposal, answer=303, sends=True),
    "organiser_proposals.decline": _desk(Role.EDITOR, _own_proposal, answer=303, sends=True),
    "organiser_proposals.join": _desk(Role.EDITOR, _other_host, sends=True),
    "organiser_proposals.show": _desk(Role.VIEWER, _own_proposal),
    "organiser_proposals.withdraw": _desk(Role.EDITOR, _own_past_proposal, answer=303, sends=True),
    "organiser_questions.edit": _desk(Role.EDITOR, _own, posts=True),
    "organiser_registrations.address": _desk(
        Role.EDITOR,
        _own_person,
        posts=True,
        changes=lambda world: {"email": "right.place@example.org"},
    ),
    "organiser_registrations.move": _desk(Role.EDITOR, _own_person, sends=True),
    "organiser_registrations.show": _desk(Role.VIEWER, _own_person),
    "organiser_reminders.index": _desk(Role.VIEWER, _own),
    "organiser_reminders.mail": _desk(Role.VIEWER, _own_reminder_mail),
    "organiser_reminders.show": _desk(Role.VIEWER, _own_reminder),
    "organiser_reminders.test": _desk(Role.EDITOR, _own_reminder_mail, answer=303, sends=True),
    "organiser_series.create": _desk(posts=True, changes=_new_series),
    "organiser_series.edit": _desk(Role.EDITOR, _own_series, posts=True),
    "organiser_series.index": _desk(),
    "organiser_shifts.show": _desk(
        Role.EDITOR, _own_series, posts=True, changes=lambda _world: {"days": "7"}
    ),
    "organiser_support.index": _desk(),
    "organiser_support.people": _support(_supported),
    "organiser_support.person": _support(_supported_person),
    "organiser_support_offices.invitation": _desk(
        Role.OWNER, _host, posts=True, changes=_new_office
    ),
    "organiser_support_offices.remove": _desk(Role.OWNER, _office, posts=True),
    "organiser_speakers.invite": _desk(Role.EDITOR, _own_speaker, posts=True),
    "organiser_speakers.photo": _desk(Role.EDITOR, _own_speaker, posts=True),
    "organiser_speakers.slides": _desk(
        Role.EDITOR, _own_speaker, posts=True, changes=lambda _world: {"decision": "release own"}
    ),
    "organiser_speakers.slides_file": _desk(Role.EDITOR, _own_speaker),
    "organiser_speakers.withdraw": _desk(Role.EDITOR, _own_speaker, posts=True),
    "organiser_team.again": _desk(Role.OWNER, _member, posts=True),
    "organiser_team.invitation": _desk(Role.OWNER, _host, posts=True, changes=_newcomer),
    "organiser_team.member": _desk(Role.OWNER, _member, posts=True),
    "organiser_team.remove": _desk(Role.OWNER, _member, posts=True),
    "organiser_team.show": _desk(Role.OWNER, _host),
    "organiser_today.enter": _desk(),
    "organiser_today.show": _desk(),
    "organiser_webinars.create": _desk(Role.EDITOR, _own_series, posts=True, changes=_new_webinar),
    "organiser_webinars.edit": _desk(Role.EDITOR, _own, posts=True),
    "organiser_webinars.show": _desk(Role.VIEWER, _own),
}
"""Endpoint to how it is opened."""
