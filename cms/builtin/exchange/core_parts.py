"""What of the core's tables an archive holds."""

from __future__ import annotations

from typing import Final
from urllib.parse import urlsplit

from cms.accounts.models import Role, User
from cms.builtin.exchange.accounts import RolePart, SettingPart, UserPart
from cms.builtin.exchange.items import DERIVED, ItemPart
from cms.builtin.exchange.media import DERIVED as MEDIA_DERIVED, MediaPart
from cms.builtin.exchange.named_references import ExchangeError
from cms.builtin.exchange.parts import TablePart, Values
from cms.content.spine.models import (
    AccountPerson,
    ChangeNote,
    Item,
    ItemReader,
    ItemReaderOrganisation,
    Redirect,
    Section,
    SiteRedirect,
)
from cms.contributions import ExchangePart
from cms.media.models import FormerMediaUse, Media
from cms.media.service import CONSENTS
from cms.settings.models import Setting


class SiteRedirectPart(TablePart):
    """Redirects that were made by hand; only to this site or an https address."""

    def values(self, row: dict[str, object]) -> Values:
        """Return the columns of a redirect that leads somewhere harmless."""
        found = super().values(row)
        path, target = found["path"], found.get("target") or ""
        inside = target.startswith("/") and not target.startswith("//")
        outside = target.startswith("https://") and urlsplit(target).hostname
        if not path.startswith("/") or not (inside or outside):
            raise ExchangeError(f"'{path}' cannot lead to '{target}'")
        return found


PARTS: Final = (
    ExchangePart("roles", Role, ("name",), handler=RolePart),
    ExchangePart(
        "users",
        User,
        ("username",),
        without=("password_hash", "last_login_at"),
        choices={"notice_mail": ("each", "daily", "never")},
        handler=UserPart,
    ),
    ExchangePart("settings", Setting, ("plugin", "key"), handler=SettingPart),
    ExchangePart(
        "sections",
        Section,
        ("slug",),
        choices={"default_visibility": ("public", "internal", "limited")},
    ),
    ExchangePart(
        "media",
        Media,
        ("sha256",),
        without=MEDIA_DERIVED,
        choices={
            "kind": ("image", "file"),
            "visibility": ("auto", "site"),
            "consent": CONSENTS,
        },
        handler=MediaPart,
    ),
    ExchangePart(
        "items",
        Item,
        ("type", "slug"),
        without=DERIVED,
        choices={
            "status": ("draft", "published", "archived"),
            "stage": (None, "draft", "submitted", "approved", "scheduled"),
        },
        after=("blocks", "media", "sections", "tags"),
        handler=ItemPart,
    ),
    ExchangePart("former_media_uses", FormerMediaUse, ("media_id", "item_id")),
    ExchangePart("readers", ItemReader, ("item_id", "user_id")),
    ExchangePart(
        "reader_organisations", ItemReaderOrganisation, ("item_id", "organisation_id")
    ),
    ExchangePart("account_people", AccountPerson, ("user_id",)),
    ExchangePart("redirects", Redirect, ("path",)),
    ExchangePart("site_redirects", SiteRedirect, ("path",), handler=SiteRedirectPart),
    ExchangePart("change_notes", ChangeNote, ("item_id", "created_at")),
)
