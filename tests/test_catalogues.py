"""Every string that a person reads is translated, completely, and no other is kept."""

import re
import subprocess
import sys
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po

from webinars.languages import LANGUAGES
from webinars.paths import TRANSLATIONS

ROOT = Path(__file__).parent.parent
TRANSLATED = [language for language in LANGUAGES if language != "en"]

KEYWORDS = (
    "lazy_gettext",
    "lazy_ngettext:1,2",
    "pgettext:1c,2",
    "npgettext:1c,2,3",
    "personal:1",
    "purpose",
)

PLACEHOLDER = re.compile(r"%\((\w+)\)[sd]")


@pytest.fixture(scope="module")
def extracted(tmp_path_factory) -> Catalog:
    """What the code and the templates say."""
    target = tmp_path_factory.mktemp("catalogue") / "messages.pot"
    frontend = [sys.executable, "-m", "babel.messages.frontend", "--quiet", "extract"]
    command = [*frontend, f"--output-file={target}", "--no-location"]
    mapping = [f"--mapping-file={TRANSLATIONS / 'babel.cfg'}"]
    keywords = [f"--keyword={keyword}" for keyword in KEYWORDS]
    subprocess.run([*command, *mapping, *keywords, "."], check=True, cwd=ROOT)
    return read(target)


def read(path: Path, language: str | None = None) -> Catalog:
    with path.open("rb") as stream:
        return read_po(stream, locale=language, abort_invalid=True)


def catalogue(language: str) -> Catalog:
    return read(TRANSLATIONS / language / "LC_MESSAGES" / "messages.po", language)


def messages(found: Catalog) -> dict[tuple[str | None, str | tuple[str, ...]], Message]:
    return {
        (message.context, message.id if isinstance(message.id, str) else tuple(message.id)): message
        for message in found
        if message.id
    }


def forms(message) -> list[str]:
    return [message.string] if isinstance(message.string, str) else list(message.string)


def sources(message) -> list[str]:
    return [message.id] if isinstance(message.id, str) else list(message.id)


def test_there_is_something_to_translate(extracted):
    assert len(messages(extracted)) > 100


@pytest.mark.parametrize("language", TRANSLATED)
def test_a_catalogue_holds_exactly_what_is_said(extracted, language):
    said, kept = set(messages(extracted)), set(messages(catalogue(language)))
    assert sorted(map(str, said - kept)) == [], "said, but not in the catalogue"
    assert sorted(map(str, kept - said)) == [], "in the catalogue, but no longer said"
    assert not catalogue(language).obsolete


@pytest.mark.parametrize("language", TRANSLATED)
def test_everything_is_translated_with_all_its_plurals(language):
    found = catalogue(language)
    missing = [
        message.id
        for message in messages(found).values()
        if not all(forms(message))
        or (message.pluralizable and len(forms(message)) != found.num_plurals)
    ]
    assert missing == []


@pytest.mark.parametrize("language", TRANSLATED)
def test_nothing_is_marked_as_doubtful(language):
    assert [message.id for message in catalogue(language) if message.id and message.fuzzy] == []


def pairs(language: str) -> list[tuple[str, str]]:
    """Return every translated form beside the source that it stands for."""
    found = []
    for message in messages(catalogue(language)).values():
        said = sources(message)
        found += [(said[min(n, len(said) - 1)], form) for n, form in enumerate(forms(message))]
    return found


@pytest.mark.parametrize("language", TRANSLATED)
def test_a_translation_fills_in_the_same_things(language):
    wrong = [
        (source, form)
        for source, form in pairs(language)
        if set(PLACEHOLDER.findall(source)) != set(PLACEHOLDER.findall(form))
    ]
    assert wrong == []


@pytest.mark.parametrize("language", TRANSLATED)
def test_a_translation_that_is_filled_in_has_no_stray_percent_sign(language):
    wrong = [
        form
        for _, form in pairs(language)
        if PLACEHOLDER.search(form) and "%" in PLACEHOLDER.sub("", form).replace("%%", "")
    ]
    assert wrong == []


@pytest.mark.parametrize("language", TRANSLATED)
def test_a_translation_keeps_the_markup_of_its_source(language):
    markup = re.compile(r"</?[a-z]+")
    wrong = [
        form
        for source, form in pairs(language)
        if set(markup.findall(form)) != set(markup.findall(source))
    ]
    assert wrong == []


def test_french_sets_narrow_spaces_before_high_signs():
    loose = re.compile(r"[ \u00a0][;:!?](?=\s|$)|[ \u00a0]»|«(?!\u202f)|(?<!\u202f)»")
    tight = re.compile(r"\w[;!?](?=\s|$)")
    wrong = [form for _, form in pairs("fr") if loose.search(form) or tight.search(form)]
    assert wrong == []


def test_german_uses_its_own_quotation_marks():
    foreign = re.compile(r"[«»]|‘\w")
    wrong = [
        form
        for _, form in pairs("de")
        if foreign.search(form) or form.count("„") != form.count("“")
    ]
    assert wrong == []


def test_a_template_of_the_catalogues_is_as_fresh_as_they_are(extracted):
    template = TRANSLATIONS / "messages.pot"
    if template.exists():
        assert set(messages(read(template))) == set(messages(extracted))
