"""Words in braces: which there are, and what takes their place."""

import pytest

from webinars.rules.placeholders import IN_SUBJECT, PLACEHOLDERS, filled, wrong_placeholders


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("Hello {name}, see {webinar} on {date}", []),
        (" ".join(f"{{{name}}}" for name in PLACEHOLDERS), []),
        ("Hello {nme}, {nme}", ["{nme}"]),
        ("{name", ["{name"]),
        ("name}", ["}"]),
        ("{}", ["{}"]),
        ("{NAME} {user-name}", ["{NAME}", "{user-name}"]),
        ("{first name}", ["{first", "}"]),
        ("{{name}}", ["{", "}"]),
        ("", []),
    ],
)
def test_what_is_no_placeholder_is_named(text, wrong):
    assert wrong_placeholders(text) == wrong


def test_every_placeholder_is_replaced_wherever_it_stands():
    assert filled("{name}: {date}, {name}", {"name": "Kim", "date": "3 February"}) == (
        "Kim: 3 February, Kim"
    )


def test_braces_in_a_value_are_not_filled_again():
    assert filled("{name}", {"name": "{date}", "date": "never"}) == "{date}"


def test_a_subject_line_holds_no_personal_link():
    assert wrong_placeholders("{name}: {my_page}", IN_SUBJECT) == ["{my_page}"]
