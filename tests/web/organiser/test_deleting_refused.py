"""What cannot be deleted at the desk, and by whom nothing can."""

from datetime import timedelta

import pytest

from tests.factories import make_hosts, make_registration, make_series, make_signup, make_webinar
from tests.support.announcements import make_announcement
from tests.support.deletions import deletion_of
from tests.support.long_works import make_long_work
from tests.support.organisers import make_organiser, make_support_office
from tests.support.pages import form_fields, page, parsed, text_of
from tests.support.parts import part
from tests.support.rows import dump
from webinars.models.long_work import LongWorkState
from webinars.models.organiser import Role
from webinars.models.webinar import Webinar, WebinarState

ONLINE = "This webinar is online: it can be cancelled instead"
BEHIND = "What is over or cancelled leaves the lists by way of the archive."
KNOWN = "Somebody has registered for this draft or was written to about it"


def publish(session, webinar, now):
    webinar.state = WebinarState.PUBLISHED


def cancel(session, webinar, now):
    webinar.state, webinar.cancelled_at = WebinarState.CANCELLED, now


def end(session, webinar, now):
    publish(session, webinar, now)
    webinar.starts_at, webinar.ends_at = now - timedelta(hours=2), now - timedelta(hours=1)


def unpublish(session, webinar, now):
    webinar.published_at = now


def register(session, webinar, now):
    make_registration(session, webinar=webinar)


def sign_up(session, webinar, now):
    make_signup(session, webinars=[webinar])


def announce(session, webinar, now):
    make_announcement(session, webinar, released_at=now)


def add_people(session, webinar, now):
    organiser = make_organiser(session, {webinar.hosts[0]: Role.EDITOR})
    make_long_work(session, webinar, organiser, state=LongWorkState.RUNNING)


@pytest.mark.parametrize(
    ("happens", "sentence", "leads_to"),
    [
        (publish, ONLINE, "/cancel"),
        (cancel, BEHIND, "/archive"),
        (end, BEHIND, "/archive"),
        (unpublish, KNOWN, "/agreement"),
        (register, KNOWN, "/agreement"),
        (sign_up, KNOWN, "/agreement"),
        (announce, KNOWN, "/agreement"),
        (add_people, KNOWN, "/agreement"),
    ],
)
def test_what_is_no_draft_or_concerns_somebody_stays(
    client, session, draft, now, happens, sentence, leads_to
):
    fields = form_fields(page(client, deletion_of(draft)))
    happens(session, draft, now)
    before = dump(session)

    refused = client.post(deletion_of(draft), data=fields)
    shown = page(client, deletion_of(draft))

    assert refused.status_code == 409
    for each in (parsed(refused), shown):
        assert sentence in text_of(each)
        assert part(each, "main a.second")["href"].endswith(f"/webinars/draft{leads_to}")
        assert not each.select("main form[method=post]")
    assert dump(session) == before


def test_a_series_that_is_over_leads_to_the_archive(client, session, draft, joint, now):
    end(session, draft, now)
    session.commit()
    assert part(page(client, deletion_of(joint)), "main a.second")["href"].endswith("/archive")


def test_a_series_that_a_support_office_sees_stays(client, session, signed_in):
    host = make_hosts(session)[0]
    series = make_series(session, hosts=[host])
    make_support_office(session, make_organiser(session, {}), host, series, host.region)
    signed_in(Role.OWNER)
    shown = page(client, deletion_of(series))
    assert "A support office has access to this series" in text_of(shown)
    assert part(shown, "main a.second")["href"].endswith(f"/hosts/{host.key}/team")
    assert not shown.select("main form[method=post]")


def test_only_who_edits_for_a_host_deletes(client, session, draft, joint, signed_in):
    fields = form_fields(page(client, deletion_of(draft)))
    partner = make_hosts(session)[1]
    others = make_webinar(
        session, series=make_series(session, hosts=[partner]), state=WebinarState.DRAFT
    )
    others.hosts = [partner]
    session.commit()
    shown = "/en/organiser/webinars/draft"
    assert "Delete the draft" in text_of(page(client, shown))
    for row in (others, others.series):
        assert client.get(deletion_of(row)).status_code == 404
        assert client.post(deletion_of(row), data=fields).status_code == 404
    signed_in(Role.VIEWER)
    assert "Delete the draft" not in text_of(page(client, shown))
    for row in (draft, joint):
        assert client.get(deletion_of(row)).status_code == 404
        assert client.post(deletion_of(row), data=fields).status_code == 404
    assert session.get(Webinar, draft.id) is not None
