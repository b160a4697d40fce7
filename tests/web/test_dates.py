"""Short dates on pages carry their year when they are far away."""

from datetime import timedelta

import pytest

from webinars.web.dates import FAR, date_short, when_short

ZONE = "Europe/Berlin"


@pytest.mark.parametrize("sign", [-1, 1])
def test_a_day_half_a_year_away_has_its_year_and_a_nearer_one_has_not(now, monkeypatch, sign):
    monkeypatch.setattr("webinars.clock.now", lambda: now)
    far, near = now + sign * FAR, now + sign * (FAR - timedelta(seconds=1))
    for language in ("de", "fr", "en"):
        assert str(far.year) in date_short(far, ZONE, language)
        assert str(far.year) in when_short(far, ZONE, language)
        assert str(near.year) not in date_short(near, ZONE, language)
        assert str(near.year) not in when_short(near, ZONE, language)
        assert str(near.year) in date_short(near, ZONE, language, year=True)
