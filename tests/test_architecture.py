from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support import source

ROOT = Path(__file__).parent.parent
MODULES = sorted([ROOT / "config.py", *(ROOT / "webinars").rglob("*.py")])
TESTS = sorted((ROOT / "tests").rglob("*.py"))
TEMPLATES = sorted(path for path in (ROOT / "templates").rglob("*") if path.is_file())


def relative(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def every(check, paths: list[Path]) -> Iterator[str]:
    for path in paths:
        yield from check(relative(path), path.read_text())


def test_config_imports_nothing_of_ours():
    imported = source.imports_of((ROOT / "config.py").read_text())
    assert not imported & {"webinars", "tests", "."}


def test_packages_hold_at_most_a_docstring_at_their_top():
    inits = [path for path in MODULES if path.name == "__init__.py"]
    assert inits
    assert [relative(path) for path in inits if source.has_code(path.read_text())] == []


@pytest.mark.parametrize("path", [*MODULES, *TESTS], ids=relative)
def test_a_module_has_at_most_300_lines(path):
    assert len(path.read_text().splitlines()) <= source.MODULE_LINES


def test_nine_of_ten_functions_have_at_most_30_lines_and_none_more_than_60():
    lengths = {
        f"{relative(path)} {name}": length
        for path in MODULES
        for name, length in source.function_lengths(path.read_text()).items()
    }
    long = {name: length for name, length in lengths.items() if length > source.FUNCTION_LINES}
    assert len(long) <= len(lengths) / 10, long
    assert [name for name in long if long[name] > source.FUNCTION_LINES_MOST] == []


def test_nothing_is_imported_inside_a_function():
    assert list(every(source.imports_inside_functions, [*MODULES, *TESTS])) == []


def test_nothing_banned_is_used():
    assert list(every(source.banned, MODULES)) == []


def test_every_public_thing_is_documented_and_typed():
    assert list(every(source.undocumented, MODULES)) == []


def test_templates_hold_no_raw_fields_scripts_styles_or_unescaped_text():
    assert list(every(source.template_faults, TEMPLATES)) == []


# The checkers themselves: each finds its bait, and leaves honest code alone.


@pytest.mark.parametrize(
    ("bait", "caught"),
    [
        ("render_template_string('x')", "render_template_string"),
        ("flask.render_template_string('x')", "render_template_string"),
        ("from flask import render_template_string", "render_template_string"),
        ("url_for('home', _external=True)", "_external"),
        ("flask.url_for('home', _external=wanted)", "_external"),
        ("link = request.host", "request.host"),
        ("link = flask.request.host_url", "request.host_url"),
        ("link = request.url_root", "request.url_root"),
        ("from markupsafe import Markup", "Markup"),
        ("html = Markup('<b>')", "Markup"),
        ("datetime.now(UTC)", "datetime.now"),
        ("datetime.datetime.utcnow()", "datetime.utcnow"),
        ("time.time()", "time.time"),
        ("import smtplib", "smtplib"),
        ("from smtplib import SMTP", "smtplib"),
        ("form.populate_obj(row)", "populate_obj"),
        ("connection.starttls()", "starttls"),
        ("datetime.fromtimestamp(0)", "fromtimestamp"),
    ],
)
def test_banned_bait_is_caught(bait, caught):
    assert [fault for fault in source.banned("webinars/x.py", bait) if caught in fault]


@pytest.mark.parametrize(
    "honest",
    [
        "url_for('home', key='x')",
        "url_for('home', _external=False)",
        "clock.now()",
        "connection.starttls(context=context)",
        "datetime.fromtimestamp(0, tz=UTC)",
        "now.date()",
        "request.form['host']",
    ],
)
def test_honest_code_is_not_caught(honest):
    assert list(source.banned("webinars/x.py", honest)) == []


def test_the_clock_and_the_transport_may_do_what_only_they_may():
    assert list(source.banned("webinars/clock.py", "datetime.now(UTC)")) == []
    assert list(source.banned("webinars/delivery/transport.py", "import smtplib")) == []
    assert list(source.banned("webinars/delivery/transport.py", "datetime.now(UTC)"))


def test_an_import_in_a_function_is_caught():
    bait = "import a\nclass C:\n    def f(self):\n        if x:\n            from b import c\n"
    assert list(source.imports_inside_functions("x.py", bait)) == ["x.py:5 import inside f"]


def test_an_import_of_ours_is_caught_wherever_it_stands():
    assert source.imports_of("def f():\n    import webinars.models") == {"webinars"}
    assert source.imports_of("if x:\n    from webinars import y") == {"webinars"}
    assert source.imports_of("from . import y") == {"."}


def test_only_code_counts_for_the_length_of_a_function():
    bait = 'def f():\n    """One.\n\n    Two.\n    """\n    # three\n\n    return 4\n'
    assert source.function_lengths(bait) == {"f:1": 2}
    assert source.function_lengths("def f():\n" + "    x = 1\n" * 70) == {"f:1": 71}


@pytest.mark.parametrize(
    ("bait", "caught"),
    [
        ("x = 1", "module"),
        ('"""M."""\ndef f() -> None: ...', "f without docstring"),
        ('"""M."""\nclass C: ...', "C without docstring"),
        ('"""M."""\nclass C:\n  """C."""\n  def m(self) -> None: ...', "m without docstring"),
        ('"""M."""\ndef f():\n  """F."""', "f does not say"),
    ],
)
def test_what_is_not_documented_is_caught(bait, caught):
    assert [fault for fault in source.undocumented("x.py", bait) if caught in fault]


def test_private_things_and_empty_packages_need_no_docstring():
    assert list(source.undocumented("x.py", "")) == []
    assert list(source.undocumented("x.py", '"""M."""\ndef _f(): ...\nclass _C: ...')) == []


@pytest.mark.parametrize(
    "bait",
    [
        "{{ text|safe }}",
        "{{ text | safe }}",
        "<input name=x>",
        "<select>",
        "<textarea>",
        "<style>p {}</style>",
        '<p style="color: red">',
        "<script>alert(1)</script>",
        "<script defer>alert(1)</script>",
        '<img onerror="alert(1)">',
        '<a href="javascript:alert(1)">',
        "{% autoescape false %}",
        "{{ url_for('x', _external=True) }}",
        "{{ request.host }}",
    ],
)
def test_template_bait_is_caught(bait):
    assert list(source.template_faults("templates/public/x.html", bait))


@pytest.mark.parametrize(
    ("path", "honest"),
    [
        ("templates/macros/forms.html", "<input name={{ field.name }}>"),
        ("templates/mail/base.html", '<p style="color: #111">'),
        ("templates/public/x.html", "<script src={{ asset('x.js') }}></script>"),
        ("templates/public/x.html", "{# <input> is banned here #}{{ text }}"),
        ("templates/public/x.html", "{% set once = 1 %}<a href={{ url_for('x') }}>"),
    ],
)
def test_honest_templates_are_not_caught(path, honest):
    assert list(source.template_faults(path, honest)) == []
