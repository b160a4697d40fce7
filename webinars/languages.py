"""The languages that pages and mails speak."""

from enum import StrEnum
from typing import TypeAlias

Texts: TypeAlias = dict[str, str]
"""One text in several languages: language code to text."""


class Language(StrEnum):
    """ISO 639-1 codes; the order is the one of the language switch."""

    GERMAN = "de"
    FRENCH = "fr"
    ENGLISH = "en"


LANGUAGES = tuple(language.value for language in Language)

LANGUAGE_NAMES = {"de": "Deutsch", "fr": "Français", "en": "English"}
"""Each language named in itself; never translated."""

FORMATS = {"de": "de_DE", "fr": "fr_BE", "en": "en_GB"}
"""Whose date and number formats a language uses: British English, Belgian French."""


def pick(texts: Texts, language: str) -> str:
    """Return the text in this language, else in English, German or French, else the empty text."""
    for candidate in (language, "en", "de", "fr"):
        if texts.get(candidate):
            return texts[candidate]
    return ""


def picked_language(texts: Texts, language: str) -> str:
    """Return the language that :func:`pick` would answer in; without any, ``language``."""
    for candidate in (language, "en", "de", "fr"):
        if texts.get(candidate):
            return candidate
    return language
