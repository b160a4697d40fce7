"""Every endpoint of the desk, who may open it, and with what."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from tests.support import desk_arguments as of
from tests.support.route import Route, Who
from tests.support.world import World
from webinars.models.organiser import Role


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


DESK_ROUTES = {
    "organiser_account.authenticator": _desk(posts=True),
    "organiser_account.password": _desk(posts=True),
    "organiser_account.recovery_codes": _desk(answer=303, sends=True),
    "organiser_account.sessions": _desk(posts=True, forms=("form[method=post]",)),
    "organiser_account.show": _desk(),
    "organiser_account.sign_out": _desk(posts=True),
    "organiser_additions.add": _desk(Role.EDITOR, of.own, sends=True),
    "organiser_additions.index": _desk(Role.EDITOR, of.own, sends=True),
    "organiser_agreements.agree": _desk(Role.EDITOR, of.own, posts=True),
    "organiser_agreements.preview": _desk(Role.VIEWER, of.own),
    "organiser_agreements.show": _desk(Role.VIEWER, of.own),
    "organiser_agreements.withdraw": _desk(Role.EDITOR, of.own, posts=True),
    "organiser_agreements.withdraw_name": _desk(Role.EDITOR, of.own_host_name, sends=True),
    "organiser_announcements.create": _desk(
        Role.EDITOR, of.own, posts=True, changes=lambda world: of.letter()
    ),
    "organiser_announcements.edit": _desk(Role.EDITOR, of.own_letter, posts=True),
    "organiser_announcements.mail": _desk(Role.VIEWER, of.own_letter_mail),
    "organiser_announcements.send": _desk(Role.EDITOR, of.own_letter, answer=303, sends=True),
    "organiser_announcements.show": _desk(Role.VIEWER, of.own_letter),
    "organiser_announcements.test": _desk(Role.EDITOR, of.own_letter_mail, answer=303, sends=True),
    "organiser_announcements.withhold": _desk(Role.EDITOR, of.own_letter, answer=303, sends=True),
    "organiser_archive.series": _desk(Role.EDITOR, of.own_series, sends=True),
    "organiser_archive.webinar": _desk(Role.EDITOR, of.own, sends=True),
    "organiser_bulk_acts.prepare": _desk(Role.EDITOR, of.own, answer=303, sends=True),
    "organiser_bulk_edits.show": _desk(Role.EDITOR, of.own_series, posts=True, changes=of.several),
    "organiser_changes.cancel": _desk(Role.EDITOR, of.own, answer=303, sends=True),
    "organiser_changes.confirm": _desk(Role.EDITOR, of.own, answer=303, sends=True),
    "organiser_changes.move": _desk(Role.EDITOR, of.own, answer=303, sends=True),
    "organiser_changes.show": _desk(Role.EDITOR, of.own),
    "organiser_changes.tell": _desk(Role.EDITOR, of.own, answer=303, sends=True),
    "organiser_changes.undo": _desk(Role.EDITOR, of.own, answer=303, sends=True),
    "organiser_changes.withhold": _desk(Role.EDITOR, of.own, answer=303, sends=True),
    "organiser_deletions.series": _desk(Role.EDITOR, of.empty_series, posts=True),
    "organiser_deletions.webinar": _desk(Role.EDITOR, of.own_draft, posts=True),
    "organiser_dry_runs.show": _desk(Role.VIEWER, of.own),
    "organiser_embeds.show": _desk(),
    "organiser_erasures.show": _desk(Role.OWNER, of.own_person, posts=True),
    "organiser_hosts.edit": _desk(
        Role.OWNER, of.host, posts=True, changes=lambda _world: {"telephone": "+49 351 000"}
    ),
    "organiser_hosts.show": _desk(Role.VIEWER, of.host),
    "organiser_log.show": _desk(Role.OWNER, of.host),
    "organiser_logos.change": _desk(Role.OWNER, of.host, posts=True, changes=of.new_logo),
    "organiser_logos.remove": _desk(Role.OWNER, of.host, posts=True),
    "organiser_long_works.load": _desk(Role.EDITOR, of.own, sends=True),
    "organiser_long_works.show": _desk(Role.EDITOR, of.own_work, posts=True),
    "organiser_messages.index": _desk(Role.VIEWER, of.own),
    "organiser_messages.show": _desk(
        Role.VIEWER, of.own_message, posts=True, changes=lambda world: {"decision": "again"}
    ),
    "organiser_news.create": _desk(
        Role.EDITOR, of.host, posts=True, changes=lambda world: of.letter()
    ),
    "organiser_news.edit": _desk(Role.EDITOR, of.own_news, posts=True),
    "organiser_news.index": _desk(Role.VIEWER, of.host),
    "organiser_news.mail": _desk(Role.VIEWER, of.own_news_mail),
    "organiser_news.send": _desk(Role.EDITOR, of.own_news, answer=303, sends=True),
    "organiser_news.show": _desk(Role.VIEWER, of.own_news),
    "organiser_news.test": _desk(Role.EDITOR, of.own_news_mail, answer=303, sends=True),
    "organiser_news.withhold": _desk(Role.EDITOR, of.own_news, answer=303, sends=True),
    "organiser_handouts.index": _desk(Role.EDITOR, of.own, posts=True, changes=of.new_handout),
    "organiser_handouts.file": _desk(Role.EDITOR, of.own_handout),
    "organiser_handouts.move": _desk(Role.EDITOR, of.own_handout, answer=303, sends=True),
    "organiser_handouts.remove": _desk(Role.EDITOR, of.own_handout, posts=True),
    "organiser_handouts.rename": _desk(
        Role.EDITOR, of.own_handout, posts=True, changes=lambda world: {"title": "Summary"}
    ),
    "organiser_notes.delete": _desk(Role.EDITOR, of.own_note, posts=True),
    "organiser_notes.person": _desk(
        Role.EDITOR, of.own_person, posts=True, changes=lambda world: {"text": "Call back"}
    ),
    "organiser_notes.webinar": _desk(
        Role.EDITOR, of.own, posts=True, changes=lambda world: {"text": "Ask for slides"}
    ),
    "organiser_numbers.report": _desk(Role.VIEWER, of.own_series),
    "organiser_numbers.report_file": _desk(Role.VIEWER, of.own_series),
    "organiser_numbers.series": _desk(Role.VIEWER, of.own_series),
    "organiser_numbers.tables_file": _desk(Role.VIEWER, of.own_series),
    "organiser_numbers.webinar": _desk(Role.VIEWER, of.own),
    "organiser_own_words.edit": _desk(
        Role.EDITOR, of.own_words, posts=True, changes=lambda _world: {"subjects-en": "Welcome"}
    ),
    "organiser_own_words.index": _desk(
        Role.EDITOR, lambda world: {**of.own(world), "level": "webinars"}
    ),
    "organiser_own_words.mail": _desk(Role.EDITOR, of.own_words_mail),
    "organiser_own_words.reset": _desk(Role.EDITOR, of.own_words, posts=True),
    "organiser_own_words.test": _desk(Role.EDITOR, of.own_words_mail, answer=303, sends=True),
    "organiser_passkeys.add": _desk(posts=True),
    "organiser_passkeys.remove": _desk(arguments=of.own_passkey, posts=True),
    "organiser_people.cancel": _desk(Role.EDITOR, of.own_person, sends=True),
    "organiser_people.decide": _desk(Role.EDITOR, of.own_person, sends=True),
    "organiser_people.export": _desk(
        Role.EDITOR, of.own, posts=True, changes=lambda world: {"purpose": "Badges", "file": "csv"}
    ),
    "organiser_people.index": _desk(Role.VIEWER, of.own),
    "organiser_people.promote": _desk(Role.EDITOR, of.own_person, sends=True),
    "organiser_people.withdraw": _desk(Role.EDITOR, of.own_person, sends=True),
    "organiser_planning.dates": _desk(Role.EDITOR, of.own_series, posts=True, changes=of.new_dates),
    "organiser_planning.duplicate": _desk(
        Role.EDITOR, of.own, posts=True, changes=lambda _world: {"start-date": "2027-06-01"}
    ),
    "organiser_programme_files.export": _desk(Role.VIEWER, of.own_series_file),
    "organiser_programme_files.load": _desk(Role.EDITOR, of.own_series, posts=True),
    "organiser_proposals.agree": _desk(Role.EDITOR, of.own_proposal, answer=303, sends=True),
    "organiser_proposals.decline": _desk(Role.EDITOR, of.own_proposal, answer=303, sends=True),
    "organiser_proposals.join": _desk(Role.EDITOR, of.other_host, sends=True),
    "organiser_proposals.show": _desk(Role.VIEWER, of.own_proposal),
    "organiser_proposals.withdraw": _desk(
        Role.EDITOR, of.own_past_proposal, answer=303, sends=True
    ),
    "organiser_questions.edit": _desk(Role.EDITOR, of.own, posts=True),
    "organiser_recordings.remove": _desk(Role.EDITOR, of.own, answer=303, sends=True),
    "organiser_recordings.show": _desk(Role.EDITOR, of.own, sends=True),
    "organiser_registrations.address": _desk(
        Role.EDITOR,
        of.own_person,
        posts=True,
        changes=lambda world: {"email": "right.place@example.org"},
    ),
    "organiser_registrations.move": _desk(Role.EDITOR, of.own_person, sends=True),
    "organiser_registrations.show": _desk(Role.VIEWER, of.own_person),
    "organiser_reminder_edits.change": _desk(Role.EDITOR, of.own_reminder, sends=True),
    "organiser_reminder_edits.create": _desk(Role.EDITOR, of.own, sends=True),
    "organiser_reminder_edits.switch": _desk(Role.EDITOR, of.own_reminder, sends=True),
    "organiser_reminders.index": _desk(Role.VIEWER, of.own),
    "organiser_reminders.mail": _desk(Role.VIEWER, of.own_reminder_mail),
    "organiser_reminders.show": _desk(Role.VIEWER, of.own_reminder),
    "organiser_reminders.test": _desk(Role.EDITOR, of.own_reminder_mail, answer=303, sends=True),
    "organiser_series.create": _desk(posts=True, changes=of.new_series),
    "organiser_series.edit": _desk(Role.EDITOR, of.own_series, posts=True),
    "organiser_series.index": _desk(),
    "organiser_shifts.show": _desk(
        Role.EDITOR, of.own_series, posts=True, changes=lambda _world: {"days": "7"}
    ),
    "organiser_support.index": _desk(),
    "organiser_support.people": _support(of.supported),
    "organiser_support.person": _support(of.supported_person),
    "organiser_support_offices.invitation": _desk(
        Role.OWNER, of.host, posts=True, changes=of.new_office
    ),
    "organiser_support_offices.remove": _desk(Role.OWNER, of.office, posts=True),
    "organiser_speakers.invite": _desk(Role.EDITOR, of.own_speaker, posts=True),
    "organiser_speakers.photo": _desk(Role.EDITOR, of.own_speaker, posts=True),
    "organiser_speakers.slides": _desk(
        Role.EDITOR, of.own_speaker, posts=True, changes=lambda _world: {"decision": "release own"}
    ),
    "organiser_speakers.slides_file": _desk(Role.EDITOR, of.own_speaker),
    "organiser_speakers.withdraw": _desk(Role.EDITOR, of.own_speaker, posts=True),
    "organiser_team.again": _desk(Role.OWNER, of.member, posts=True),
    "organiser_team.invitation": _desk(Role.OWNER, of.host, posts=True, changes=of.newcomer),
    "organiser_team.member": _desk(Role.OWNER, of.member, posts=True),
    "organiser_team.remove": _desk(Role.OWNER, of.member, posts=True),
    "organiser_team.show": _desk(Role.OWNER, of.host),
    "organiser_today.enter": _desk(),
    "organiser_today.show": _desk(),
    "organiser_topics.create": _desk(posts=True, changes=of.topic_names),
    "organiser_topics.edit": _desk(
        arguments=of.topic, posts=True, changes=lambda _world: {"names-en": "Other grids"}
    ),
    "organiser_topics.index": _desk(),
    "organiser_topics.remove": _desk(arguments=of.topic, sends=True),
    "organiser_webinars.create": _desk(
        Role.EDITOR, of.own_series, posts=True, changes=of.new_webinar
    ),
    "organiser_webinars.edit": _desk(Role.EDITOR, of.own, posts=True),
    "organiser_webinars.show": _desk(Role.VIEWER, of.own),
}
"""Endpoint to how it is opened."""
