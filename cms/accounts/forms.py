"""The forms that ask who somebody is, which stand wherever a session has ended."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import PasswordField, StringField
from wtforms.validators import InputRequired, Length

from cms.forms import Form, clean_text


def username_field() -> StringField:
    """Return the input of a user name."""
    return StringField(
        _l("User name"),
        validators=[InputRequired(), Length(max=60)],
        filters=[clean_text],
        render_kw={"autocomplete": "username", "autocapitalize": "none"},
    )


class ConfirmForm(Form):
    """The password of whoever is logged in, once more."""

    password = PasswordField(
        _l("Password"),
        validators=[InputRequired()],
        render_kw={"autocomplete": "current-password"},
    )


class LoginForm(ConfirmForm):
    """A user name and a password."""

    username = username_field()
