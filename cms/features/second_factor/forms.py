"""The forms of second factors: one code."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, StringField
from wtforms.validators import InputRequired, Length

from cms.forms import Form, clean_text


class CodeForm(Form):
    """A code of the app, or a recovery code."""

    code = StringField(
        _l("Code"),
        validators=[InputRequired(), Length(max=60)],
        filters=[clean_text],
        render_kw={
            "autocomplete": "one-time-code",
            "autocapitalize": "none",
            "spellcheck": "false",
        },
    )


class EnrolmentForm(Form):
    """The first code of a new app, and the secret that it was given."""

    token = HiddenField(validators=[InputRequired()])
    code = StringField(
        _l("Code in the app"),
        validators=[InputRequired(), Length(max=10)],
        filters=[clean_text],
        render_kw={"autocomplete": "one-time-code", "inputmode": "numeric"},
    )
