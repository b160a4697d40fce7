"""Initials are those of the name, whatever stands around it."""

from __future__ import annotations

import pytest

from webinars.rules.initials import initials


@pytest.mark.parametrize(
    ("name", "letters"),
    [
        ("Alex Muster", "AM"),
        ("Alex Robin Muster", "AM"),
        ("Dr. Tamara Muster", "TM"),
        ("Prof. Dr. Tamara Muster", "TM"),
        ("Prof. Dr.-Ing. habil. Tamara Muster", "TM"),
        ("Dipl.-Ing. Tamara Muster", "TM"),
        ("Dr. h. c. Tamara Muster", "TM"),
        ("Dr. rer. nat. Tamara Muster", "TM"),
        ("Dr.rer.nat. Tamara Muster", "TM"),
        ("Pol Exemple", "PE"),
        ("Tamara Muster, MBA", "TM"),
        ("Tamara Muster PhD", "TM"),
        ("Mme Camille Exemple", "CE"),
        ("Dr. Muster", "M"),
        ("Jan van der Muster", "JM"),
        ("Els Van der Muster", "EM"),
        ("van der Muster", "M"),
        ("Marie d’Exemple", "ME"),
        ("Jean-Luc Exemple", "JE"),
        ("Anne Muster-Beispiel", "AM"),
        ("C. Muster", "CM"),
        ("Élodie Exemple", "ÉE"),
        ("Muster", "M"),
        ("alex muster", "AM"),
        ("Dr.", "D"),
        ("王 小明", "王小"),
        ("(Kim) „Robin“", "KR"),
        ("—", ""),
        ("", ""),
    ],
)
def test_initials_are_those_of_given_and_family_name(name: str, letters: str) -> None:
    assert initials(name) == letters
