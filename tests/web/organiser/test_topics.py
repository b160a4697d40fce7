"""The pages on which topics are added, renamed, merged and removed."""

from sqlalchemy import select

from tests.factories import make_hosts, make_series, make_topic, make_webinar, texts
from tests.support.pages import form_fields, page, parsed, text_of
from tests.support.parts import part
from webinars.models.organiser import Role
from webinars.models.series import Topic

INDEX, NEW = "/en/organiser/topics", "/en/organiser/topics/new"
EDIT, REMOVE = f"{INDEX}/h2/edit", f"{INDEX}/h2/remove"


def names(session):
    session.rollback()
    return [each.names["en"] for each in session.scalars(select(Topic).order_by(Topic.position))]


def test_a_topic_is_added_and_offered_in_the_form_of_a_webinar(client, session, signed_in):
    signed_in()
    make_series(session, key="grids")
    fields = form_fields(page(client, NEW))
    some = {"names-de": "Gezeiten", "names-en": "Tides"}
    missing = client.post(NEW, data={**fields, **some})
    assert "Enter the name in all three languages." in parsed(missing).get_text()
    assert part(parsed(missing), "[name=names-de]")["value"] == "Gezeiten"

    sent = client.post(NEW, data={**fields, **some, "names-fr": "Marées"})

    shown = page(client, sent.headers["Location"])
    assert "Saved." in text_of(shown)
    assert "Tides" in text_of(shown, "tbody th")
    offered = page(client, "/en/organiser/series/grids/webinars/new")
    assert part(offered, "input[name=topics][value=tides]")
    twice = client.post(NEW, data={**fields, **some, "names-fr": "Flots", "names-en": "TIDES"})
    assert "There is a topic of this name already." in parsed(twice).get_text()
    assert names(session) == ["Tides"]


def test_a_topic_that_somebody_else_has_renamed_is_shown_beside_what_was_typed(
    client, session, signed_in
):
    signed_in()
    topic = make_topic(session, key="h2", names=texts("Hydrogen"))
    fields = form_fields(page(client, EDIT))
    topic.names = texts("Gas")
    session.commit()

    faster = client.post(EDIT, data={**fields, "names-en": "H2"})

    assert faster.status_code == 409
    assert texts("Gas")["en"] in text_of(parsed(faster), ".notice")
    assert part(parsed(faster), "[name=names-en]")["value"] == "H2"
    assert client.post(EDIT, data=form_fields(parsed(faster))).status_code == 303
    assert names(session) == ["H2"]


def test_removing_says_first_how_many_webinars_lose_the_topic(client, session, signed_in):
    signed_in()
    saxony, partner = make_hosts(session)
    topic, other = make_topic(session, key="h2"), make_topic(session, key="gas")
    series = make_series(session, topics=[topic])
    make_webinar(session, series=series, hosts=[saxony], topics=[topic])
    shown = page(client, REMOVE)
    assert "1 webinar loses this topic. 1 series loses it too." in text_of(shown)
    assert "No e-mail will be sent." in text_of(shown)
    assert [each["value"] for each in shown.select("option")] == ["", "gas"]

    assert client.post(REMOVE, data={**form_fields(shown), "seen": "9" * 5000}).status_code == 409
    make_webinar(session, series=series, hosts=[saxony], topics=[topic])
    late = client.post(REMOVE, data=form_fields(shown))
    assert late.status_code == 409
    assert "2 webinars lose this topic." in text_of(parsed(late))
    fields = form_fields(parsed(late))
    assert client.post(REMOVE, data={**fields, "into": "gas"}).status_code == 303
    assert names(session) == [other.names["en"]]
    assert "2" in text_of(page(client, INDEX), "tbody td")

    make_webinar(session, hosts=[partner], topics=[other])
    refused = page(client, f"{INDEX}/gas/remove")
    assert "Webinars or series of other hosts carry this topic too." in text_of(refused)
    assert not refused.select("main form[method=post] .danger")


def test_only_who_edits_for_a_host_comes_to_the_topics(client, session, signed_in):
    signed_in(Role.VIEWER)
    make_topic(session, key="h2")
    assert {client.get(path).status_code for path in (INDEX, NEW, EDIT, REMOVE)} == {404}
