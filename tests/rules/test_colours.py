import pytest
from hypothesis import given
from hypothesis import strategies as st

from webinars.rules import colours
from webinars.rules.colours import AccentProblem, Oklch

WHITE, PAPER, SUNKEN = "#ffffff", "#fbfaf8", "#f3f1ed"
NIGHT, CARD = "#0e121d", "#161c28"

HEX = st.integers(0, 0xFFFFFF).map(lambda number: f"#{number:06x}")


@pytest.mark.parametrize(
    ("stored", "light", "dark"),
    [("#00806a", "#208d77", "#4eb39b"), ("#c2500f", "#c05622", "#e57f51")],
)
def test_lines_are_those_that_the_style_sheet_computes(stored, light, dark):
    assert colours.light_colours(stored).line == light
    assert colours.dark_colours(stored).line == dark


@given(HEX)
def test_text_is_legible_whatever_colour_a_host_has(stored):
    light, dark = colours.light_colours(stored), colours.dark_colours(stored)

    assert colours.contrast(light.ink, PAPER) >= 4.5
    assert colours.contrast(light.ink, light.tint) >= 4.5
    assert colours.contrast(dark.ink, NIGHT) >= 4.5
    assert colours.contrast(dark.ink, dark.tint) >= 4.5


@given(HEX)
def test_lines_are_visible_whatever_colour_a_host_has(stored):
    light, dark = colours.light_colours(stored), colours.dark_colours(stored)

    assert min(colours.contrast(light.line, page) for page in (WHITE, PAPER, SUNKEN)) >= 3
    assert min(colours.contrast(dark.line, page) for page in (NIGHT, CARD)) >= 3


@given(HEX, HEX)
def test_two_hosts_weigh_the_same(one, other):
    for scheme in (colours.light_colours, colours.dark_colours):
        lightness = [colours.to_oklch(scheme(stored).line).lightness for stored in (one, other)]
        assert lightness[0] == pytest.approx(lightness[1], abs=0.01)


@given(HEX)
def test_a_colour_survives_the_way_to_oklch_and_back(stored):
    assert colours.to_hex(colours.to_oklch(stored)) == stored


@given(st.floats(0.15, 1), st.floats(0, 0.4), st.floats(0, 360))
def test_a_colour_that_screens_cannot_show_keeps_lightness_and_hue(lightness, chroma, hue):
    shown = colours.to_oklch(colours.to_hex(Oklch(lightness, chroma, hue)))

    assert shown.lightness == pytest.approx(lightness, abs=0.02)
    if shown.chroma > 0.05:
        assert colours.hue_distance(shown.hue, hue) < 5


def test_contrast_is_the_ratio_of_the_guidelines():
    assert colours.contrast("#000000", "#ffffff") == pytest.approx(21)
    assert colours.contrast("#777777", "#777777") == pytest.approx(1)
    assert colours.contrast("#ffffff", "#767676") == pytest.approx(4.54, abs=0.01)


@pytest.mark.parametrize("colour", ["#808080", "#000000", "#ffffff", "#7d8083"])
def test_grey_is_refused(colour):
    assert colours.accent_problem(colour) == AccentProblem.GREY


@pytest.mark.parametrize("colour", ["", "red", "#123", "#12345g", "00806a", "#00806a\n"])
def test_what_is_no_colour_is_refused(colour):
    assert colours.accent_problem(colour) == AccentProblem.NO_COLOUR
    with pytest.raises(ValueError, match="#rrggbb"):
        colours.to_oklch(colour)


def test_a_hue_close_to_the_partners_is_refused():
    own = colours.to_hex(Oklch(0.6, 0.1, 10))

    close = colours.to_hex(Oklch(0.6, 0.1, 340))
    far = colours.to_hex(Oklch(0.6, 0.1, 320))

    assert colours.accent_problem(own, close) == AccentProblem.LIKE_PARTNER
    assert colours.accent_problem(own, far) is None


@pytest.mark.parametrize(
    ("one", "other", "expected"), [(10, 350, 20), (350, 10, 20), (0, 180, 180), (90, 90, 0)]
)
def test_hues_are_a_circle(one, other, expected):
    assert colours.hue_distance(one, other) == expected


def test_the_colours_of_the_programme_may_stand_together():
    assert colours.accent_problem("#1d6a70", "#7a4e12") is None
    assert colours.accent_problem("#7fd0d6", "#e0b070") is None
