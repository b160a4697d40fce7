from tests import factories
from tests.support.times import starting_in
from webinars.clock import now


def test_a_browser_reads_a_page_of_the_real_service(session, visitor, smtp):
    webinar = factories.make_webinar(session, **starting_in(since=now(), days=30))
    page = visitor(locale="fr-BE", timezone_id="America/New_York")

    page.goto("/")

    assert page.url.endswith("/fr/")
    assert page.locator("h1").count() == 1
    assert page.get_by_text(webinar.titles["fr"]).first.is_visible()


def test_a_browser_without_scripts_reads_it_too(session, visitor):
    page = visitor(java_script_enabled=False, locale="de-DE", color_scheme="dark")
    page.goto("/")
    assert page.locator("html").get_attribute("lang") == "de"
