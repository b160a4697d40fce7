"""Deleting drafts and empty series at the desk."""

from tests.factories import (
    make_agenda_item,
    make_message,
    make_reminder,
    make_series,
    make_speaker,
    make_webinar,
)
from tests.support.announcements import make_announcement
from tests.support.deletions import deletion_of, press
from tests.support.handouts import make_handout
from tests.support.long_works import make_long_work
from tests.support.notes import make_note
from tests.support.organisers import make_agreement, make_organiser
from tests.support.own_words import make_own_words
from tests.support.pages import form_fields, page, parsed, text_of
from tests.support.proposals import make_proposal
from tests.support.questions import make_question
from tests.support.rows import dump
from tests.support.speakers import make_speaker_desk, with_photo, with_slides
from tests.support.world import sign_in
from webinars.models.audit import AuditEntry
from webinars.models.message import Message, MessageKind, MessageState, Subject
from webinars.models.organiser import Role
from webinars.models.series import Series
from webinars.models.webinar import WebinarState
from webinars.services.deletions import delete_webinar

NAMES = {
    "en": "Deleted by mistake",
    "de": "Aus Versehen angelegt",
    "fr": "Créé par erreur",
}


def fill(session, webinar):
    """Give a webinar one of everything that teams make before it is online."""
    host, partner = webinar.hosts
    make_agenda_item(session, webinar=webinar, host_id=partner.id)
    make_speaker(session, webinar=webinar)
    make_speaker_desk(session, webinar=webinar, **with_photo(webinar.key), **with_slides("s"))
    make_handout(session, webinar)
    first = make_question(session, webinar=webinar)
    make_question(session, webinar=webinar, condition_id=first.id)
    make_reminder(session, webinar=webinar)
    make_note(session, partner, webinar)
    make_own_words(session, webinar)
    make_agreement(session, webinar, partner)
    make_proposal(session, webinar, hosts=[partner.id])
    make_announcement(session, webinar)
    make_long_work(session, webinar, make_organiser(session, {host: Role.EDITOR}))


def without(rows, *tables):
    return {name: kept for name, kept in rows.items() if name not in tables}


def test_a_draft_goes_with_all_that_belongs_to_it_and_with_nothing_else(client, session, draft):
    make_webinar(session, series=draft.series)
    make_organiser(session, {draft.hosts[0]: Role.EDITOR})
    before = dump(session)
    fill(session, draft)
    number, title = draft.id, draft.titles["en"]

    told = page(client, deletion_of(draft))
    assert client.get(f"/en/organiser/webinars/{draft.key}").status_code == 200
    response = press(client, deletion_of(draft))

    after = dump(session)
    assert after.pop("audit_entries")[0]["action"] == "webinar.deleted"
    for table, rows in without(after, "organisers", "memberships", "organiser_sessions").items():
        kept = [row for row in before[table] if row.get("webinar_id") != number]
        gone = table == "webinars"
        assert rows == [row for row in kept if not gone or row["id"] != number], table
    assert "1 item" in text_of(told)
    assert "Wednesday 3 February 2027" in text_of(told)
    assert "The link to the speaker’s desk that 1 person has received stops working." in text_of(
        told
    )
    assert response.location == "/en/organiser/series?deleted=draft#joint"
    shown = page(client, response.location)
    assert text_of(shown, "#joint .notice") == f"‘{title}’ has been deleted."


def test_the_page_says_what_the_partner_has_done_for_the_draft(client, session, draft):
    shown = text_of(page(client, deletion_of(draft)))
    assert "already agreed" not in shown
    assert "waits for an answer" not in shown
    partner = draft.hosts[1]
    make_agreement(session, draft, partner)
    make_proposal(session, draft, hosts=[partner.id])

    shown = text_of(page(client, deletion_of(draft)))

    assert f"{partner.name} has already agreed to publish this draft." in shown
    assert "A change of this draft is proposed and waits for an answer." in shown
    assert press(client, deletion_of(draft)).status_code == 303


def test_nobody_is_asked_any_more_to_agree_to_what_is_deleted(client, session, draft):
    values = {"kind": MessageKind.AGREEMENT, "subject_type": Subject.WEBINAR}
    asked = make_message(session, subject_id=draft.id, **values)
    other = make_message(session, subject_id=draft.id + 1, **values)

    press(client, deletion_of(draft))

    session.rollback()
    assert session.get(Message, asked.id).state == MessageState.DROPPED
    assert session.get(Message, other.id).state == MessageState.QUEUED


def test_a_series_goes_once_its_drafts_are_gone(client, session, draft, joint):
    assert "Delete the series" not in text_of(page(client, "/en/organiser/series"))
    fields = form_fields(page(client, deletion_of(draft)))
    refused = client.post(deletion_of(joint), data=fields)
    assert refused.status_code == 409
    assert "Please delete its drafts first." in text_of(parsed(refused))
    assert "Please delete its drafts first." in text_of(page(client, deletion_of(joint)))
    make_reminder(session, series=joint)
    make_own_words(session, joint)

    press(client, deletion_of(draft))
    assert "Delete the series" in text_of(page(client, "/en/organiser/series"))
    response = press(client, deletion_of(joint))

    assert response.location == "/en/organiser/series?deleted=joint"
    assert "‘Joint" in text_of(page(client, response.location))
    rows = dump(session, [Series.metadata.tables[each] for each in ("series", "reminders")])
    assert rows == {"series": [], "reminders": []}


def test_what_is_deleted_already_is_not_found(client, session, draft, joint, now):
    alone = make_series(session, key="alone")
    for row in (draft, alone):
        path, fields = deletion_of(row), form_fields(page(client, deletion_of(row)))
        assert client.post(path, data=fields).status_code == 303
        assert client.post(path, data=fields).status_code == 404
        assert client.get(path).status_code == 404


def test_the_log_of_every_host_names_what_was_deleted(client, session, world):
    host, partner = world.host, world.organisers["other"].memberships[0].host
    series = make_series(session, titles={"en": "Waves", "de": "Wellen", "fr": "Vagues"})
    draft = make_webinar(session, series=series, state=WebinarState.DRAFT, titles=NAMES)
    sign_in(client, "owner")
    press(client, deletion_of(draft))
    press(client, deletion_of(series))
    words = {
        "en": ("deleted the draft of a webinar", "deleted the series", "Waves", "3 February 2027"),
        "de": ("Entwurf eines Webinars gelöscht", "Reihe gelöscht", "Wellen", "3. Februar 2027"),
        "fr": ("Brouillon de webinaire supprimé", "Cycle supprimé", "Vagues", "3 février 2027"),
    }
    for name, whose in (("owner", host), ("other", partner)):
        sign_in(client, name)
        for language, expected in words.items():
            path = f"/{language}/organiser/hosts/{whose.key}/log?kind=webinars"
            shown = text_of(page(client, path))
            for each in (*expected, NAMES[language]):
                assert each in shown, (name, language, each)


def test_only_what_the_log_of_an_own_host_holds_is_said_to_be_deleted(client, session, draft, now):
    gone = "has been deleted."
    partner = make_organiser(session, {draft.hosts[1]: Role.EDITOR})
    private = make_webinar(session, key="theirs", hosts=[draft.hosts[1]], state=WebinarState.DRAFT)
    delete_webinar(partner, private.key, now=now)
    for key in ("theirs", "draft", "anything"):
        assert gone not in text_of(page(client, f"/en/organiser/series?deleted={key}"))
    delete_webinar(partner, "draft", now=now)
    assert gone in text_of(page(client, "/en/organiser/series?deleted=draft"))
    assert gone in text_of(page(client, "/en/organiser/series?deleted=%00draft"))
    assert gone not in text_of(page(client, "/en/organiser/series?deleted=%00"))
    entries = dump(session, [AuditEntry.metadata.tables["audit_entries"]])["audit_entries"]
    assert {each["details"]["key"] for each in entries} == {"draft", "theirs"}
