from datetime import UTC, datetime, timedelta

import pytest
import vobject
from icalendar import Calendar

from webinars.mail.calendar_zones import timezone_component
from webinars.zones import to_local

YEAR = 2027


def read_by_vobject(zone):
    """Return the zone as another library understands our text."""
    calendar = Calendar()
    calendar.add("prodid", "-//example//EN")
    calendar.add("version", "2.0")
    calendar.add_component(timezone_component(zone, YEAR))
    return vobject.readOne(calendar.to_ical().decode()).vtimezone.gettzinfo()


@pytest.mark.parametrize(
    "zone",
    [
        "Europe/Berlin",
        "Europe/Brussels",
        "America/New_York",
        "Asia/Kolkata",
        "Australia/Lord_Howe",
        "Etc/UTC",
        "Europe/Dublin",
        "America/Santiago",
    ],
)
def test_another_library_reads_the_offset_of_every_day(zone):
    theirs = read_by_vobject(zone)
    start = datetime(YEAR, 1, 1, 12, tzinfo=UTC)

    for day in range(4 * 365):
        instant = start + timedelta(days=day)
        local = to_local(instant, zone)
        assert theirs.utcoffset(local.replace(tzinfo=None)) == local.utcoffset(), instant


@pytest.mark.parametrize(
    ("zone", "change"),
    [
        ("Europe/Berlin", datetime(2027, 3, 28, 1, tzinfo=UTC)),
        ("Europe/Berlin", datetime(2027, 10, 31, 1, tzinfo=UTC)),
        ("America/New_York", datetime(2027, 3, 14, 7, tzinfo=UTC)),
    ],
)
def test_the_clock_changes_in_the_right_hour(zone, change):
    theirs = read_by_vobject(zone)
    before = to_local(change - timedelta(hours=2), zone)
    after = to_local(change + timedelta(hours=1), zone)

    assert theirs.utcoffset(before.replace(tzinfo=None)) == before.utcoffset()
    assert theirs.utcoffset(after.replace(tzinfo=None)) == after.utcoffset()
    assert before.utcoffset() != after.utcoffset()


@pytest.mark.parametrize("zone", ["Europe/Berlin", "Europe/Brussels"])
def test_our_zones_are_told_by_their_yearly_rules(zone):
    text = timezone_component(zone, YEAR).to_ical().decode()

    assert "RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3" in text
    assert "RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10" in text
    assert "RDATE" not in text


@pytest.mark.parametrize("zone", ["Africa/Casablanca", "America/Santiago"])
def test_a_zone_whose_changes_follow_no_simple_rule_lists_its_dates(zone):
    text = timezone_component(zone, YEAR).to_ical().decode()

    assert "RDATE" in text
    assert "RRULE" not in text


def test_a_zone_without_changes_has_one_observance():
    component = timezone_component("Asia/Kolkata", YEAR)

    assert len(component.subcomponents) == 1
    assert component.subcomponents[0]["tzoffsetto"].to_ical() == "+0530"
