"""Copies of webinars, and many dates at once."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import func, select

from tests.factories import (
    NOW,
    make_agenda_item,
    make_hosts,
    make_organisation,
    make_registration,
    make_reminder,
    make_series,
    make_speaker,
    make_topic,
    make_webinar,
)
from tests.support.changes import later, make_editor
from tests.support.handouts import make_handout
from tests.support.organisers import make_organiser
from tests.support.own_words import make_own_words
from tests.support.questions import make_question
from webinars.errors import ChangeRefusedError, NotFoundError, Refusal
from webinars.models.audit import AuditEntry
from webinars.models.handout import HandoutKind
from webinars.models.message import Message
from webinars.models.organiser import Role
from webinars.models.question import YES, QuestionKind
from webinars.models.schedule import Schedule
from webinars.models.webinar import Webinar, WebinarState
from webinars.queries.handouts import list_handouts
from webinars.queries.own_words import list_own_words
from webinars.queries.questions import list_questions
from webinars.services.planning import DatesDetails, create_dates, duplicate_webinar
from webinars.zones import to_utc


def stored(session, key):
    session.rollback()
    return session.scalars(select(Webinar).where(Webinar.key == key)).one()


def count(session, model=Webinar):
    session.rollback()
    return session.scalar(select(func.count()).select_from(model))


def rich(session):
    """Make a webinar of which everything is said."""
    webinar = make_webinar(
        session,
        titles={"en": "Grids", "de": "Netze"},
        topics=[make_topic(session)],
        meeting_url="https://meet.example.org/room",
        meeting_passcode="1234",
        opens_at=to_utc(datetime(2027, 1, 20, 9, 0), "Europe/Berlin"),
        closes_at=to_utc(datetime(2027, 2, 2, 18, 0), "Europe/Berlin"),
        approval=True,
        offer_hours=24,
    )
    make_agenda_item(session, webinar=webinar, organisation=make_organisation(session))
    make_speaker(session, webinar=webinar, host=make_hosts(session)[0])
    make_reminder(session, webinar=webinar, key="day-before")
    make_own_words(session, webinar)
    first = make_question(session, webinar=webinar, kind=QuestionKind.YES_NO)
    make_question(session, webinar=webinar, condition_id=first.id, condition_option=YES)
    make_question(session, webinar=webinar, archived_at=NOW)
    make_registration(session, webinar=webinar)
    session.commit()
    return webinar


def test_a_copy_has_all_of_the_programme_and_nothing_of_the_people(session):
    webinar = rich(session)

    key = duplicate_webinar(
        make_editor(session, webinar), webinar.key, later(webinar, days=28), now=NOW
    )

    copy = stored(session, key)
    assert key == "grids-2027-03-03"
    assert (copy.state, copy.seats_taken, copy.schedule_version) == (WebinarState.DRAFT, 0, 1)
    same = ("series_id", "titles", "teasers", "descriptions", "takeaways", "icon", "capacity")
    for name in (
        *same,
        "approval",
        "offer_hours",
        "waiting_list",
        "spoken_languages",
        "hosts",
        "topics",
    ):
        assert getattr(copy, name) == getattr(webinar, name), name
    assert [item.titles for item in copy.agenda] == [item.titles for item in webinar.agenda]
    assert copy.agenda[0].organisation == webinar.agenda[0].organisation
    assert [each.name for each in copy.speakers] == [each.name for each in webinar.speakers]
    assert [rule.key for rule in copy.reminders] == ["day-before"]
    ours, theirs = list_own_words(copy), list_own_words(webinar)
    assert [each.openings for each in ours] == [each.openings for each in theirs]
    assert [each.webinar_id for each in ours] == [copy.id]
    assert (copy.meeting_url, copy.meeting_passcode) == ("", "")
    first, second = list_questions([copy])
    assert (second.condition_id, second.condition_option) == (first.id, YES)
    assert count(session, Message) == 0


def test_a_copy_has_the_handouts_in_their_order_as_files_of_its_own(session):
    webinar = rich(session)
    make_handout(session, webinar, key="b", title="Second", position=1, data=b"b", size=1)
    picture = {"kind": HandoutKind.PNG, "data": b"a", "size": 1, "position": 0}
    make_handout(session, webinar, key="a", title="First", **picture)
    session.commit()

    key = duplicate_webinar(
        make_editor(session, webinar), webinar.key, later(webinar, days=28), now=NOW
    )

    told = ("title", "kind", "size", "position", "data")
    ours, theirs = (list_handouts(each.id) for each in (stored(session, key), webinar))
    assert [each.title for each in ours] == ["First", "Second"]
    for our, their in zip(ours, theirs, strict=True):
        assert [getattr(our, name) for name in told] == [getattr(their, name) for name in told]
    keys = {each.key for each in (*ours, *theirs)}
    assert (len(keys), {len(each.key) for each in ours}) == (4, {32})


def test_registration_opens_and_closes_as_long_before_by_the_clocks_on_the_wall(session):
    webinar = rich(session)

    key = duplicate_webinar(
        make_editor(session, webinar), webinar.key, later(webinar, days=70), now=NOW
    )

    copy = stored(session, key)
    assert copy.local_start == datetime(2027, 4, 14, 14, 0)
    assert copy.opens_at == to_utc(datetime(2027, 3, 31, 9, 0), "Europe/Berlin")
    assert copy.closes_at == to_utc(datetime(2027, 4, 13, 18, 0), "Europe/Berlin")
    kept = session.scalars(select(Schedule).where(Schedule.webinar_id == copy.id)).one()
    assert (kept.starts_at, kept.public) == (copy.starts_at, False)


def test_who_presses_twice_gets_one_copy(session):
    webinar = rich(session)
    editor, time = make_editor(session, webinar), later(webinar, days=28)

    keys = {duplicate_webinar(editor, webinar.key, time, now=NOW) for _ in range(2)}

    assert (len(keys), count(session)) == (1, 2)


def test_a_copy_needs_a_time_of_its_own_that_lies_ahead(session):
    webinar = rich(session)
    editor = make_editor(session, webinar)
    for time, why in (
        (later(webinar, days=0), Refusal.SAME),
        (later(webinar, days=-100), Refusal.PAST),
    ):
        with pytest.raises(ChangeRefusedError) as refused:
            duplicate_webinar(editor, webinar.key, time, now=NOW)
        assert refused.value.why is why
    assert count(session) == 1


def test_nobody_copies_what_is_not_theirs_to_change(session):
    webinar = rich(session)
    saxony, tweed = make_hosts(session)
    webinar.hosts = [saxony]
    strangers = [
        make_organiser(session, {tweed: Role.OWNER}),
        make_organiser(session, {saxony: Role.VIEWER}),
    ]
    session.commit()
    for stranger in strangers:
        with pytest.raises(NotFoundError):
            duplicate_webinar(stranger, webinar.key, later(webinar, days=7), now=NOW)


def details(webinar, weeks=range(1, 4), **overrides):
    times = tuple(later(webinar, days=7 * each) for each in weeks)
    return DatesDetails(**{"times": times, "model": "", "titles": {"en": "Grids"}, **overrides})


def test_many_dates_become_drafts_with_the_title_alone(session):
    series = make_series(session, topics=[make_topic(session)])
    webinar = make_webinar(session, series=series)
    editor = make_editor(session, webinar)

    made = create_dates(editor, series.key, details(webinar), now=NOW)

    session.rollback()
    drafts = session.scalars(
        select(Webinar).where(Webinar.state == WebinarState.DRAFT).order_by(Webinar.starts_at)
    ).all()
    assert made == 3
    assert [each.key for each in drafts] == [
        "grids-2027-02-10",
        "grids-2027-02-17",
        "grids-2027-02-24",
    ]
    assert {each.titles["en"] for each in drafts} == {"Grids"}
    assert all(each.hosts == series.hosts and each.topics == series.topics for each in drafts)
    assert count(session, AuditEntry) == 3


def test_many_dates_take_over_a_webinar_but_for_a_title_of_their_own(session):
    webinar = rich(session)
    editor = make_editor(session, webinar)
    wanted = details(webinar, [1], model=webinar.key, titles={"de": "Folge"})

    create_dates(editor, webinar.series.key, wanted, now=NOW)

    session.rollback()
    draft = session.scalars(select(Webinar).where(Webinar.state == WebinarState.DRAFT)).one()
    assert draft.titles == {"de": "Folge"}
    assert [item.titles for item in draft.agenda] == [item.titles for item in webinar.agenda]
    assert len(list_questions([draft])) == 2


def test_a_second_press_creates_nothing_twice(session):
    webinar = make_webinar(session)
    editor, wanted = make_editor(session, webinar), details(webinar, range(3))

    made = [create_dates(editor, webinar.series.key, wanted, now=NOW) for _ in range(2)]

    # The series has a webinar at the first of the three times already.
    assert made == [2, 0]
    assert count(session) == 3


def test_a_cancelled_webinar_leaves_its_time_free(session):
    webinar = make_webinar(session, state=WebinarState.CANCELLED, cancelled_at=NOW)
    editor = make_editor(session, webinar)

    assert create_dates(editor, webinar.series.key, details(webinar, [0]), now=NOW) == 1


def test_a_model_of_others_does_not_exist(session):
    webinar = make_webinar(session)
    foreign = make_webinar(session, hosts=[make_hosts(session)[1]])
    editor = make_editor(session, webinar)
    with pytest.raises(NotFoundError):
        create_dates(
            editor, webinar.series.key, details(webinar, model=foreign.key), now=NOW + timedelta(1)
        )
    assert count(session) == 2
