"""E-mail addresses as people type them: complete, and likely slips pointed out once."""

from __future__ import annotations

from typing import Any

from email_validator import SPECIAL_USE_DOMAIN_NAMES, EmailNotValidError, validate_email
from flask_babel import gettext
from wtforms import Field, Form, HiddenField, StringField
from wtforms.validators import StopValidation

from webinars.rules.address_hints import suggest_address
from webinars.text import clean_address
from webinars.web.forms.base import BaseForm


def whole_address(_form: Form, field: Field) -> None:
    """Refuse what is no complete address, and clean the others."""
    try:
        checked = validate_email(field.data, check_deliverability=False, allow_smtputf8=False)
    except EmailNotValidError:
        raise StopValidation(_fault(field.data or "")) from None
    field.data = clean_address(checked.ascii_email or checked.normalized)


def _fault(typed: str) -> str:
    local, _at, domain = typed.rpartition("@")
    if local and "." in domain and not local.isascii():
        return gettext("Before the @ there can be no umlauts, accents or other such letters.")
    # The library has no kind of error of its own for these endings.
    if domain.rpartition(".")[2].lower() in SPECIAL_USE_DOMAIN_NAMES:
        return gettext("No e-mail arrives under what stands behind the @. Please check it.")
    return gettext("This address is incomplete. It should look like name@example.org.")


class AddressForm(BaseForm):
    """Base of forms that write to the address typed; the macro ``address`` shows their field."""

    email: StringField
    hinted = HiddenField()
    """The address that a likely slip was pointed out for; sent again it is taken as it is."""

    def validate(self, extra_validators: Any = None) -> bool:
        """Check every field, and ask once about an address that looks mistyped."""
        super().validate(extra_validators)
        typed = self.email.data or ""
        meant = None if self.email.errors else suggest_address(typed)
        if meant is not None and self.hinted.data != typed:
            self.hinted.data = typed
            self.refuse(
                self.email,
                gettext(
                    "Did you mean %(suggestion)s? If the address is right as it is,"
                    " simply send the form again.",
                    suggestion=meant,
                ),
            )
        return not self.mistakes
