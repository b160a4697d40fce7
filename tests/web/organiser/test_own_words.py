"""Own words of mails at the desk: written, looked at, tried, and taken back."""

from __future__ import annotations

import pytest

from tests.factories import make_host, make_hosts, make_series, make_webinar
from tests.mail.reading import parsed, text_of
from tests.support.own_words import make_own_words
from tests.support.pages import form_fields, page
from webinars.models.audit import AuditEntry
from webinars.models.message import Message, MessageKind
from webinars.models.organiser import Role
from webinars.models.own_words import OwnWords, WordsKind

WORDS = {"subjects-fr": "Bienvenue à {webinar}", "openings-fr": "Bonjour et merci."}


def here(webinar, more="", level="webinars"):
    return f"/en/organiser/{level}/{webinar.key}/words{more}"


def sent(client, path, form="main form[method=post]", **typed):
    return client.post(path, data={**form_fields(page(client, path), form), **typed})


def words(client, path):
    return " ".join(page(client, path).main.get_text(" ").split())


def test_they_are_written_looked_at_tried_and_taken_back(client, session, webinar):
    path = here(webinar, "/registered")
    wrong = {**WORDS, "openings-de": "Hallo {nam}", "closings-en": "Bye {name"}
    said = sent(client, path, **wrong)
    assert said.status_code == 422
    for sentence in ("{nam} is no placeholder.", "{name is no placeholder.", "Hallo {nam}"):
        assert sentence in said.get_data(as_text=True)
    assert b"Use at most 200 characters" in sent(client, path, **{"subjects-en": "x" * 201}).data
    nothing = sent(client, path, **{"subjects-en": "  "}).get_data(as_text=True)
    assert "Write something in your own words" in nothing
    assert b"{my_page} is no placeholder" in sent(client, path, **{"subjects-en": "{my_page}"}).data
    assert session.query(OwnWords).count() == 0

    smuggled = {**WORDS, "subjects-fr": "Bienvenue\r\nBcc: eve@example.org"}
    sent(client, path, **smuggled)
    assert session.query(OwnWords).one().subjects == {"fr": "Bienvenue Bcc: eve@example.org"}
    assert sent(client, path, **WORDS).status_code == 303
    shown = words(client, f"{path}?in=fr&done=1")
    assert "Saved." in shown
    title = webinar.titles["fr"]
    assert f"Subject Bienvenue à {title}" in shown
    assert "Bonjour et merci." in client.get(f"{path}/fr/mail").get_data(as_text=True)
    assert "Registered, with a place own words" in words(client, here(webinar))

    client.post(
        f"{path}/fr/test", data=form_fields(page(client, path), "main form[action$='/test']")
    )
    test = session.query(Message).filter_by(kind=MessageKind.TEST).one()
    assert f"Bienvenue à {title}" in test.title
    assert "Bonjour et merci." in text_of(parsed(test.body))

    assert "Your words of this e-mail are removed" in words(client, f"{path}/usual")
    assert session.query(OwnWords).count() == 1
    assert sent(client, f"{path}/usual").status_code == 303
    assert session.query(OwnWords).count() == 0
    entries = session.query(AuditEntry).filter(AuditEntry.action.startswith("words."))
    acts = [(each.action, each.details["values"]) for each in entries.order_by(AuditEntry.id)]
    assert [act for act, _ in acts] == ["words.changed", "words.changed", "words.reset"]
    assert acts[2][1]["subjects"] == [{"fr": WORDS["subjects-fr"]}, {}]


def test_who_was_slower_loses_nothing(client, session, webinar):
    path = here(webinar, "/moved")
    old = form_fields(page(client, path), "main form[method=post]")
    row = make_own_words(session, webinar, kind=WordsKind.MOVED)
    answer = client.post(path, data={**old, **WORDS})
    assert answer.status_code == 409
    shown = answer.get_data(as_text=True)
    assert "Bonjour et merci." in shown
    told = shown.partition('role="alert"')[2].partition("<form")[0]
    assert "Good that you come" in told
    session.refresh(row)
    assert "Good that you come" in row.openings["fr"]
    stale = {**form_fields(page(client, f"{path}/usual"), "main form[method=post]"), "version": "7"}
    assert client.post(f"{path}/usual", data=stale).status_code == 409
    assert session.query(OwnWords).count() == 1


def test_series_and_hosts_have_words_of_their_own(client, session, webinar):
    saxony, _ = make_hosts(session)
    sent(client, here(webinar.series, "/moved", "series"), **WORDS)
    sent(client, here(saxony, "/cancelled", "hosts"), **WORDS)
    listed = words(client, here(webinar))
    assert "Moved to another time words of the series" in listed
    assert "Cancelled by the hosts words of a host (Energy Saxony, TWEED)" in listed
    assert "Bonjour et merci." in words(client, here(saxony, "/cancelled?in=fr", "hosts"))
    # In French the other host is named first, and has no words.
    assert "Bonjour et merci." not in words(client, here(webinar, "/cancelled?in=fr"))

    lonely = make_series(session)
    assert "As soon as there is a webinar" in words(client, here(lonely, "/moved", "series"))
    assert client.get(here(lonely, "/moved/fr/mail", "series")).status_code == 404


@pytest.mark.parametrize("role", [Role.VIEWER, Role.EDITOR])
def test_only_editors_of_the_host_change_them(client, session, signed_in, role):
    own, other = make_webinar(session), make_host(session)
    foreign = make_webinar(session, hosts=[other], series=make_series(session, hosts=[other]))
    signed_in(role)
    for level, mine, theirs in (
        ("webinars", own, foreign),
        ("series", own.series, foreign.series),
        ("hosts", make_hosts(session)[0], other),
    ):
        for more in ("", "/moved", "/moved/usual"):
            expected = 200 if role == Role.EDITOR else 404
            assert client.get(here(mine, more, level)).status_code == expected
            assert client.get(here(theirs, more, level)).status_code == 404
    assert client.get(here(own, "/unknown")).status_code == 404
