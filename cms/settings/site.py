"""The settings of the site itself."""

from __future__ import annotations

from typing import Annotated, Literal

from flask_babel import lazy_gettext as _l
from pydantic import AfterValidator, BaseModel, ConfigDict

from cms import inputs
from cms.build_context import current_build
from cms.settings.field import setting


# A date, some names, a sentence: more than that, a second person should read.
MOST_LETTERS = 300


def theme_choices() -> list[tuple[str, str]]:
    """Return the installed themes by name and title."""
    return [(name, name) for name in current_build().themes]


def rule_choices() -> list[tuple[str, str]]:
    """Return the rules of the build by name and title."""
    return [
        (one.name, str(one.title)) for one in current_build().registry.rules.values()
    ]


def blocking_by_default() -> list[str]:
    """Return the rules that block publishing unless the site says otherwise."""
    return [one.name for one in current_build().registry.rules.values() if one.blocks]


def _address_or_none(value: str) -> str:
    return inputs.mail_address(value) if value else value


class SiteSettings(BaseModel):
    """What every page and every workflow of a site may ask for."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    site_title: str = setting("Sen", _l("Name of the site"), max_length=120)
    tagline: str = setting("", _l("Tagline"), max_length=200)
    organisation: str = setting(
        "", _l("Publisher"), _l("Who publishes the site."), max_length=200
    )
    address: str = setting("", _l("Postal address"), max_length=300)
    phone: str = setting("", _l("Telephone"), max_length=60)
    email: Annotated[str, AfterValidator(_address_or_none)] = setting(
        "", _l("E-mail"), max_length=254
    )
    responsible_person: str = setting(
        "", _l("Person responsible for the content"), max_length=200
    )
    licence: str = setting(
        "",
        _l("Licence"),
        _l("Number and date of the licence to run the site."),
        max_length=300,
    )
    default_language: Literal["vi", "en"] = setting(
        "vi", _l("Language"), choices=[("vi", "Tiếng Việt"), ("en", "English")]
    )
    theme: str = setting("sen", _l("Theme"), choices=theme_choices, max_length=60)
    four_eyes: bool = setting(
        True,
        _l("Require a second person to approve"),
        _l("Nobody approves or publishes what they edited last themselves."),
    )
    small_corrections: bool = setting(
        True,
        _l("Publish small corrections at once"),
        _l(
            "Those who may publish can correct up to %(number)d letters of a live page "
            "without a second person. It is logged.",
            number=MOST_LETTERS,
        ),
    )
    blocking_rules: list[str] | None = setting(
        None,
        _l("What prevents publishing"),
        _l("The other rules are shown as warnings and can be ignored."),
        choices=rule_choices,
        preset=blocking_by_default,
    )
    hook_failures: int = setting(
        5,
        _l("Failures before a plugin is suspended"),
        _l(
            "After this many failures in a row, that part of the plugin is "
            "suspended until an administrator decides."
        ),
        ge=1,
        le=100,
    )
    per_page: int = setting(20, _l("Entries on a page"), ge=5, le=100)
