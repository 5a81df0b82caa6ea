"""Accounts, roles and settings in an archive; nothing that is secret is among them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from pydantic import SecretBytes, SecretStr
from sqlalchemy import func, select

from cms.accounts.models import Grant, Role, User
from cms.accounts.permissions import holds_everywhere
from cms.build_context import current_build
from cms.builtin.accounts.roles import SEED
from cms.builtin.exchange.archive import NAME, Row
from cms.builtin.exchange.named_references import ExchangeError
from cms.builtin.exchange.parts import Missing, TablePart, Values
from cms.extensions import db
from cms.plugins.state import bump


class RolePart(TablePart):
    """Roles; one of a new site that nobody has touched or holds takes the archive's."""

    def load_row(self, row: Row) -> None:
        """Add a role, for whoever may manage people and roles."""
        actor = self.exchange.actor
        if actor is not None and not holds_everywhere(actor, "site.users"):
            raise Missing("roles are for those who may manage people")
        super().load_row(row)

    def value(self, name: str, column: Any, given: Any) -> Any:
        """Return a column's value; permissions are a list of names."""
        value = super().value(name, column, given)
        if name == "permissions" and not (
            isinstance(value, list) and all(isinstance(one, str) for one in value)
        ):
            raise ExchangeError("'permissions' must be a list of names")
        return value

    def compare(self, name: str, values: Values, instance: Any) -> None:
        """Change a role that is as the site came with it; leave others alone."""
        if not self.is_same(values, instance) and _is_untouched(instance):
            for column, value in values.items():
                setattr(instance, column, value)
            db.session.flush()
            self.report.added += 1
            return
        super().compare(name, values, instance)


def _is_untouched(role: Role) -> bool:
    seed = {name: (title, permissions) for name, title, permissions in SEED}
    held = select(Grant.id).where(Grant.role_id == role.id).limit(1)
    return (
        role.version == 1
        and seed.get(role.name) == (role.title, role.permissions)
        and db.session.scalar(held) is None
    )


class UserPart(TablePart):
    """Accounts with their roles, without passwords: each chooses a new one."""

    @property
    def _is_closed(self) -> bool:
        """Whether this is an import by somebody who may not manage accounts."""
        actor = self.exchange.actor
        return actor is not None and not holds_everywhere(actor, "site.users")

    def named_rows(self) -> Iterator[tuple[Any, str]]:
        """Yield the accounts that rows of the archive may be tied to by name."""
        if not self._is_closed:
            yield from super().named_rows()

    def needs(self) -> set[str]:
        """Return the tables that the grants of an account point to."""
        return {"roles", "sections"}

    def row(self, instance: Any) -> Row:
        """Return an account with its grants by name."""
        grants = [
            {
                "role": self.names.name("roles", one.role_id),
                "section": one.section_id
                and self.names.name("sections", one.section_id),
            }
            for one in instance.grants
        ]
        grants.sort(key=lambda one: (one["role"], one["section"] or ""))
        return {**super().row(instance), "grants": grants}

    def other_keys(self) -> set[str]:
        """Return the keys of a row that are no columns."""
        return {NAME, "grants"}

    def load_row(self, row: Row) -> None:
        """Add an account; one with the same address of mail is the same person."""
        if self._is_closed:
            raise Missing("accounts are for those who may manage them")
        email = row.get("email")
        if self.names.key(self.table, row[NAME]) is None and email:
            same = db.session.scalar(
                select(User).where(func.lower(User.email) == str(email).lower())
            )
            if same is not None:
                self.names.stand_for(self.table, row[NAME], same.id)
                raise Missing(
                    f"'{same.username}' has its e-mail here and stands for it"
                )
        super().load_row(row)

    def values(self, row: Row) -> Values:
        """Return the account's columns and its grants with numbers."""
        found = super().values(row)
        given = row.get("grants", [])
        if not isinstance(given, list) or not all(
            isinstance(one, dict) for one in given
        ):
            raise ExchangeError("'grants' must be a list")
        found["grants"] = {
            (
                self._key_named("roles", one.get("role")),
                one.get("section") and self._key_named("sections", one["section"]),
            )
            for one in given
        }
        return found

    def _key_named(self, table: str, name: Any) -> Any:
        key = self.names.key(table, str(name))
        if key is None:
            raise Missing(f"'{name}' is not here")
        return key

    def make(self, row: Row, values: Values) -> User:
        """Return an account with its grants and without a password."""
        grants = values.pop("grants")
        user = User(**values)
        user.grants = [
            Grant(role_id=role, section_id=section)
            for role, section in sorted(grants, key=lambda one: (one[0], one[1] or 0))
        ]
        return user

    def is_same(self, values: Values, instance: Any) -> bool:
        """Tell whether an account here has the same columns and grants."""
        columns = {name: one for name, one in values.items() if name != "grants"}
        here = {(one.role_id, one.section_id) for one in instance.grants}
        return super().is_same(columns, instance) and here == values["grants"]


class SettingPart(TablePart):
    """What the site and its plugins are set to; secrets stay where they are."""

    def named_rows(self) -> Iterator[tuple[Any, str]]:
        """Yield the settings of what is on that are not secret."""
        for key, name in super().named_rows():
            if not _is_secret(*key):
                yield key, name

    def load_row(self, row: Row) -> None:
        """Add a setting, and ask for a new build."""
        plugin, key = row.get("plugin"), row.get("key")
        if _is_secret(str(plugin or ""), str(key)):
            raise Missing("secrets are not taken from an archive")
        before = self.report.added
        super().load_row(row)
        if self.report.added > before:
            db.session.flush()
            bump(db.session())


def _is_secret(plugin: str, key: str) -> bool:
    """Tell whether a setting is kept from archives."""
    values = current_build().settings.get(plugin)
    field = type(values).model_fields.get(key) if values is not None else None
    return field is not None and field.annotation in (SecretStr, SecretBytes)
