from __future__ import annotations

import pytest

from tests.support.programme import EXAMPLE, changed, line_of, mistakes_in, read
from webinars.errors import ProgrammeError


def test_all_mistakes_are_told_at_once_with_line_and_path():
    text = EXAMPLE
    for old, new in (
        ("region: north\n", "region: Nørth\n"),
        ("time_zone: Europe/Berlin\n  time_city", "time_zone: Europe/Atlantis\n  time_city"),
        ("'#1d6a70'", "teal"),
        ("capacity: 50", "capacity: 0"),
        ("fr: Une semaine de vent", "es: Una semana de viento"),
    ):
        text = changed(old, new, text)
    found = [(mistake.path, mistake.line) for mistake in mistakes_in(text)]
    assert found == sorted(found, key=lambda each: each[1])
    assert {
        ("hosts[0].region", line_of(text, "  region: N")),
        ("hosts[0].time_zone", line_of(text, "  time_zone: Europe/At")),
        ("hosts[0].accent.light", line_of(text, "  accent:")),
        ("series[0].titles.fr", line_of(text, "  titles: {en: A week")),
        ("series[0].titles.es", line_of(text, "  titles: {en: A week")),
        ("webinars[0].capacity", line_of(text, "  capacity:")),
    } == set(found)


def test_a_mistake_is_also_a_path_and_a_sentence():
    with pytest.raises(ProgrammeError) as caught:
        read(changed("capacity: 50", "capacity: many"))
    expected = "Write a whole number from 1 to 100000."
    assert caught.value.problems == [("webinars[0].capacity", expected)]


@pytest.mark.parametrize(
    ("old", "new", "path", "sentence"),
    [
        ("format: 1", "format: 2", "format", "This version reads files of format 1 only."),
        ("format: 1", "", "format", "This is missing."),
        ("capacity: 50", "capacity: 1.5", "webinars[0].capacity", "Write a whole number"),
        ("capacity: 50", "capacity: -1", "webinars[0].capacity", "Write a whole number"),
        ("capacity: 50", "capacity: ٣", "webinars[0].capacity", "Write a whole number"),
        ("capacity: 50", f"capacity: {'9' * 5000}", "webinars[0].capacity", "Write a whole number"),
        ("capacity: 50", "capacity: [50]", "webinars[0].capacity", "Here belongs a single value"),
        ("capacity: 50", "capacity:", "webinars[0].capacity", "This is missing."),
        ("capacity: 50", "capcity: 50\n  capacity: 5", "webinars[0].capcity", "Did you mean"),
        ("capacity: 50", "capacity: 5\n  seats: 5", "webinars[0].seats", "There is no ‘seats’"),
        ("capacity: 50", "capacity: 5\n  state: open", "webinars[0].state", "Write one of these"),
        ("capacity: 50", "capacity: 5\n  state: ~", "webinars[0].state", "This is missing."),
        (
            "capacity: 50",
            "capacity: 5\n  waiting_list: no",
            "webinars[0].waiting_list",
            "Write true",
        ),
        (
            "capacity: 50",
            "capacity: 5\n  spoken_languages: [English]",
            "webinars[0].spoken_languages[0]",
            "Write the two letters",
        ),
        (
            "capacity: 50",
            "capacity: 5\n  takeaways: {en: A line}",
            "webinars[0].takeaways.en",
            "Here belongs a list.",
        ),
        ("capacity: 50", "capacity: 5\n  capacity: 6", "webinars[0].capacity", "here twice"),
        ("capacity: 50", "capacity: 5\n  hosts: [a-b, a-b]", "webinars[0].hosts[1]", "here twice"),
        ("capacity: 50", "capacity: 5\n  hosts: []", "webinars[0].hosts", "Name at least one."),
        (
            "capacity: 50",
            "capacity: 5\n  speakers: [{name: ''}]",
            "webinars[0].speakers[0].name",
            "This text is empty.",
        ),
        ("capacity: 50", "capacity: 5\n  opens: {in_hours: 5}", "webinars[0].opens", "exactly one"),
        ("capacity: 50", "capacity: &five 50", "webinars[0].capacity", "Anchors and aliases"),
        ("capacity: 50", "capacity: *five", "webinars[0].capacity", "Anchors and aliases"),
        ("capacity: 50", "capacity: !!int 50", "webinars[0].capacity", "Tags"),
        ("date: 2027-02-04", "date: ~", "webinars[0].start.date", "This is missing."),
        (
            "capacity: 50",
            "capacity: 5\n  takeaways: {en: [*a]}",
            "webinars[0].takeaways.en[0]",
            "An",
        ),
        (
            "capacity: 50",
            "capacity: 5\n  takeaways: {en: *a}",
            "webinars[0].takeaways.en",
            "Anchors",
        ),
        ("capacity: 50", "capacity: 5\n  speakers: [*a]", "webinars[0].speakers[0]", "Anchors"),
        (
            "capacity: 50",
            "capacity: 5\n  spoken_languages: [[de]]",
            "webinars[0].spoken_languages[0]",
            "Here belongs a single value",
        ),
        ("key: blades", "key: Blades", "webinars[0].key", "A key has small letters"),
        ("key: blades", f"key: {'a' * 61}", "webinars[0].key", "A key has small letters"),
        ("key: blades", "key: ''", "webinars[0].key", "A key has small letters"),
        ("at: '14:00'", "at: '24:00'", "webinars[0].start.at", "Write a time from"),
        ("at: '14:00'", "at: '14:00', fold: 2", "webinars[0].start.fold", "Write a whole number"),
        ("date: 2027-02-04", "date: 2027-02-30", "webinars[0].start.date", "Write a date"),
        ("date: 2027-02-04", "date: 0001-01-01", "webinars[0].start.date", "Write a date"),
        ("date: 2027-02-04", "in_days: 3, date: 2027-02-04", "webinars[0].start", "exactly one"),
        ("date: 2027-02-04, at: '14:00'", "in_days: 3", "webinars[0].start.at", "missing"),
        (
            "start: {date: 2027-02-04, at: '14:00'}",
            "start: soon",
            "webinars[0].start",
            "names with",
        ),
        ("minutes: 50", "kind: song, minutes: 50", "webinars[0].agenda[1].kind", "talk"),
        ("minutes: 50", "minutes: 40", "webinars[0].agenda", "add up to 50, not to 60"),
        (
            "{en: Two talks and time for questions.}",
            "{}",
            "webinars[0].descriptions",
            "at least one",
        ),
        ("{en: How long they can get.}", "{en: ''}", "webinars[0].teasers.en", "is empty"),
        (
            "{en: How long they can get.}",
            '{en: "\\u200e\\a"}',
            "webinars[0].teasers.en",
            "is empty",
        ),
        ("How long they can get.", "x" * 501, "webinars[0].teasers.en", "has 501 characters"),
        ("'#1d6a70'", "'#808080'", "hosts[0].accent.light", "too grey"),
        ("team@example.org", "team", "hosts[0].mailbox", "Write an e-mail address"),
        (
            "default_language: de",
            "default_language: nl",
            "hosts[0].default_language",
            "one of these",
        ),
        ("icon: smart-grid, names", "icon: star, names", "topics[0].icon", "one of these"),
        ("kind: company", "kind: club", "organisations[0].kind", "Write one of these"),
        (", region: north}", "}", "organisations[0].country", "Give a country or a region."),
        ("fr: Nord}}", "fr: Nord}, country: de}", "regions[0].country", "two letters"),
        ("regions:\n", "regions: north\nxregions:\n", "regions", "Here belongs a list."),
        (
            "  titles: {en: A week",
            "  reminders: [{key: a}]\n  titles: {en: A week",
            "series[0].reminders[0]",
            "exactly one",
        ),
        (
            "  titles: {en: A week",
            "  reminders: [{key: a, minutes_before: 1, at: '09:00'}]\n  titles: {en: A week",
            "series[0].reminders[0].at",
            "days_before or days_after only",
        ),
        (
            "  titles: {en: A week",
            "  reminders: [{key: a, active: false, at: '09:00'}]\n  titles: {en: A week",
            "series[0].reminders[0].at",
            "days_before or days_after only",
        ),
        (
            "  titles: {en: A week",
            "  reminders: [{key: a, after: recording}, {key: a, days_after: 1}]"
            "\n  titles: {en: A week",
            "series[0].reminders[1]",
            "here twice",
        ),
        (
            "  titles: {en: A week",
            "  reminders: [{key: a, days_after: 1, audience: speakers}]\n  titles: {en: A week",
            "series[0].reminders[0].audience",
            "before the start only",
        ),
    ],
)
def test_a_mistake_is_told_where_it_is(old, new, path, sentence):
    text = changed(old, new)
    found = [each for each in mistakes_in(text) if each.path == path]
    assert len(found) == 1
    assert sentence in found[0].sentence
