"""The forms by which people get in and look after their accounts."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import PasswordField, SelectField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, Optional, ValidationError

from cms.accounts.forms import username_field
from cms.builtin.accounts.mail_addresses import refused_address
from cms.forms import Form, clean_text
from cms.languages import LANGUAGES


def check_email(_form: Form, field: StringField) -> None:
    """Validate the e-mail address of a form by the gate that services ask too."""
    for problem in refused_address(field.data):
        raise ValidationError(problem.message)


def _empty_to_none(value: Any) -> Any:
    return value or None


def name_field() -> StringField:
    """Return the input of a person's name."""
    return StringField(
        _l("Full name"),
        validators=[InputRequired(), Length(max=200)],
        filters=[clean_text],
        render_kw={"autocomplete": "name"},
    )


def email_field() -> StringField:
    """Return the input of an e-mail address."""
    return StringField(
        _l("E-mail"),
        validators=[Optional(), Length(max=254), check_email],
        filters=[clean_text, _empty_to_none],
        render_kw={"autocomplete": "email", "type": "email"},
    )


def language_field() -> SelectField:
    """Return the choice of the interface's language."""
    return SelectField(
        _l("Language of the interface"),
        choices=[
            SelectChoice("", _l("Same as the site")),
            *(SelectChoice(code, name) for code, name in LANGUAGES.items()),
        ],
    )


def new_password_field(label: Any, *, required: bool = True) -> PasswordField:
    """Return the input of a password to be set."""
    return PasswordField(
        label,
        validators=[InputRequired() if required else Optional(), Length(max=1000)],
        render_kw={"autocomplete": "new-password"},
    )


class SetupForm(Form):
    """The first administrator."""

    code = StringField(
        _l("Set-up code"),
        validators=[InputRequired(), Length(max=200)],
        filters=[clean_text],
        description=_l("It was printed by the command “cms init”."),
        render_kw={"autocomplete": "off"},
    )
    name = name_field()
    username = username_field()
    email = email_field()
    password = new_password_field(_l("Password"))
    repeated = new_password_field(_l("Repeat password"))


class ForgottenForm(Form):
    """Whose password was forgotten."""

    who = StringField(
        _l("User name or e-mail"),
        validators=[InputRequired(), Length(max=254)],
        filters=[clean_text],
        render_kw={"autocomplete": "username", "autocapitalize": "none"},
    )


class NewPasswordForm(Form):
    """A password chosen through a one-time link."""

    password = new_password_field(_l("New password"))
    repeated = new_password_field(_l("Repeat new password"))


class ChangePasswordForm(Form):
    """A password changed by its owner."""

    current = PasswordField(
        _l("Current password"),
        validators=[InputRequired()],
        render_kw={"autocomplete": "current-password"},
    )
    password = new_password_field(_l("New password"))
    repeated = new_password_field(_l("Repeat new password"))


class AccountForm(Form):
    """What people change about themselves."""

    name = name_field()
    email = email_field()
    language = language_field()


class OwnAccountForm(AccountForm):
    """What users change about their own account, mail for notices included."""

    notice_mail = SelectField(
        _l("Notices by e-mail"),
        choices=[
            SelectChoice("each", _l("Immediately")),
            SelectChoice("daily", _l("Once a day, in the morning")),
            SelectChoice("never", _l("Never: only on the desk")),
        ],
    )


class UserForm(AccountForm):
    """An account, as an administrator fills it in."""

    username = username_field()


class NewUserForm(UserForm):
    """A new account; without a password the person gets a one-time link."""

    password = new_password_field(_l("Password"), required=False)


class RoleForm(Form):
    """A role's name; the permissions are check boxes of their own."""

    title = StringField(
        _l("Name of the role"),
        validators=[InputRequired(), Length(max=200)],
        filters=[clean_text],
    )
