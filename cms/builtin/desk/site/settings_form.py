"""The form of a settings model: one field for each value, made from its type."""

from __future__ import annotations

import types
from typing import Any, Literal, Union, get_args, get_origin

import wtforms
from flask_babel import gettext as _
from pydantic import BaseModel
from pydantic.fields import FieldInfo
from wtforms import validators
from wtforms.fields.choices import SelectChoice

from cms.forms import Form, clean_text


LONG_TEXT = 255


class Lines(wtforms.TextAreaField):  # type: ignore[misc] # WTForms has no types
    """A list of texts, one on each line."""

    def _value(self) -> str:
        return "\n".join(str(line) for line in self.data or ())

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Take the lines that hold something."""
        if valuelist:
            lines = (clean_text(line) for line in valuelist[0].splitlines())
            self.data = [line for line in lines if line]


class MultiCheckboxField(wtforms.SelectMultipleField):  # type: ignore[misc] # WTForms has no types
    """Several of some choices, as boxes to tick."""

    option_widget = wtforms.widgets.CheckboxInput()

    def __init__(self, *args: Any, preset: Any = None, **options: Any) -> None:
        self._preset = preset
        super().__init__(*args, **options)

    def process_data(self, value: Any) -> None:
        """Take the stored texts, or what is ticked as long as nothing is stored."""
        super().process_data(
            self._preset() if value is None and self._preset else value
        )


def form_of(model: type[BaseModel]) -> type[Form]:
    """Return a form class with a field for each field of ``model``."""
    fields = {name: _field(name, info) for name, info in model.model_fields.items()}
    return type(f"{model.__name__}Form", (Form,), fields)


def values_of(form: Form, model: type[BaseModel]) -> dict[str, Any]:
    """Return what was typed, by setting; what was left empty is the default."""
    found: dict[str, Any] = {}
    for name, info in model.model_fields.items():
        value = form[name].data
        if value is None and not _optional(info.annotation):
            value = info.get_default(call_default_factory=True)
        found[name] = value
    return found


def _field(name: str, info: FieldInfo) -> Any:
    extra = info.json_schema_extra
    words: dict[str, Any] = dict(extra) if isinstance(extra, dict) else {}
    label = words.get("label") or _words(info.title) or name
    options: dict[str, Any] = {
        "label": label,
        "description": words.get("hint") or _words(info.description) or "",
        "validators": [validators.Optional()],
    }
    kind = _plain(info.annotation)
    choices = words.get("choices")
    choices = choices() if callable(choices) else choices
    if choices is None and get_origin(kind) is Literal:
        choices = [(value, value) for value in get_args(kind)]
    if choices is not None and get_origin(kind) in (list, tuple):
        options["preset"] = words.get("preset")
        boxes = [SelectChoice(value, text) for value, text in choices]
        return MultiCheckboxField(choices=boxes, **options)
    if choices is not None:
        offered = [SelectChoice(value, text) for value, text in choices]
        return wtforms.SelectField(choices=offered, **options)
    if kind is bool:
        return wtforms.BooleanField(label, description=options["description"])
    if kind is int:
        return wtforms.IntegerField(**options)
    if kind is float:
        return wtforms.FloatField(**options)
    if get_origin(kind) in (list, tuple, set, frozenset):
        return Lines(**options)
    limit = next(
        (one.max_length for one in info.metadata if hasattr(one, "max_length")), 0
    )
    text = wtforms.TextAreaField if (limit or 0) > LONG_TEXT else wtforms.StringField
    return text(filters=[clean_text], **options)


def _words(text: str | None) -> Any:
    """Return a plain title of pydantic's translated, if the plugin has it."""
    return _(text) if text else None


def _optional(annotation: Any) -> bool:
    return type(None) in get_args(annotation)


def _plain(annotation: Any) -> Any:
    """Return the type without ``| None``."""
    if get_origin(annotation) in (Union, types.UnionType):
        inner = [one for one in get_args(annotation) if one is not type(None)]
        return inner[0] if len(inner) == 1 else str
    return annotation
