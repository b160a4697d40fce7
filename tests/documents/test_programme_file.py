from __future__ import annotations

import re
from datetime import date, time
from itertools import count

import pytest
import yaml

from tests.support.programme import DEMO, EXAMPLE, GUIDE, changed, line_of, read
from webinars.documents.programme_fields import Fields
from webinars.models.organisation import OrganisationKind
from webinars.models.reminder import Anchor, Audience
from webinars.rules.programme import BeforeStart, InDays, InMinutes, OnDate, Place


def test_the_demo_programme_is_read_completely():
    programme = read(DEMO)
    sizes = {
        name: len(getattr(programme, name))
        for name in ("regions", "hosts", "topics", "organisations", "series", "webinars")
    }
    assert sizes == {
        "regions": 2,
        "hosts": 2,
        "topics": 26,
        "organisations": 38,
        "series": 1,
        "webinars": 4,
    }
    assert len(programme.attendees) == 45
    assert set(programme.demo_notice or {}) == {"de", "fr", "en"}


def test_the_demo_programme_says_what_a_yaml_parser_finds_in_it():
    plain = yaml.safe_load(DEMO)
    programme = read(DEMO)
    for entry, raw in zip(programme.webinars, plain["webinars"], strict=True):
        assert entry.columns["titles"] == raw["titles"]
        assert entry.columns["descriptions"] == raw["descriptions"]
        assert entry.columns["takeaways"] == raw["takeaways"]
        assert entry.duration_minutes == raw["duration_minutes"]
        assert [item.columns["titles"] for item in entry.agenda or ()] == [
            item["title"] for item in raw["agenda"]
        ]


def test_the_example_of_the_guide_is_read():
    programme = read(EXAMPLE)
    assert programme.webinars[0].start == OnDate(
        place=Place("webinars[0].start", line_of(EXAMPLE, "  start:")),
        date=date(2027, 2, 4),
        at=time(14, 0),
    )


def test_the_guide_names_every_name_that_a_file_may_have(monkeypatch):
    asked = set()
    finish = Fields.finish

    def watched(self):
        if self.place.path.split(".")[-1] not in {"names", "titles"}:
            asked.update(self._asked)
        finish(self)

    monkeypatch.setattr(Fields, "finish", watched)
    read(DEMO)
    missing = [name for name in sorted(asked) if f"`{name}`" not in GUIDE]
    assert [name for name in missing if name not in {"de", "fr", "en", *_INNER}] == []


_INNER = {"light", "dark", "in_days", "in_minutes", "date", "fold", "texts", "minutes"}


def test_every_example_of_the_guide_s_reminders_is_read():
    examples = re.findall(r"`(\{key: [^`]*\})`", GUIDE)
    assert len(examples) >= 5
    lines = [f"  - {example}\n" for example in dict.fromkeys(examples) if "names" not in example]
    numbered = [
        re.sub(r"key: \w+", f"key: r{number}", line) for number, line in zip(count(), lines)
    ]
    text = changed(
        "  titles: {en: A week", f"  reminders:\n{''.join(numbered)}  titles: {{en: A week"
    )
    assert len(read(text).series[0].reminders or ()) == len(lines)


def test_a_byte_order_mark_and_windows_line_ends_are_no_mistakes():
    assert read("\ufeff" + EXAMPLE.replace("\n", "\r\n")).webinars[0].key == "blades"


def test_values_are_what_they_look_like_and_never_guessed():
    text = changed("at: '14:00'", "at: 14:00")
    text = changed("name: Muster Cluster\n", "name: 0123\n", text)
    text = changed("capacity: 50", "capacity: 50\n  spoken_languages: [no, de]", text)
    programme = read(text)
    assert programme.hosts[0].columns["name"] == "0123"
    start = programme.webinars[0].start
    assert isinstance(start, OnDate)
    assert start.at == time(14, 0)
    assert programme.webinars[0].columns["spoken_languages"] == ["no", "de"]


def test_texts_pass_the_cleaner():
    text = changed("name: Muster Cluster\n", 'name: " Muster \\u202e\\ud83d\\ude00 Cluster\\t"\n')
    text = text.replace("\\ud83d\\ude00 ", "")
    assert read(text).hosts[0].columns["name"] == "Muster Cluster"


def test_what_is_not_named_is_not_said():
    entry = read(EXAMPLE).webinars[0]
    assert entry.hosts is None
    assert entry.speakers is None
    assert entry.reminders is None
    assert not {"state", "recording", "waiting_list", "takeaways"} & set(entry.columns)


def test_null_empties_an_optional_value():
    text = changed("mailbox:", "telephone: ~\n  legal_basis:\n  mailbox:")
    text = changed("capacity: 50", "capacity: 50\n  closes: null", text)
    text = changed("kind: company", "kind: company, offers: ~", text)
    programme = read(text)
    assert programme.hosts[0].columns["telephone"] == ""
    assert programme.hosts[0].columns["legal_basis"] == "contract"
    assert programme.organisations[0].columns["offers"] == {}
    assert programme.webinars[0].closes is None
    assert programme.webinars[0].says == {"closes"}


def test_a_university_is_a_research_institute():
    programme = read(changed("kind: company", "kind: university"))
    assert programme.organisations[0].columns["kind"] is OrganisationKind.RESEARCH


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("{in_minutes: 8}", InMinutes(place=Place("", 0), minutes=8)),
        ("{in_days: 9, at: '14:00'}", InDays(place=Place("", 0), days=9, at=time(14))),
        ("{days_before: 2}", BeforeStart(place=Place("", 0), days=2)),
        ("{days_before: 2, at: 9:05}", BeforeStart(place=Place("", 0), days=2, at=time(9, 5))),
        ("{minutes_before: 60}", BeforeStart(place=Place("", 0), minutes=60)),
        (
            "{date: 2027-01-01, at: '09:00', fold: 1}",
            OnDate(place=Place("", 0), date=date(2027, 1, 1), at=time(9), fold=1),
        ),
    ],
)
def test_registration_opens_in_any_of_these_ways(written, expected):
    found = read(changed("capacity: 50", f"capacity: 50\n  opens: {written}")).webinars[0].opens
    assert type(found) is type(expected)
    assert {**vars(found), "place": None} == {**vars(expected), "place": None}


@pytest.mark.parametrize(
    ("written", "columns"),
    [
        ("days_before: 7", {"anchor": Anchor.START, "offset_days": -7, "at_time": None}),
        ("days_before: 1, at: '9:00'", {"offset_days": -1, "at_time": "09:00"}),
        ("minutes_before: 60", {"anchor": Anchor.START, "offset_minutes": -60}),
        ("days_after: 1, at: '10:00'", {"anchor": Anchor.END, "offset_days": 1}),
        ("minutes_after: 30", {"anchor": Anchor.END, "offset_minutes": 30}),
        ("after: recording", {"anchor": Anchor.RECORDING, "offset_minutes": 0}),
        ("active: false", {"active": False, "offset_days": None, "offset_minutes": None}),
        ("minutes_before: 5, audience: waiting", {"audience": Audience.WAITING}),
        ("minutes_before: 5, useful_minutes: 4", {"useful_minutes": 4}),
    ],
)
def test_a_reminder_hangs_on_a_moment(written, columns):
    text = changed("capacity: 50", f"capacity: 50\n  reminders: [{{key: a, {written}}}]")
    (reminder,) = read(text).webinars[0].reminders or ()
    found = reminder.columns
    assert {name: found[name] for name in columns} == columns
