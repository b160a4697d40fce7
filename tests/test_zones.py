import subprocess
import sys
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from webinars.zones import (
    exists,
    is_zone,
    occurs_twice,
    offset_label,
    to_local,
    to_utc,
    zone_names,
)

BERLIN = "Europe/Berlin"
ZONES = st.sampled_from(sorted(zone_names()))
INSTANTS = st.datetimes(
    min_value=datetime(1970, 1, 1), max_value=datetime(2050, 1, 1), timezones=st.just(UTC)
)


def test_saxony_and_wallonia_read_the_same_clock():
    for day in range(0, 365, 7):
        instant = datetime(2027, 1, 1, 12, tzinfo=UTC) + timedelta(days=day)
        assert to_local(instant, BERLIN).replace(tzinfo=None) == to_local(
            instant, "Europe/Brussels"
        ).replace(tzinfo=None)


@given(INSTANTS, ZONES)
def test_an_instant_survives_the_way_to_the_wall_and_back(instant, zone):
    local = to_local(instant, zone)
    back = to_utc(local.replace(tzinfo=None, fold=0), zone, local.fold)
    assert back == instant


@given(INSTANTS, ZONES)
def test_what_a_clock_shows_exists(instant, zone):
    assert exists(to_local(instant, zone).replace(tzinfo=None, fold=0), zone)


def test_winter_and_summer_time_have_their_offsets():
    assert to_utc(datetime(2027, 2, 3, 14), BERLIN) == datetime(2027, 2, 3, 13, tzinfo=UTC)
    assert to_utc(datetime(2027, 7, 3, 14), BERLIN) == datetime(2027, 7, 3, 12, tzinfo=UTC)


def test_the_hour_that_spring_leaves_out_does_not_exist():
    skipped = datetime(2027, 3, 28, 2, 30)
    assert not exists(skipped, BERLIN)
    assert not occurs_twice(skipped, BERLIN)
    assert exists(datetime(2027, 3, 28, 3, 0), BERLIN)
    assert to_utc(skipped, BERLIN) == datetime(2027, 3, 28, 1, 30, tzinfo=UTC)


def test_the_hour_that_autumn_repeats_occurs_twice():
    repeated = datetime(2027, 10, 31, 2, 30)
    assert occurs_twice(repeated, BERLIN)
    assert to_utc(repeated, BERLIN, 1) - to_utc(repeated, BERLIN, 0) == timedelta(hours=1)
    assert not occurs_twice(datetime(2027, 10, 31, 3, 0), BERLIN)


@pytest.mark.parametrize("name", ["", "Europe", "../etc/passwd", "europe/berlin", "Europe/Berlin "])
def test_hostile_and_misspelt_zone_names_are_none(name):
    assert not is_zone(name)


@pytest.mark.parametrize("name", [BERLIN, "Europe/Brussels", "America/Montreal", "UTC"])
def test_real_zone_names_are_known(name):
    assert is_zone(name)
    assert ZoneInfo(name).key == name


@pytest.mark.parametrize(
    ("zone", "label"),
    [
        (BERLIN, "UTC+1"),
        ("UTC", "UTC"),
        ("Asia/Kolkata", "UTC+5:30"),
        ("America/New_York", "UTC\u22125"),
        ("America/St_Johns", "UTC\u22123:30"),
    ],
)
def test_an_offset_is_labelled_as_people_write_it(zone, label):
    assert offset_label(datetime(2027, 1, 11, tzinfo=UTC), zone) == label


def test_zones_come_from_the_pinned_package_and_not_from_the_machine():
    program = "import webinars.zones as z, zoneinfo; print(zoneinfo.TZPATH, z.is_zone('UTC'))"
    answer = subprocess.run(
        [sys.executable, "-c", program], check=True, capture_output=True, text=True, env={}
    )
    assert answer.stdout.strip() == "() True"
