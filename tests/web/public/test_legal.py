from urllib.parse import urlsplit

import pytest

from tests.factories import make_host, make_hosts, make_webinar
from tests.support.pages import page, parsed, text_of
from tests.support.parts import part
from webinars.models.host import LegalBasis


@pytest.mark.parametrize("language", ["de", "fr", "en"])
@pytest.mark.parametrize(
    "path",
    ["hosts/tweed/imprint", "hosts/energy-saxony/privacy", "privacy/joint", "accessibility"],
)
def test_every_legal_page_exists_in_every_language(client, session, language, path):
    make_hosts(session)
    assert part(page(client, f"/{language}/{path}"), "html")["lang"] == language


@pytest.mark.parametrize("path", ["hosts/nobody/imprint", "hosts/nobody/privacy"])
def test_an_unknown_host_has_no_legal_pages(client, path):
    page(client, f"/en/{path}", 404)


def test_an_imprint_gives_all_that_the_host_has_entered(client, session):
    entered = {
        "legal_name": "Muster e. V.",
        "postal_address": "Musterweg 1\n01067 Dresden",
        "represented_by": "Kim Beispiel",
        "telephone": "+49 351 000000",
        "register_entry": "VR 0000",
        "vat_number": "DE000000000",
        "mailbox": "muster@example.org",
    }
    make_host(session, key="muster", **entered)
    soup = page(client, "/en/hosts/muster/imprint")
    text = text_of(soup, "main")
    for value in entered.values():
        assert " ".join(value.split()) in text
    assert len(soup.select("main dt")) == len(entered)
    assert soup.select("main [role=note]") == []


def test_an_imprint_leaves_out_what_is_missing_and_says_so(client, session):
    make_host(session, key="muster", name="Muster")
    soup = page(client, "/en/hosts/muster/imprint")
    assert [term.get_text() for term in soup.select("main dt")] == ["Publisher", "E-mail"]
    assert "Muster has not entered its postal address" in text_of(soup, "main [role=note]")


@pytest.mark.parametrize(
    ("basis", "article", "other"),
    [
        (LegalBasis.CONTRACT, "registration: Article 6(1)(b)", "registration: Article 6(1)(f)"),
        (LegalBasis.INTEREST, "registration: Article 6(1)(f)", "registration: Article 6(1)(b)"),
    ],
)
def test_a_privacy_notice_gives_the_legal_basis_of_its_host(client, session, basis, article, other):
    make_host(session, key="muster", legal_basis=basis)
    text = text_of(page(client, "/en/hosts/muster/privacy"))
    assert article in text
    assert other not in text


def test_a_privacy_notice_gives_the_periods_of_the_settings(app, client, session, settings):
    make_hosts(session)
    text = text_of(page(client, "/en/hosts/tweed/privacy"))
    assert f"valid for {settings.link_hours} hours" in text
    assert f"after {settings.unconfirmed_days} days" in text
    assert f"{settings.registration_days} days after your last webinar" in text
    assert f"{settings.body_days} days after it was sent" in text
    assert f"Private note of a team Deleted {settings.note_days} days after the webinar" in text


def test_a_privacy_notice_tells_speakers_what_is_published_why_how_long_and_their_rights(
    client, session
):
    make_hosts(session)

    text = text_of(page(client, "/en/hosts/tweed/privacy"))

    assert "When you speak at a webinar: your name, role and biography" in text
    assert "What is published about a speaker: your agreement, Article 6(1)(a)" in text
    assert "Name, role and biography of a speaker As long as the webinar is published" in text
    assert "To be taken off the pages of a webinar, write to us" in text


def test_a_privacy_notice_names_both_controllers_and_the_contact_for_data(client, session):
    energy_saxony, tweed = make_hosts(session)
    tweed.data_protection_contact = "Data desk\ndata@example.org"
    text = text_of(page(client, "/en/hosts/tweed/privacy"))
    assert "Data desk data@example.org" in text
    assert energy_saxony.legal_name in text
    assert "You may exercise your rights with either host." in text


def test_a_single_host_shares_its_responsibility_with_nobody(client, session):
    make_host(session, key="muster")
    soup = page(client, "/en/hosts/muster/privacy")
    assert "Joint controller" not in text_of(soup)
    assert soup.select("a[href$='/privacy/joint']") == []
    page(client, "/en/privacy/joint", 404)


def test_the_joint_page_leads_to_both_notices_and_both_contacts(client, session):
    hosts = make_hosts(session)
    soup = page(client, "/fr/privacy/joint")
    links = [link["href"] for link in soup.select("main a")]
    for host in hosts:
        assert f"/fr/hosts/{host.key}/privacy" in links
        assert f"mailto:{host.mailbox}" in links


def test_every_page_leads_to_imprint_and_privacy_of_every_host(client, session):
    make_webinar(session, key="w")
    for path in ("/de/", "/de/webinars/w", "/de/accessibility"):
        links = {link["href"] for link in page(client, path).select(".foot a")}
        for host in make_hosts(session):
            assert {f"/de/hosts/{host.key}/imprint", f"/de/hosts/{host.key}/privacy"} <= links
        assert {"/de/privacy/joint", "/de/accessibility"} <= links


def test_every_link_of_every_page_leads_somewhere(client, session):
    make_webinar(session, key="w")
    waiting, seen = ["/fr/"], {"/fr/"}
    while waiting:
        response = client.get(waiting.pop())
        assert response.status_code == 200, response.request.path
        if response.mimetype != "text/html":
            continue
        soup = parsed(response)
        for link in soup.select("a[href]"):
            parts = urlsplit(str(link["href"]))
            if parts.scheme or parts.path.startswith(("/de/", "/en/")):
                continue
            if parts.fragment and not parts.path:
                assert soup.find(id=parts.fragment), link
            if parts.path and parts.path not in seen:
                seen.add(parts.path)
                waiting.append(parts.path)
    assert "/fr/webinars/w/register" in seen
