"""Own words of teams in the mails that arrive: whose hold, for whom, and what stays."""

from __future__ import annotations

import pytest

from tests.delivery.test_writing import claim_reminders
from tests.factories import NOW, make_hosts, make_webinar
from tests.mail.mails import composed, invitation_message, registered_message
from tests.mail.reading import calendar_of, html_of, text_of
from tests.support.own_words import make_own_words
from tests.support.planning import DUE
from tests.support.statements import recorded_statements
from webinars.delivery.sender import Sender
from webinars.delivery.writing import write_together
from webinars.mail.word_previews import preview_words
from webinars.models.own_words import WordsKind
from webinars.models.registration import RegistrationState

EMPTY: dict[str, dict[str, str]] = {"subjects": {}, "openings": {}, "closings": {}}


def test_they_arrive_in_the_language_of_the_reader_with_all_that_the_service_says(
    app, session, smtp
):
    webinar = make_webinar(session, titles={"en": "Grids & <storage>"})
    make_own_words(
        session,
        webinar,
        openings={"fr": "Bienvenue {name}, à « {webinar} ».\n\nVoir {my_page}", "de": "Hallo"},
        closings={"fr": "<b>À bientôt</b>"},
    )
    for language in ("fr", "en"):
        registered_message(
            session,
            [webinar],
            language,
            given_name="{webinar}",
            family_name="<i>Exemple</i>",
            email=f"{language}@example.org",
        )

    Sender(app, lambda: NOW).drain()

    (french,), (english,) = (smtp.messages_to(f"{code}@example.org") for code in ("fr", "en"))
    assert french["Subject"] == "Welcome to Grids & <storage> (fr)"
    assert english["Subject"] == "Welcome to Grids & <storage> (en)"
    text, page = text_of(french), html_of(french)
    assert "Bienvenue {webinar} <i>Exemple</i>, à « Grids & <storage> »." in text
    assert (
        "Bienvenue {webinar} &lt;i&gt;Exemple&lt;/i&gt;, à « Grids &amp; &lt;storage&gt; »." in page
    )
    assert "&lt;b&gt;À bientôt&lt;/b&gt;" in page
    assert text.index("Bienvenue") < text.index("– Grids & <storage>") < text.index("À bientôt")
    assert text.index("<b>À bientôt</b>") < text.index("Energy Saxony")
    assert "Votre inscription est confirmée" not in text
    for said in ("/fr/join/", "imprint", "/fr/privacy/joint"):
        assert said in text
    # Nobody wrote to readers of English: they get what the service says.
    assert "Your registration is confirmed." in text_of(english)
    assert "Hallo" not in text_of(english)


def test_the_nearest_that_says_something_counts_part_by_part(session):
    saxony, tweed = make_hosts(session)
    webinar = make_webinar(session)
    for host in (saxony, tweed):
        make_own_words(session, host, openings={"de": host.name, "fr": host.name})
    message = {code: registered_message(session, [webinar], code) for code in ("de", "fr")}
    said = {code: text_of(composed(each, session)) for code, each in message.items()}
    assert "\r\nEnergy Saxony\r\n\r\n" in said["de"].partition("Webinar")[0]
    assert "\r\nTWEED\r\n\r\n" in said["fr"].partition("Webinar")[0]

    make_own_words(session, webinar.series, **{**EMPTY, "openings": {"de": "Von der Reihe"}})
    make_own_words(session, webinar, **{**EMPTY, "closings": {"de": "Vom Webinar"}})
    mail = composed(message["de"], session)
    assert mail["Subject"].startswith("Welcome to Webinar")
    text = text_of(mail)
    assert text.index("Von der Reihe") < text.index("Vom Webinar")
    assert "See you on" not in text
    make_own_words(session, webinar, kind=WordsKind.WAITING, subjects={"de": "Sie warten"})
    assert composed(message["de"], session)["Subject"].startswith("Welcome")


def test_a_mail_about_several_webinars_and_one_in_another_state_keep_their_words(session):
    first, second = make_webinar(session), make_webinar(session)
    for webinar in (first, second):
        make_own_words(session, webinar)
    both = composed(registered_message(session, [first, second], "en"), session)
    assert both["Subject"] == "Your places are reserved: 2 webinars"
    states = {first.key: RegistrationState.WAITING}
    waits = composed(registered_message(session, [first], "en", states=states), session)
    assert waits["Subject"].startswith("You are on the waiting list")


def test_the_calendar_entry_stays(session):
    message = invitation_message(session, "de")
    usual = calendar_of(composed(message, session))
    for host in make_hosts(session):
        make_own_words(session, host, kind=WordsKind.INVITATION)
    mail = composed(message, session)
    assert "Good that you come" in text_of(mail)
    assert calendar_of(mail) == usual


def test_a_batch_asks_for_them_once(app, session):
    few, many = claim_reminders(session, 2), claim_reminders(session, 9)
    for host in make_hosts(session):
        for kind in WordsKind:
            make_own_words(session, host, kind=kind)
    session.rollback()
    for batch in (few, many):
        with app.app_context(), recorded_statements() as statements:
            written = write_together(batch, DUE)
        assert len(written) == len(batch)
        assert len([each for each in statements if "FROM own_words" in each]) == 1
        assert all(b"Good that you come" in each.body for each in written.values())


@pytest.mark.parametrize("language", ["de", "fr", "en"])
def test_every_kind_can_be_looked_at(app, session, language):
    webinar = make_webinar(session)
    with app.test_request_context():
        for kind in WordsKind:
            row = make_own_words(session, webinar, kind=kind)
            own, usual = (
                preview_words(kind, chain, webinar, language, now=NOW) for chain in ([row], [])
            )
            assert own.subject == f"Welcome to {webinar.titles[language]} ({language})"
            assert own.subject != usual.subject
            assert "Good that you come" in own.html
            assert "Good that you come" in own.text
            assert "Good that you come" not in usual.text
