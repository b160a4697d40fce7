"""Writing to many people at the desk: the words, how they read, the number, the way back."""

from __future__ import annotations

from datetime import timedelta

import pytest
from bs4 import BeautifulSoup

from tests.factories import make_host, make_webinar, texts
from tests.mail.reading import parsed, text_of
from tests.support.announcements import make_announcement
from tests.support.changes import make_seated, make_waiting, seat_many
from tests.support.pages import form_fields, page
from webinars.models.announcement import Announcement, Readers
from webinars.models.message import Message, MessageKind, MessageState
from webinars.models.organiser import Role

WORDS = {
    f"{part}-{language}": f"{text} {language}"
    for part, text in (("titles", "A question"), ("texts", "Hello {name}, bring one to {webinar}."))
    for language in ("de", "fr", "en")
}


def here(webinar, more="", language="en"):
    return f"/{language}/organiser/webinars/{webinar.key}/announcements{more}"


def filled(client, path, form="main form[method=post]", **typed):
    return {**form_fields(page(client, path), form), **typed}


def write(client, webinar, **typed):
    """Fill in the form; return the answer."""
    path = here(webinar, "/new")
    return client.post(path, data={**filled(client, path), **WORDS, **typed})


def words(response):
    return " ".join(page_of(response).main.get_text(" ").split())


def page_of(response):
    return BeautifulSoup(response.get_data(as_text=True), "html.parser")


def press(client, webinar, row, act, **typed):
    """Press the button of this act on the page of an announcement; return the page after it."""
    form = f"main form[action$='/{act}']"
    data = filled(client, here(webinar, f"/{row.id}"), form, **typed)
    return client.post(here(webinar, f"/{row.id}/{act}"), data=data, follow_redirects=True)


def messages(session):
    found = session.query(Message).filter_by(kind=MessageKind.ANNOUNCEMENT)
    return found.populate_existing().all()


def test_a_draft_is_kept_and_nobody_gets_it(client, session, webinar):
    make_seated(session, webinar)

    answer = write(client, webinar, readers="confirmed")

    row = session.query(Announcement).one()
    assert (answer.status_code, answer.location) == (303, here(webinar, f"/{row.id}"))
    assert (row.readers, row.region, row.released_at) == (Readers.CONFIRMED, "", None)
    assert row.titles == {code: f"A question {code}" for code in ("de", "fr", "en")}
    assert messages(session) == []


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("en", "{nme} is no placeholder. There are: {name} {webinar}"),
        ("de", "{nme} ist kein Platzhalter. Es gibt: {name} {webinar}"),
        ("fr", "{nme} n’est pas un champ. Les champs sont"),
    ],
)
def test_a_wrong_placeholder_is_named_and_the_words_stay(
    client, session, webinar, language, sentence
):
    path = here(webinar, "/new", language)
    typed = {**WORDS, "texts-fr": "Bonjour {nme}"}

    answer = client.post(path, data={**filled(client, path), **typed})

    assert sentence in answer.get_data(as_text=True)
    shown = page_of(answer).main
    assert "Bonjour {nme}" in shown.select_one("[name='texts-fr']").get_text()
    assert session.query(Announcement).count() == 0


def test_the_languages_of_the_webinar_are_needed_and_no_half_one(client, session, webinar):
    webinar.titles = {"de": "Netze", "fr": "Réseaux"}
    session.commit()

    wrong = write(client, webinar, **{"texts-fr": "", "titles-en": ""})
    assert words(wrong).count("Write the text.") == 2
    assert words(wrong).count("Write the subject line.") == 2

    right = write(client, webinar, **{"titles-en": "", "texts-en": ""})
    assert right.status_code == 303
    row = session.query(Announcement).one()
    shown = words(client.get(here(webinar, f"/{row.id}?in=en")))
    assert "The hosts have written this message in another language: German." in shown


@pytest.mark.parametrize(
    ("language", "greeting", "sentence"),
    [
        ("de", "Guten Tag Kim Beispiel,", "Text (de)"),
        ("fr", "Bonjour Kim Exemple,", "Text (fr)"),
        ("en", "Hello Kim Example,", "Text (en)"),
    ],
)
def test_the_preview_reads_as_the_mail_and_the_test_is_the_same(
    client, session, webinar, language, greeting, sentence
):
    row = make_announcement(
        session, webinar, titles=texts("For {name}"), texts=texts("See https://example.org/a. Text")
    )
    shown = words(client.get(here(webinar, f"/{row.id}?in={language}")))
    assert greeting in shown
    assert sentence in shown
    assert webinar.titles[language] in shown

    frame = client.get(here(webinar, f"/{row.id}/{language}/mail"))
    assert 'href="https://example.org/a"' in frame.get_data(as_text=True)
    assert frame.headers["Content-Security-Policy"].startswith("sandbox; default-src 'none'")

    path = here(webinar, f"/{row.id}?in={language}")
    data = filled(client, path, f"main form[action$='/{language}/test']")
    client.post(here(webinar, f"/{row.id}/{language}/test"), data=data)
    message = session.query(Message).filter_by(kind=MessageKind.TEST).one()
    assert message.title.startswith("[Test] For Kim")
    assert sentence in text_of(parsed(message.body))


def test_sent_it_says_to_how_many_and_can_be_undone(client, session, webinar):
    make_seated(session, webinar, language="de")
    make_seated(session, webinar, language="fr")
    make_waiting(session, webinar)
    row = make_announcement(session, webinar, readers=Readers.CONFIRMED)

    before = words(client.get(here(webinar, f"/{row.id}")))
    assert "This will send an e-mail to 2 people." in before
    sent = words(press(client, webinar, row, "send"))
    assert "2 people get this e-mail." in sent
    assert "Waiting: 2" in sent
    assert "Until then you can undo this." in sent
    undone = words(press(client, webinar, row, "undo"))
    assert "Undone. No e-mail was sent." in undone
    assert "Send to 2 people" in undone
    assert {each.state for each in messages(session)} == {MessageState.DROPPED}


def test_above_two_hundred_the_number_is_typed(client, session, webinar):
    seat_many(session, webinar, 201)
    row = make_announcement(session, webinar)

    for wrong in ("", "200", "many"):
        assert "Type 201, the number of people" in words(
            press(client, webinar, row, "send", count=wrong)
        )
    assert messages(session) == []
    assert "201 people get this e-mail." in words(
        press(client, webinar, row, "send", count=" 201 ")
    )
    assert len(messages(session)) == 201


def test_two_hundred_are_sent_to_without_typing(client, session, webinar):
    seat_many(session, webinar, 200)
    row = make_announcement(session, webinar)

    press(client, webinar, row, "send")

    assert len(messages(session)) == 200


def test_who_sends_what_somebody_else_has_edited_is_told(client, session, webinar):
    make_seated(session, webinar)
    row = make_announcement(session, webinar)
    data = filled(client, here(webinar, f"/{row.id}"), "main form[action$='/send']")
    row.version += 1
    session.commit()

    answer = client.post(here(webinar, f"/{row.id}/send"), data=data, follow_redirects=True)

    assert "Somebody has edited or sent this message in the meantime" in words(answer)
    assert messages(session) == []


def test_an_edit_of_what_was_sent_meanwhile_keeps_what_was_typed(client, session, webinar):
    row = make_announcement(session, webinar)
    path = here(webinar, f"/{row.id}/edit")
    data = {**filled(client, path), **WORDS}
    row.version += 1
    session.commit()

    answer = client.post(path, data=data)

    assert answer.status_code == 409
    assert "A question fr" in answer.get_data(as_text=True)
    session.refresh(row)
    assert row.titles == texts("Bring a question")


def test_who_took_part_is_asked_for_only_after_the_end(client, session, webinar):
    answer = write(client, webinar, readers="attended")

    assert "Who took part is known only after the end." in words(answer)


def test_the_list_of_messages_leads_to_it(client, session, webinar):
    row = make_announcement(session, webinar)

    shown = page(client, f"/en/organiser/webinars/{webinar.key}/messages")

    assert shown.select_one(f"main a[href='{here(webinar, f'/{row.id}')}']") is not None
    assert shown.select_one(f"main a[href='{here(webinar, '/new')}']") is not None


def test_a_viewer_reads_and_finds_no_button(client, session, signed_in, webinar):
    row = make_announcement(session, webinar)
    signed_in(Role.VIEWER)

    shown = words(client.get(here(webinar, f"/{row.id}")))

    assert "This will send" not in shown
    assert client.get(here(webinar, "/new")).status_code == 404


def test_what_belongs_to_another_webinar_is_not_found(client, session, webinar):
    other = make_announcement(session, make_webinar(session, hosts=[make_host(session)]))

    for more in ("", "/edit", "/send", "/undo", "/de/mail", "/de/test"):
        assert client.get(here(webinar, f"/{other.id}{more}")).status_code == 404
    assert client.get(here(webinar, f"/{2**40}")).status_code == 404
    own = make_announcement(session, webinar)
    assert client.get(here(webinar, f"/{own.id}/xx/mail")).status_code == 404


def test_after_the_end_only_who_took_part_or_did_not_is_written_to(client, session, webinar, now):
    webinar.starts_at, webinar.ends_at = now - timedelta(hours=2), now - timedelta(hours=1)
    session.commit()

    answer = write(client, webinar, readers="confirmed")

    assert "After the end, write to those who took part" in words(answer)
    assert session.query(Announcement).count() == 0
    assert write(client, webinar, readers="attended").status_code == 303


def test_a_subject_line_names_nobodys_personal_page(client, session, webinar):
    answer = write(client, webinar, **{"titles-en": "Your page: {my_page}"})

    assert "{my_page} is no placeholder." in words(answer)
    assert session.query(Announcement).count() == 0
