"""The form that staff pages derive from: a token, NFC text, messages in our languages."""

from __future__ import annotations

from typing import Any

from flask import request
from flask_babel import get_locale
from flask_wtf import FlaskForm

from cms import inputs
from cms.translations.wtforms import VIETNAMESE


class BuiltInMessages:
    """WTForms' own messages in the reader's language; it ships no Vietnamese."""

    def gettext(self, message: str) -> str:
        """Return one message."""
        if str(get_locale()) == "vi":
            return VIETNAMESE.get(message, message)
        return message

    def ngettext(self, singular: str, plural: str, number: int) -> str:
        """Return a message that counts; Vietnamese has one form."""
        if str(get_locale()) == "vi":
            return VIETNAMESE.get(plural, VIETNAMESE.get(singular, plural))
        return singular if number == 1 else plural


def clean_text(value: Any) -> Any:
    """Return text that passed its gate without spaces around; leave the rest alone."""
    return inputs.clean_text(value).strip() if isinstance(value, str) else value


class Form(FlaskForm):  # type: ignore[misc] # Flask-WTF has no types
    """A form with a CSRF token whose built-in messages are translated."""

    class Meta(FlaskForm.Meta):  # type: ignore[misc] # Flask-WTF has no types
        """Where WTForms finds its messages."""

        def wrap_formdata(self, form: Form, formdata: Any) -> Any:
            """Return what was posted as a form; JSON is no form."""
            if request and request.is_json and not hasattr(formdata, "getlist"):
                return None
            return super().wrap_formdata(form, formdata)

        def get_translations(self, _form: Form) -> BuiltInMessages:
            """Return the translator of WTForms' own messages."""
            return BuiltInMessages()

    def add_problems(self, problems: Any) -> None:
        """Show problems of a service beside their fields, or above the form."""
        for problem in problems:
            field = self._fields.get(problem.field or "")
            if field is not None:
                field.errors = [*field.errors, problem.message]
            else:
                self.form_errors.append(problem.message)
