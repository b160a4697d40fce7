from __future__ import annotations

import pytest

from tests.support.programme import DEMO, EXAMPLE, changed
from webinars.documents.programme_checks import check_programme
from webinars.documents.programme_file import read_programme
from webinars.documents.programme_mistakes import Mistakes, ProgrammeFileError
from webinars.queries.programme import ProgrammeRows

SECTIONS = ("notices", "regions", "hosts", "topics", "organisations", "series", "webinars")
NOTHING = ProgrammeRows(**{name: {} for name in SECTIONS})

SECOND_HOST = """
- key: exemple
  name: Exemple
  legal_name: Exemple
  region: north
  default_language: fr
  time_zone: Europe/Berlin
  time_city: {en: Lille, de: Lille, fr: Lille}
  accent: {light: '#7a4e12', dark: '#e0b070'}
  mailbox: exemple@example.org
  description: {fr: Nous réunissons.}
"""


def checked(text):
    mistakes = Mistakes()
    programme = read_programme(text.encode(), mistakes)
    check_programme(programme, NOTHING, mistakes)
    return programme, mistakes


def refusals(text):
    with pytest.raises(ProgrammeFileError) as caught:
        checked(text)[1].refuse()
    return {(mistake.path, mistake.sentence) for mistake in caught.value.mistakes}


def with_second_host(text=EXAMPLE):
    return changed("\ntopics:", f"{SECOND_HOST}\ntopics:", text)


@pytest.mark.parametrize("text", [DEMO, EXAMPLE, with_second_host()])
def test_a_whole_programme_passes(text):
    checked(text)[1].refuse()


@pytest.mark.parametrize(
    ("old", "new", "path", "sentence"),
    [
        ("  region: north", "  region: south", "hosts[0].region",
         "There is no ‘south’ under ‘regions’."),
        ("  region: north", "  region: norht", "hosts[0].region",
         "There is no ‘norht’ under ‘regions’. Did you mean ‘north’?"),
        ("company, region: north", "company, region: up", "organisations[0].region",
         "There is no ‘up’ under ‘regions’."),
        ("company, region", "company, topics: [air], region", "organisations[0].topics[0]",
         "There is no ‘air’ under ‘topics’."),
        ("company, region", "company, seeks: {topics: [air]}, region",
         "organisations[0].seeks.topics[0]", "There is no ‘air’ under ‘topics’."),
        ("hosts: [muster-cluster]", "hosts: [tweed, muster-cluster]", "series[0].hosts[0]",
         "There is no ‘tweed’ under ‘hosts’."),
        ("topics: [wind]", "topics: [wind, air]", "series[0].topics[1]",
         "There is no ‘air’ under ‘topics’."),
        ("series: wind-week", "series: sea-week", "webinars[0].series",
         "There is no ‘sea-week’ under ‘series’."),
        ("capacity: 50", "capacity: 50\n  topics: [air]", "webinars[0].topics[0]",
         "There is no ‘air’ under ‘topics’."),
        ("organisation: beispiel-wind", "organisation: nobody",
         "webinars[0].agenda[1].organisation",
         "There is no ‘nobody’ under ‘organisations’."),
        ("capacity: 50", "capacity: 50\n  speakers: [{name: Kim Beispiel, organisation: nobody}]",
         "webinars[0].speakers[0].organisation", "There is no ‘nobody’ under ‘organisations’."),
        ("{key: beispiel-wind", "{key: muster-cluster", "organisations[0]",
         "‘muster-cluster’ is the key of a host and of an organisation."),
        ("- {key: wind,",
         "- {key: wind, icon: battery, names: {en: W, de: W, fr: V}}\n- {key: wind,",
         "topics[1]", "There is another ‘wind’ above."),
    ],
)  # fmt: skip
def test_what_contradicts_the_rest_of_the_file_is_refused(old, new, path, sentence):
    assert (path, sentence) in refusals(changed(old, new))


def test_a_host_of_a_webinar_is_a_host_of_its_series():
    text = with_second_host(changed("capacity: 50", "capacity: 50\n  hosts: [exemple]"))
    assert refusals(text) == {("webinars[0].hosts[0]", "‘exemple’ is not a host of the series.")}


def test_partners_have_colours_that_can_be_told_apart():
    text = changed("#7a4e12", "#1d6a71", with_second_host())
    checked(text)[1].refuse()
    text = changed("hosts: [muster-cluster]", "hosts: [muster-cluster, exemple]", text)
    sentence = "The colours of ‘muster-cluster’ and ‘exemple’ are too much alike."
    assert refusals(text) == {("series[0].hosts[1]", sentence)}


def test_a_region_belongs_to_the_country_of_its_hosts_time_zone():
    programme, _ = checked(EXAMPLE)
    assert programme.regions[0].columns["country"] == "DE"


def test_a_region_without_hosts_or_with_hosts_in_two_countries_needs_its_country():
    wanted = ("regions[0].country", "Give the country, such as DE or BE.")
    text = changed(
        "Europe/Berlin\n  time_city: {en: L",
        "Europe/Paris\n  time_city: {en: L",
        with_second_host(),
    )
    assert wanted in refusals(text)
    text = changed("- {key: north", "- {key: south, names: {en: S, de: S, fr: S}}\n- {key: north")
    assert wanted in refusals(text)


def test_two_people_may_not_share_an_address():
    person = (
        "- {given_name: Kim, family_name: Beispiel, email: KIM@example.org, language: de,\n"
        "  organisation: beispiel-wind, time_zone: Europe/Berlin, webinars: [blades]}\n"
    )
    text = f"{EXAMPLE}\nattendees:\n{person}{person.replace('KIM', 'kim')}"
    sentence = "There is another ‘kim@example.org’ above."
    assert refusals(text) == {("attendees[1]", sentence)}
