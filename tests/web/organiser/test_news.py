"""News of a host at the desk: the words, how they read, the number, the way back."""

from __future__ import annotations

import pytest

from tests.factories import make_hosts
from tests.mail.reading import parsed, text_of
from tests.support.news import make_news, make_news_reader
from tests.support.pages import form_fields, page
from webinars.models.message import Message, MessageKind, MessageState
from webinars.models.news import News
from webinars.models.organiser import Role

WORDS = {
    f"{part}-{language}": f"{text} {language}"
    for part, text in (("titles", "New dates"), ("texts", "See {programme}. {host}"))
    for language in ("de", "fr", "en")
}


@pytest.fixture
def host(session):
    return make_hosts(session)[0]


def here(host, more="", language="en"):
    return f"/{language}/organiser/hosts/{host.key}/news{more}"


def filled(client, path, form="main form[method=post]", **typed):
    return {**form_fields(page(client, path), form), **typed}


def words(client, path):
    return " ".join(page(client, path).main.get_text(" ").split())


def press(client, host, row, act, **typed):
    """Press the button of this act; return what the page after it says."""
    path = here(host, f"/{row.id}")
    data = filled(client, path, f"main form[action$='/{act}']", **typed)
    client.post(f"{path}/{act}", data=data)
    return words(client, path)


def test_it_is_written_tried_sent_and_taken_back(client, session, signed_in, host):
    signed_in(Role.EDITOR)
    make_news_reader(session, host, "a@example.org", language="fr")
    path = here(host, "/new")
    typed = {**WORDS, "texts-fr": "Bonjour {name}"}
    wrong = client.post(path, data=filled(client, path, **typed)).get_data(as_text=True)
    assert "{name} is no placeholder. There are: {host} {programme}." in wrong
    assert "Bonjour {name}" in wrong
    answer = client.post(path, data=filled(client, path, **WORDS))
    row = session.query(News).one()
    assert answer.location == here(host, f"/{row.id}")

    shown = words(client, here(host, f"/{row.id}?in=fr"))
    assert "Actualités" not in shown.partition("Text only")[0]
    assert f"Ne plus recevoir les actualités envoyées par {host.name}" in shown
    assert "This will send an e-mail to 1 person." in shown
    data = filled(client, here(host, f"/{row.id}?in=fr"), "main form[action$='/fr/test']")
    client.post(here(host, f"/{row.id}/fr/test"), data=data)
    test = session.query(Message).filter_by(kind=MessageKind.TEST).one()
    assert "/fr/programme. Energy Saxony fr" in text_of(parsed(test.body))

    sent = press(client, host, row, "send")
    assert "1 person gets this e-mail." in sent
    assert "Waiting: 1" in sent
    assert "Undone. No e-mail was sent." in press(client, host, row, "undo")
    (message,) = session.query(Message).filter_by(kind=MessageKind.NEWS).populate_existing()
    assert message.state == MessageState.DROPPED
    log = words(client, here(host))
    assert "1 person has agreed to get news from you." in log
    assert "New dates en" in log


def test_above_two_hundred_the_number_is_typed(client, session, signed_in, host):
    signed_in(Role.EDITOR)
    for number in range(201):
        session.add(
            make_news_reader(session, host, f"{number}@example.org", recipient_hash=f"{number:064}")
        )
    row = make_news(session, host)

    assert "Type 201, the number of people" in wrong_number(client, host, row)
    assert session.query(Message).filter_by(kind=MessageKind.NEWS).count() == 0
    assert "201 people get this e-mail." in press(client, host, row, "send", count="201")


def wrong_number(client, host, row):
    path = here(host, f"/{row.id}")
    data = filled(client, path, "main form[action$='/send']", count="200")
    return client.post(f"{path}/send", data=data).get_data(as_text=True)


def test_whom_it_did_not_reach_is_named_and_a_viewer_only_reads(client, session, signed_in, host):
    row = make_news(session, host)
    make_news_reader(session, host, "a@example.org")
    signed_in(Role.EDITOR)
    press(client, host, row, "send")
    (message,) = session.query(Message).filter_by(kind=MessageKind.NEWS)
    message.state, message.status_code = MessageState.FAILED, "5.1.1"
    session.commit()
    signed_in(Role.VIEWER)

    shown = words(client, here(host, f"/{row.id}"))

    assert "a@example.org Refused: this address does not exist." in shown
    assert "Send it to me as a test" not in shown
    assert client.get(here(host, "/new")).status_code == 404
    other = make_hosts(session)[1]
    for more in ("", f"/{row.id}", f"/{row.id}/de/mail"):
        assert client.get(here(other, more)).status_code == 404
