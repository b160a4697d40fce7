"""The words by which tables call their columns and what stands in them, whoever made them."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping

from flask_babel import force_locale

from webinars.languages import LANGUAGES

COLUMN_WORDS: Mapping[str, tuple[str, ...]] = {
    "given_name": ("given name", "forename", "Rufname", "prénom(s)"),
    "family_name": ("family name", "surname", "Familienname", "Zuname", "nom", "nom de famille"),
    "email": (
        *("e-mail", "mail", "mail address", "e-mail-adresse", "mailadresse"),
        *("adresse e-mail", "adresse électronique", "courriel", "adresse mail"),
    ),
    "organisation_name": (
        *("organization", "company", "institution", "employer", "affiliation", "company name"),
        *("Firma", "Unternehmen", "Einrichtung", "Institut", "Firmenname", "Arbeitgeber"),
        *("entreprise", "société", "organisme", "établissement", "employeur"),
    ),
    "organisation_kind": (
        *("organisation type", "type of organisation", "Organisationsart", "Organisationstyp"),
        *("type d’organisation", "catégorie d’organisation"),
    ),
    "region": ("Bundesland", "Land/Region", "province"),
    "country": ("country code", "Staat", "Ländercode", "code pays"),
    "language": (
        *("preferred language", "e-mail language", "Korrespondenzsprache"),
        *("Sprache der E-Mails", "langue des e-mails"),
    ),
}
"""What other programmes call the columns of people, beside our own titles."""

KIND_WORDS: Mapping[str, tuple[str, ...]] = {
    "company": ("business", "Firma", "société", "PME", "KMU", "SME"),
    "research": (
        *("research", "university", "Forschung", "Universität", "Hochschule", "Institut"),
        *("recherche", "université", "haute école"),
    ),
    "public": ("public", "authority", "Behörde", "Öffentlich", "administration", "secteur public"),
    "other": ("miscellaneous", "Sonstige", "Sonstiges", "divers"),
}
"""What lists call the kinds of organisations, beside our own words."""


def plain(words: str) -> str:
    """Return words without what people write differently: case, accents, spaces and signs."""
    letters = unicodedata.normalize("NFKD", words.casefold())
    return "".join(letter for letter in letters if letter.isalnum())


def known_words(*named: Mapping[str, object] | Mapping[str, Iterable[str]]) -> dict[str, str]:
    """Return the key for each word, as plain text; a key is a word of its own.

    :param named: a word by key, asked for in each language, or several.
    """
    found: dict[str, str] = {}
    for names in named:
        for language in LANGUAGES:
            with force_locale(language):
                for key, words in names.items():
                    each = words if isinstance(words, tuple) else (str(words),)
                    found |= {plain(word): key for word in (key, *each)}
    return found
