"""Who was signed out while writing, and signed in again beside it, loses nothing."""

from __future__ import annotations

import re
from datetime import datetime
from itertools import cycle
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.factories import make_hosts, make_series, make_topic, make_webinar
from tests.support.announcements import make_announcement
from tests.support.changes import make_seated
from tests.support.pages import form_fields, page, parsed, post, text_of
from tests.support.parts import part
from tests.support.recordings import URL
from tests.support.rows import dump
from tests.support.sign_in import ACCOUNT, make_olga, sign_in_as
from tests.support.times import starting_in
from webinars.models.announcement import Announcement
from webinars.models.message import Message, MessageKind
from webinars.models.webinar import Webinar, WebinarState

WORDS = "Unmistakable"
"""Stands in what is typed, and nowhere before."""

LETTER = {
    f"{part}-{language}": f"{WORDS} {part}"
    for part in ("titles", "texts")
    for language in ("de", "fr", "en")
}
NAMES = {f"names-{language}": f"{WORDS} {language}" for language in ("de", "fr", "en")}
PERSON = {
    "given_name": WORDS,
    "family_name": "Exemple",
    "email": "jo.exemple@example.org",
    "organisation_name": "Exemple SA",
    "organisation_kind": "company",
    "region": "wallonia",
    "language": "fr",
}
DATES = {"titles-en": WORDS, "start-date": "2027-04-22", "start-time": "14:00", "count": "3"}

FORMS: dict[str, dict[str, str]] = {
    "webinars/w/announcements/new": LETTER,
    "hosts/energy-saxony/news/new": LETTER,
    "webinars/w/words/registered": {"subjects-en": WORDS, "openings-fr": f"{WORDS} too"},
    "hosts/energy-saxony/words/registered": {"subjects-de": WORDS},
    "hosts/energy-saxony/edit": {"descriptions-fr": WORDS, "telephone": "+49 351 000"},
    "webinars/w/notes": {"text": f"{WORDS}\nwords"},
    "webinars/w/people/add": PERSON,
    "topics/new": NAMES,
    "topics/h2/edit": NAMES,
    "webinars/held/recording": {"url": f"{URL}&name={WORDS}", "until": "2027-12-31"},
}
"""Address below the desk to what is typed there."""

SAID = {
    "de": "ist abgelaufen. Ihre Angaben sind noch da",
    "en": "has expired. Nothing is lost: please send it once more.",
    "fr": "a expiré. Vos réponses sont conservées",
}


@pytest.fixture(autouse=True)
def webinar(client: FlaskClient, session: Session) -> Webinar:
    """A webinar to come; there is one of yesterday and a topic, too."""
    host, _ = make_hosts(session)
    make_olga(session, host)
    series = make_series(session, key="s", hosts=[host])
    make_topic(session, key="h2")
    make_webinar(session, key="held", series=series, hosts=[host], **starting_in(days=-1))
    sign_in_as(client)
    return make_webinar(session, key="w", series=series, hosts=[host])


def sign_in_anew(client: FlaskClient) -> None:
    """Do in another tab what makes the open forms expire."""
    post(client, ACCOUNT, action="/en/organiser/sign-out")
    assert sign_in_as(client).status_code == 303


def typed_in(fields: dict[str, Any], typed: dict[str, str]) -> dict[str, str]:
    """Return what these fields hold of what was typed; browsers send each line break as two."""
    return {name: "\n".join(fields[name][0].splitlines()) for name in typed}


@pytest.mark.parametrize(("path", "language"), list(zip(FORMS, cycle(SAID))))
def test_what_was_typed_stays_and_is_stored_when_it_is_sent_once_more(
    client: FlaskClient, session: Session, path: str, language: str
) -> None:
    url, typed = f"/{language}/organiser/{path}", FORMS[path]
    fields = {**form_fields(page(client, url)), **typed}
    sign_in_anew(client)
    before = dump(session)

    refused = client.post(url, data=fields)

    assert refused.status_code == 400
    shown = parsed(refused)
    assert SAID[language] in text_of(shown, ".errors[role=alert]")
    assert not shown.select("[aria-invalid]")
    assert typed_in(form_fields(shown), typed) == typed
    assert dump(session) == before
    assert WORDS not in str(before)
    assert client.post(url, data=form_fields(shown)).status_code == 303
    assert WORDS in str(dump(session))


def test_the_date_of_a_copy_stays(client: FlaskClient, session: Session) -> None:
    url = "/en/organiser/webinars/w/duplicate"
    fields = {**form_fields(page(client, url)), "start-date": "2027-06-01"}
    sign_in_anew(client)

    shown = parsed(client.post(url, data=fields))

    assert form_fields(shown)["start-date"] == ["2027-06-01"]
    assert drafts(session) == []
    assert client.post(url, data=form_fields(shown)).status_code == 303
    assert drafts(session) == [datetime(2027, 6, 1, 14)]


def test_a_pattern_stays_and_so_do_the_dates_chosen_of_it(
    client: FlaskClient, session: Session
) -> None:
    url = "/en/organiser/series/s/webinars/dates"
    fields = {**form_fields(page(client, url)), **DATES}
    sign_in_anew(client)
    again = client.post(url, data=fields)
    assert again.status_code == 400
    pattern = form_fields(parsed(again))
    assert typed_in(pattern, DATES) == DATES
    offered = form_fields(parsed(client.post(url, data=pattern)))
    assert len(offered["dates"]) == 3
    sign_in_anew(client)

    refused = client.post(url, data={**offered, "dates": offered["dates"][1:]})

    shown = parsed(refused)
    assert (refused.status_code, SAID["en"] in text_of(shown, ".errors")) == (400, True)
    assert form_fields(shown)["dates"] == offered["dates"][1:]
    assert drafts(session) == []
    assert client.post(url, data=form_fields(shown)).status_code == 303
    assert [each.date().isoformat() for each in drafts(session)] == offered["dates"][1:]


def test_none_of_the_dates_ticked_is_told_only_once_the_form_is_good_again(
    client: FlaskClient, session: Session
) -> None:
    url = "/en/organiser/series/s/webinars/dates"
    asked = client.post(url, data={**form_fields(page(client, url)), **DATES})
    offered = {**form_fields(parsed(asked)), "dates": []}
    sign_in_anew(client)

    shown = parsed(client.post(url, data=offered))

    assert [text_of(each, "p") for each in shown.select(".errors")] != []
    assert "Tick at least one date." not in text_of(shown)
    told = parsed(client.post(url, data=form_fields(shown)))
    assert "Tick at least one date." in text_of(told, ".errors")
    assert part(told, "title").get_text().startswith("Error:")


def test_a_letter_is_sent_and_taken_back_from_the_page_that_comes_again(
    client: FlaskClient, session: Session, webinar: Webinar
) -> None:
    make_seated(session, webinar)
    letter = f"/en/organiser/webinars/w/announcements/{make_announcement(session, webinar).id}"
    for act, done in (("send", True), ("undo", False)):
        form = f"main form[action$='/{act}']"
        fields = form_fields(page(client, letter), form)
        sign_in_anew(client)
        refused = client.post(f"{letter}/{act}", data=fields)
        assert refused.status_code == 400
        assert SAID["en"] in text_of(parsed(refused), ".errors")
        again = form_fields(parsed(refused), form)
        assert released(session) is not done
        assert client.post(f"{letter}/{act}", data=again).status_code == 303
        assert released(session) is done


def test_a_test_of_a_mail_is_not_taken_for_sent(
    client: FlaskClient, session: Session, webinar: Webinar
) -> None:
    letter = f"/en/organiser/webinars/w/announcements/{make_announcement(session, webinar).id}"
    fields = form_fields(page(client, letter), "main form[action$='/test']")
    sign_in_anew(client)

    refused = client.post(f"{letter}/en/test", data=fields)

    assert refused.status_code == 400
    shown = parsed(refused)
    assert text_of(shown, "h1") == "This form has expired"
    back = client.get(str(part(shown, "main a.button")["href"]))
    assert re.fullmatch(rf"{letter}(\?in=en)?", str(back.location))
    session.rollback()
    assert session.scalars(select(Message).filter_by(kind=MessageKind.TEST)).all() == []


def drafts(session: Session) -> list[datetime]:
    session.rollback()
    statement = select(Webinar.local_start).where(Webinar.state == WebinarState.DRAFT)
    return list(session.scalars(statement.order_by(Webinar.starts_at)))


def released(session: Session) -> bool:
    session.rollback()
    return session.scalars(select(Announcement.released_at)).one() is not None
