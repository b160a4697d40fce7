"""Slides on the page Today, until a host has released or declined them."""

from datetime import datetime

import pytest
from sqlalchemy import select

from tests.factories import make_hosts, make_speaker, make_webinar
from tests.support.pages import page, text_of
from tests.support.parts import part
from tests.support.speakers import make_speaker_desk, with_slides
from tests.support.statements import recorded_statements
from webinars.models.organiser import Organiser, Role
from webinars.models.webinar import SlidesState, WebinarState
from webinars.services.slides import decide_slides

URL = "/en/organiser"
PAST = {"local_start": datetime(2026, 2, 3, 14, 0)}


def hand_in(session, webinar, key, name="Alex Muster"):
    speaker = make_speaker(session, webinar=webinar, name=name)
    waiting = with_slides(key, SlidesState.PENDING)
    return make_speaker_desk(session, webinar=webinar, speaker=speaker, **waiting)


@pytest.mark.parametrize("release", [True, False])
def test_slides_that_wait_need_attention_until_somebody_has_decided(
    client, session, signed_in, now, release
):
    signed_in()
    organiser = session.scalars(select(Organiser)).one()
    webinar = make_webinar(session, key="grids", hosts=[make_hosts(session)[0]])
    desk = hand_in(session, webinar, "first")
    link = f"/en/organiser/webinars/grids/speakers/{desk.speaker_id}/slides"

    shown = page(client, URL)

    assert "1 thing needs your attention." in text_of(shown)
    assert text_of(shown, ".tasks h3") == "Alex Muster has handed in slides"
    assert part(shown, ".tasks a")["href"] == link
    decide_slides(organiser, "grids", desk.speaker_id, seen="first", release=release, now=now)
    assert not page(client, URL).select(".tasks")


def test_slides_are_shown_after_the_webinar_to_its_own_hosts_alone(client, session, signed_in, now):
    signed_in(Role.VIEWER)
    saxony, partner = make_hosts(session)
    hand_in(session, make_webinar(session, hosts=[partner]), "theirs", "Kim Beispiel")
    gone = {"state": WebinarState.CANCELLED, "cancelled_at": now}
    hand_in(session, make_webinar(session, hosts=[saxony], **gone), "cancelled", "Sam Beispiel")
    put_away = make_webinar(session, hosts=[saxony], archived_at=now, **PAST)
    hand_in(session, put_away, "archived", "Toni Beispiel")
    assert "No webinars yet." in text_of(page(client, URL))
    over = make_webinar(session, key="over", hosts=[saxony], **PAST)
    hand_in(session, over, "own")

    with recorded_statements() as few:
        shown = page(client, URL)

    assert text_of(shown, ".tasks h3") == "Alex Muster has handed in slides"
    assert part(shown, ".tasks a")["href"] == "/en/organiser/webinars/over#speakers-title"
    hand_in(session, over, "more")
    with recorded_statements() as many:
        assert len(page(client, URL).select(".tasks li")) == 2
    assert len(few) == len(many)
