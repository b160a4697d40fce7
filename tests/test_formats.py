from datetime import UTC, date, datetime, timedelta

import pytest

from webinars import formats
from webinars.languages import LANGUAGES

WINTER = datetime(2026, 12, 3, 13, 0, tzinfo=UTC)
SUMMER = datetime(2026, 7, 2, 12, 0, tzinfo=UTC)
FIRST = datetime(2026, 12, 1, 13, 0, tzinfo=UTC)
LENGTH = timedelta(minutes=75)
SAXONY = "Europe/Berlin"

PLACES = {
    "en": [("Dresden", SAXONY), ("Liège", "Europe/Brussels")],
    "de": [("Dresden", SAXONY), ("Lüttich", "Europe/Brussels")],
    "fr": [("Liège", "Europe/Brussels"), ("Dresde", SAXONY)],
}

# Narrow no-break space, U+202F, around the h: written out so that nobody retypes it.
FOURTEEN = "14\u202fh\u202f00"
QUARTER_PAST = "15\u202fh\u202f15"


def line(starts_at, language, zone=SAXONY, places=None):
    around = PLACES[language] if places is None else places
    return formats.when_line(starts_at, starts_at + LENGTH, zone, around, language)


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("en", "Thursday 3 December 2026, 14:00–15:15 CET (UTC+1), Dresden and Liège"),
        (
            "de",
            "Donnerstag, 3. Dezember 2026, 14:00–15:15 Uhr (MEZ, UTC+1), Dresden und Lüttich",
        ),
        (
            "fr",
            f"jeudi 3 décembre 2026, de {FOURTEEN} à {QUARTER_PAST} (UTC+1),"
            " heure de Liège et Dresde",
        ),
    ],
)
def test_the_full_line_in_winter(language, expected):
    assert line(WINTER, language) == expected


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("en", "Thursday 2 July 2026, 14:00–15:15 CEST (UTC+2), Dresden and Liège"),
        ("de", "Donnerstag, 2. Juli 2026, 14:00–15:15 Uhr (MESZ, UTC+2), Dresden und Lüttich"),
        (
            "fr",
            f"jeudi 2 juillet 2026, de {FOURTEEN} à {QUARTER_PAST} (UTC+2),"
            " heure de Liège et Dresde",
        ),
    ],
)
def test_the_full_line_in_summer_has_summer_time(language, expected):
    assert line(SUMMER, language) == expected


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_place_whose_clock_shows_another_time_is_left_out(language):
    around = [*PLACES[language], ("London", "Europe/London")]

    assert "London" not in line(WINTER, language, places=around)
    assert line(WINTER, language, places=around) == line(WINTER, language)


def test_a_city_is_named_once_although_two_hosts_give_it():
    around = [("Dresden", SAXONY), ("Dresden", SAXONY)]

    assert line(WINTER, "en", places=around).endswith("CET (UTC+1), Dresden")


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("en", "Thursday 3 December 2026, 08:00–09:15 (UTC−5), New York"),
        ("de", "Donnerstag, 3. Dezember 2026, 08:00–09:15 Uhr (UTC−5), New York"),
        (
            "fr",
            "jeudi 3 décembre 2026, de 8\u202fh\u202f00 à 9\u202fh\u202f15 (UTC−5),"
            " heure de New York",
        ),
    ],
)
def test_a_zone_that_no_place_shares_is_named_by_its_own_city(language, expected):
    assert line(WINTER, language, zone="America/New_York") == expected


def test_french_elides_before_a_vowel():
    around = [("Anvers", "Europe/Brussels")]

    assert line(WINTER, "fr", zone="Europe/Brussels", places=around).endswith("heure d’Anvers")
    assert line(WINTER, "fr", places=[("Évry", SAXONY)]).endswith("heure d’Évry")


def test_french_never_abbreviates_a_zone():
    for instant in (WINTER, SUMMER):
        for zone in (SAXONY, "Europe/London", "America/Toronto"):
            assert formats.zone_label(instant, zone, "fr").startswith("UTC")


@pytest.mark.parametrize(
    ("instant", "zone", "language", "expected"),
    [
        (WINTER, SAXONY, "en", "CET (UTC+1)"),
        (SUMMER, SAXONY, "en", "CEST (UTC+2)"),
        (WINTER, SAXONY, "de", "MEZ (UTC+1)"),
        (SUMMER, SAXONY, "de", "MESZ (UTC+2)"),
        (WINTER, SAXONY, "fr", "UTC+1"),
        (WINTER, "Asia/Kolkata", "en", "UTC+5:30"),
        (WINTER, "America/New_York", "de", "UTC−5"),
        (WINTER, "Etc/UTC", "en", "UTC"),
    ],
)
def test_a_zone_is_named_by_abbreviation_where_people_know_one(instant, zone, language, expected):
    assert formats.zone_label(instant, zone, language) == expected


@pytest.mark.parametrize(
    ("language", "long", "short", "day"),
    [
        ("en", "Tuesday 1 December 2026", "Tue 1 Dec", "1"),
        ("de", "Dienstag, 1. Dezember 2026", "Di., 1. Dez.", "1"),
        ("fr", "mardi 1er décembre 2026", "mar. 1er déc.", "1er"),
    ],
)
def test_the_first_of_a_month_has_its_ordinal_in_french_only(language, long, short, day):
    assert formats.date_long(FIRST, SAXONY, language) == long
    assert formats.date_short(FIRST, SAXONY, language) == short
    assert formats.day_of_month(FIRST, SAXONY, language) == day


def test_no_other_french_day_has_an_ordinal():
    days = [FIRST + timedelta(days=after) for after in range(1, 31)]

    assert [day for day in days if "er" in formats.day_of_month(day, SAXONY, "fr")] == []
    assert formats.date_long(days[20], SAXONY, "fr") == "mardi 22 décembre 2026"


@pytest.mark.parametrize(
    ("language", "long", "short", "month", "month_short", "weekday"),
    [
        ("en", "Thursday 3 December 2026", "Thu 3 Dec", "December 2026", "Dec", "Thursday"),
        (
            "de",
            "Donnerstag, 3. Dezember 2026",
            "Do., 3. Dez.",
            "Dezember 2026",
            "Dez.",
            "Donnerstag",
        ),
        ("fr", "jeudi 3 décembre 2026", "jeu. 3 déc.", "décembre 2026", "déc.", "jeudi"),
    ],
)
def test_dates_are_written_as_people_write_them(language, long, short, month, month_short, weekday):
    assert formats.date_long(WINTER, SAXONY, language) == long
    assert formats.date_short(WINTER, SAXONY, language) == short
    assert formats.month_and_year(WINTER, SAXONY, language) == month
    assert formats.month_short(WINTER, SAXONY, language) == month_short
    assert formats.weekday(WINTER, SAXONY, language) == weekday


@pytest.mark.parametrize(
    ("language", "time", "span", "short", "moment"),
    [
        (
            "en",
            "14:00",
            "14:00–15:15",
            "Thu 3 Dec, 14:00",
            "Thursday 3 December 2026, 14:00",
        ),
        (
            "de",
            "14:00",
            "14:00–15:15 Uhr",
            "Do., 3. Dez., 14:00 Uhr",
            "Donnerstag, 3. Dezember 2026, 14:00 Uhr",
        ),
        (
            "fr",
            FOURTEEN,
            f"de {FOURTEEN} à {QUARTER_PAST}",
            f"jeu. 3 déc. à {FOURTEEN}",
            f"jeudi 3 décembre 2026 à {FOURTEEN}",
        ),
    ],
)
def test_times_are_written_as_people_write_them(language, time, span, short, moment):
    assert formats.time_of_day(WINTER, SAXONY, language) == time
    assert formats.time_range(WINTER, WINTER + LENGTH, SAXONY, language) == span
    assert formats.when_short(WINTER, SAXONY, language) == short
    assert formats.moment(WINTER, SAXONY, language) == moment


def test_a_moment_can_name_its_cities():
    assert formats.moment(WINTER, SAXONY, "en", PLACES["en"]).endswith("14:00, Dresden and Liège")
    assert formats.moment(WINTER, SAXONY, "fr", PLACES["fr"]).endswith(
        f"à {FOURTEEN}, heure de Liège et Dresde"
    )


def test_hours_before_ten_have_one_figure_in_french_and_two_elsewhere():
    early = WINTER.replace(hour=7)

    assert formats.time_of_day(early, SAXONY, "fr") == "8\u202fh\u202f00"
    assert formats.time_of_day(early, SAXONY, "de") == "08:00"
    assert formats.time_of_day(early, SAXONY, "en") == "08:00"


def test_the_day_is_the_one_on_the_clock_of_the_zone():
    late = datetime(2026, 12, 3, 23, 30, tzinfo=UTC)

    assert formats.date_short(late, "Etc/UTC", "en") == "Thu 3 Dec"
    assert formats.date_short(late, SAXONY, "en") == "Fri 4 Dec"


@pytest.mark.parametrize(
    ("language", "two", "three"),
    [
        ("en", "A and B", "A, B and C"),
        ("de", "A und B", "A, B und C"),
        ("fr", "A et B", "A, B et C"),
    ],
)
def test_names_are_joined_by_the_word_of_the_language(language, two, three):
    assert formats.join_names(["A", "B"], language) == two
    assert formats.join_names(["A", "B", "C"], language) == three
    assert formats.join_names(["A"], language) == "A"
    assert formats.join_names([], language) == ""


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("en", ["1 minute", "75 minutes", "1 hour", "2 hours"]),
        ("de", ["1 Minute", "75 Minuten", "1 Stunde", "2 Stunden"]),
        ("fr", ["1 minute", "75 minutes", "1 heure", "2 heures"]),
    ],
)
def test_full_hours_are_told_in_hours(language, expected):
    told = [formats.duration(minutes, language) for minutes in (1, 75, 60, 120)]

    assert [text.replace("\u00a0", " ") for text in told] == expected


@pytest.mark.parametrize(
    ("language", "thousands", "decimals"),
    [("en", "1,240", "3.5"), ("de", "1.240", "3,5"), ("fr", "1\u202f240", "3,5")],
)
def test_numbers_have_the_separators_of_the_language(language, thousands, decimals):
    assert formats.number(1240, language) == thousands
    assert formats.number(3.5, language) == decimals


def test_languages_are_named_in_the_readers_language():
    assert [formats.language_name(code, "en") for code in LANGUAGES] == [
        "German",
        "French",
        "English",
    ]
    assert formats.language_name("fr", "de") == "Französisch"
    assert formats.language_name("de", "fr") == "allemand"
    assert formats.language_name("xx", "fr") == "xx"


@pytest.mark.parametrize(
    ("language", "first", "last", "named"),
    [
        ("de", ("Mo", "Montag"), ("So", "Sonntag"), "März 2027"),
        ("fr", ("lu", "lundi"), ("di", "dimanche"), "mars 2027"),
        ("en", ("Mo", "Monday"), ("Su", "Sunday"), "March 2027"),
    ],
)
def test_a_calendar_names_its_month_and_days_from_monday_on(language, first, last, named):
    names = formats.weekday_names(language)
    assert len(names) == 7
    assert (names[0], names[-1]) == (first, last)
    assert formats.month_name(date(2027, 3, 1), language) == named
