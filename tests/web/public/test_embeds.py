from sqlalchemy import select

from tests.factories import make_hosts, make_topic, make_webinar, texts
from tests.support.pages import Client, page, text_of
from tests.support.parts import part
from tests.support.routes import filled
from tests.support.settings import environment_for
from tests.support.times import starting_in
from webinars.models.signup import SignUp
from webinars.models.webinar import WebinarState
from webinars.rules.sources import query_of, source_of
from webinars.settings import Settings


def test_a_frame_shows_what_is_wanted_and_nothing_that_is_not_public(client, session):
    own, partner = make_hosts(session)
    topic = make_topic(session)
    make_webinar(session, titles=texts("Joint"), topics=[topic], **starting_in(days=2))
    make_webinar(session, titles=texts("Alone"), hosts=[partner], **starting_in(days=3))
    make_webinar(session, titles=texts("Draft"), state=WebinarState.DRAFT, **starting_in(days=1))

    everything = text_of(page(client, "/en/embed/list"))
    assert "Joint" in everything
    assert "Alone" in everything
    assert "Draft" not in everything
    assert "Alone" not in text_of(page(client, f"/en/embed/list?host={own.key}"))
    assert "Alone" not in text_of(page(client, f"/en/embed/list?topic={topic.key}"))
    assert "Alone" not in text_of(page(client, "/en/embed/list?length=1"))
    assert "Joint" in text_of(page(client, "/en/embed/next"))
    assert "being planned" in text_of(page(client, "/en/embed/next?host=nobody"))


def test_a_frame_sets_no_cookie_and_may_stand_in_other_sites(client, session):
    make_webinar(session, **starting_in(days=2))
    response = client.get("/de/embed/list")
    assert "Set-Cookie" not in response.headers
    assert "frame-ancestors *" in response.headers["Content-Security-Policy"]
    assert "frame-ancestors 'none'" in client.get("/de/").headers["Content-Security-Policy"]


def test_the_operator_may_name_the_sites(app, client, session, database_url):
    make_hosts(session)
    sites = "https://www.example.org, https://example.org"
    environment = environment_for(database_url, 25, embed_origins=sites)
    app.extensions["webinars_settings"] = Settings.from_environment(environment)
    policy = client.get("/de/embed/list").headers["Content-Security-Policy"]
    assert "frame-ancestors 'self' https://www.example.org https://example.org" in policy


def test_the_script_is_small_and_stays_at_its_address(client):
    response = client.get("/embed.js")
    assert len(response.get_data()) <= 3 * 1024
    assert response.headers["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert "cookie" not in response.get_data(as_text=True).replace("without cookies", "")


def test_the_site_around_a_frame_is_kept_on_the_sign_up(app, client, session, world):
    soup = page(client, "/en/embed/list?site=www.tweed.example")
    link = next(
        str(a["href"]) for a in soup.select("a") if f"/webinars/{world.webinar.key}" in a["href"]
    )
    assert "utm_source=www.tweed.example" in link
    form = str(part(page(client, link), "a.button.wide")["href"])
    fields = filled(app, client, world, "signups.register_for_webinar")

    assert client.post(form, data=fields).status_code == 303

    newest = session.scalars(select(SignUp).order_by(SignUp.id.desc())).first()
    assert newest.source == "www.tweed.example/embed"


def test_a_source_holds_no_address_of_a_person():
    source = source_of({"utm_source": "Kim@Example.org", "utm_campaign": "x" * 90})
    assert source == f"kim-example.org//{'x' * 40}"
    assert query_of(source) == {"utm_source": "kim-example.org", "utm_campaign": "x" * 40}
    assert source_of({}) == ""


def test_an_ordinary_visit_has_no_source(client: Client, session):
    webinar = make_webinar(session)
    assert "utm_" not in client.get(f"/en/webinars/{webinar.key}").get_data(as_text=True).replace(
        "utm_source%3Dlinkedin%26utm_medium%3Dshare", ""
    )
