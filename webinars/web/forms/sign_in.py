"""Signing in, and what an organiser does to the own account."""

from __future__ import annotations

from flask_babel import gettext, lazy_gettext
from wtforms import Field, Form, HiddenField, PasswordField, StringField
from wtforms.validators import StopValidation

from webinars.models.attendee import EMAIL_LENGTH
from webinars.models.organiser import PASSKEY_NAME_LENGTH
from webinars.tokens import RECOVERY_LENGTH
from webinars.web.forms.addresses import whole_address
from webinars.web.forms.base import AtMost, BaseForm, Filled, is_expired

_ENTER_PASSWORD = Filled(lazy_gettext("Enter your password."))


def _digits(_form: Form, field: Field) -> None:
    field.data = (field.data or "").replace(" ", "")
    if len(field.data) != 6 or not field.data.isascii() or not field.data.isdigit():
        raise StopValidation(gettext("The code has six digits."))


def _digits_or_recovery(form: Form, field: Field) -> None:
    # As it is typed from paper: in groups, with capitals.
    plain = "".join(each for each in (field.data or "").lower() if each.isalnum())
    if len(plain) == RECOVERY_LENGTH and plain.isascii():
        field.data = plain
    else:
        _digits(form, field)


def _address() -> StringField:
    return StringField(
        lazy_gettext("E-mail address"),
        [Filled(lazy_gettext("Enter your e-mail address.")), AtMost(EMAIL_LENGTH), whole_address],
    )


def _code() -> StringField:
    return StringField(
        lazy_gettext("Code of your authenticator"),
        [Filled(lazy_gettext("Enter the code.")), AtMost(40), _digits],
        description=lazy_gettext("The six digits that your app shows at the moment."),
    )


def _code_or_recovery() -> StringField:
    return StringField(
        lazy_gettext("Code of your authenticator"),
        [Filled(lazy_gettext("Enter the code.")), AtMost(40), _digits_or_recovery],
        description=lazy_gettext(
            "The six digits that your app shows at the moment, or one of your recovery codes."
        ),
    )


class SignInForm(BaseForm):
    """Asks for address and password."""

    email = _address()
    password = PasswordField(lazy_gettext("Password"), [_ENTER_PASSWORD])

    def refuse_password(self) -> None:
        """Say that one of the two is wrong, never which."""
        self.refuse(
            self.password,
            gettext("Address or password is wrong. Check both, or ask for a new password."),
        )


class CodeForm(BaseForm):
    """Asks for the code of the authenticator, or one in its place, after the right password."""

    code = _code_or_recovery()

    def refuse_code(self) -> None:
        """Say that the code is wrong or was used before."""
        self.refuse(
            self.code,
            gettext("This code is wrong or was used before. Wait for the next one and enter it."),
        )


class ForgottenForm(BaseForm):
    """Asks where to send a link to."""

    email = _address()


class NewPasswordForm(BaseForm):
    """Asks for a new password, twice."""

    new_password = PasswordField(
        lazy_gettext("New password"), [Filled(lazy_gettext("Enter a new password."))]
    )
    again = PasswordField(
        lazy_gettext("New password once more"),
        [Filled(lazy_gettext("Enter the new password once more."))],
    )

    def validate_again(self, field: Field) -> None:
        """Refuse two different passwords."""
        if field.data != self.new_password.data:
            raise StopValidation(gettext("The two passwords are not the same."))


class PasswordForm(BaseForm):
    """Asks for the password, because something about the account changes."""

    password = PasswordField(lazy_gettext("Your password"), [_ENTER_PASSWORD])

    def refuse_own_password(self) -> None:
        """Say that it is not the password of the account."""
        self.refuse(self.password, gettext("This is not your password."))


class ChangePasswordForm(NewPasswordForm, PasswordForm):
    """Asks for the present password and a new one."""


class AuthenticatorForm(CodeForm, PasswordForm):
    """Asks for a first code and the password, before codes are asked for at every sign-in."""

    code = _code()


class PasskeyForm(BaseForm):
    """Carries what a passkey answered, in place of anything typed."""

    passkey = HiddenField()

    def answered(self) -> bool:
        """Tell whether a passkey was used."""
        return not is_expired() and self.is_submitted() and bool(self.passkey.data)

    def refuse_late(self) -> None:
        """Say that the answer came too late, or twice."""
        self.refuse(self.passkey, gettext("That took too long. Please use your passkey once more."))

    def refuse_unknown(self) -> None:
        """Say that nobody who may come in has such a passkey."""
        self.refuse(
            self.passkey,
            gettext(
                "This passkey is not known here, or it was removed. Choose another one, or use"
                " your password."
            ),
        )

    def refuse_unproved(self) -> None:
        """Say that the passkey is known, and its answer is not right."""
        self.refuse(
            self.passkey,
            gettext(
                "What this passkey answered does not prove that it is you. Try once more, or use"
                " your password."
            ),
        )


class AddPasskeyForm(PasswordForm):
    """Asks how a new passkey is to be called, and for the password."""

    name = StringField(
        lazy_gettext("Name of the passkey"),
        [Filled(lazy_gettext("Enter a name.")), AtMost(PASSKEY_NAME_LENGTH)],
        description=lazy_gettext("So that you know it again in the list, such as “Work laptop”."),
    )
    password = PasswordField(lazy_gettext("Your password"), [_ENTER_PASSWORD])

    def refuse_passkey(self) -> None:
        """Say that what the device has made is not taken."""
        self.refuse(
            self.password,
            gettext(
                "The passkey was not added: it took too long, or what your device made could not"
                " be checked. Enter your password and try once more."
            ),
        )


class NewPasskeyForm(PasskeyForm):
    """Carries a new passkey and its name, after the password was right."""

    name = HiddenField(validators=[Filled(""), AtMost(PASSKEY_NAME_LENGTH)])


class SessionForm(BaseForm):
    """Says which session ends; empty: all but this one."""

    session = HiddenField()
