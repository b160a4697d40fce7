"""Browsers fill in what people have typed elsewhere: every field about a person says what it is."""

from bs4 import BeautifulSoup

from tests.support.routes import ROUTES

TOKENS = {
    "given_name": {"given-name"},
    "family_name": {"family-name"},
    "email": {"email", "username"},
    "organisation_name": {"organization"},
    "country": {"country"},
    "password": {"current-password"},
    "new_password": {"new-password"},
    "again": {"new-password"},
    "code": {"one-time-code"},
}

TYPED = (
    "input:is([type=text], [type=email], [type=password], [type=tel], :not([type])), "
    "textarea:not([readonly]), select"
)

KEPT_OUT = "off"


def typed_fields(answer):
    if answer.mimetype != "text/html":
        return []
    soup = BeautifulSoup(answer.get_data(as_text=True), "html5lib")
    return [entry for form in soup.select("main form[method=post]") for entry in form.select(TYPED)]


def test_every_field_about_the_reader_names_its_content(client, url_of):
    seen, wrong = set(), []
    for endpoint, route in ROUTES.items():
        if route.who.visitor and not endpoint.startswith(("account.", "sign_in.")):
            continue
        for entry in typed_fields(client.get(url_of(endpoint))):
            name = str(entry.get("name"))
            seen.add(name)
            if entry.get("autocomplete") not in TOKENS.get(name, {KEPT_OUT}):
                wrong.append((endpoint, name, entry.get("autocomplete")))
    assert wrong == []
    assert seen >= {"given_name", "family_name", "email", "organisation_name", "country"}
    assert seen >= {"password", "new_password"}
