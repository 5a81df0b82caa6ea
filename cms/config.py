"""The configuration of one instance: a frozen, checked model from three layers."""

from __future__ import annotations

import os
import re
from functools import cache
from pathlib import Path
from typing import Annotated, Any, Self
from urllib.parse import urlsplit
from zoneinfo import available_timezones

from pydantic import Field, SecretStr, ValidationError, field_validator, model_validator
from pydantic_settings import (
    BaseSettings,
    NoDecode,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError

from cms.errors import ConfigError


SECRET_FILE = "secret_key"  # noqa: S105 - the name of a file
CONFIG_FILE = "config.toml"
MIN_SECRET_BYTES = 32
# Repeating one short word is long enough and still no secret.
MIN_DISTINCT_CHARACTERS = 12
SENDER = re.compile(r"[^@\s<>,;:\"]+@[^@\s<>,;:\"]+")


@cache
def _known_timezones() -> frozenset[str]:
    return frozenset(available_timezones())  # goes through a tree of files


class Config(BaseSettings):
    """Everything that an instance's operator decides, read once.

    Code wins over the environment (``CMS_HOSTS``), that over ``config.toml``.
    """

    model_config = SettingsConfigDict(
        env_prefix="CMS_", env_nested_delimiter="__", frozen=True, extra="forbid"
    )

    instance: Path
    secret_key: SecretStr
    old_secret_keys: Annotated[tuple[SecretStr, ...], NoDecode] = ()
    database_url: str = ""
    hosts: Annotated[tuple[str, ...], NoDecode] = ("localhost", "127.0.0.1", "[::1]")
    base_url: str = "http://127.0.0.1:8000"
    timezone: str = "Asia/Ho_Chi_Minh"
    language: str = "vi"
    safe_mode: bool = False
    debug: bool = False
    media_dir: Path = Path("media")
    max_upload_mb: int = Field(default=50, ge=1, le=4096)
    secure_cookies: bool = False
    trusted_proxies: int = Field(default=0, ge=0, le=5)
    session_idle_minutes: int = Field(default=60, ge=5, le=1440)
    fresh_login_minutes: int = Field(default=15, ge=1, le=1440)
    hook_seconds: float = Field(default=2.0, ge=0.05, le=30)
    openid: dict[str, Any] = Field(default_factory=dict)
    openid_client_secret: SecretStr = SecretStr("")
    smtp_url: SecretStr = SecretStr("")
    mail_from: str = ""
    page_cache_mb: int = Field(default=32, ge=0, le=16_384)
    disabled_features: Annotated[tuple[str, ...], NoDecode] = ()
    object_storage: dict[str, Any] = Field(default_factory=dict)  # see builtin of it
    object_storage_secret: SecretStr = SecretStr("")
    valkey_url: SecretStr = SecretStr("")
    operations: dict[str, Any] = Field(default_factory=dict)  # see builtin.operations
    static_copy: dict[str, Any] = Field(default_factory=dict)  # see that feature
    plugins: dict[str, dict[str, Any]] = Field(default_factory=dict, repr=False)

    @classmethod
    def load(cls, instance: Path | None = None, **overrides: Any) -> Self:
        """Return the checked configuration of an instance.

        The folder is ``instance``, else ``CMS_INSTANCE``, else ``./instance``.
        Raises ConfigError that lists every mistake at once.
        """
        folder = instance_folder(instance)
        if "secret_key" not in overrides and "CMS_SECRET_KEY" not in os.environ:
            overrides["secret_key"], *old = read_secrets(folder)
            overrides.setdefault("old_secret_keys", tuple(old))
        try:
            return cls(instance=folder, **overrides)
        except ValidationError as error:
            raise ConfigError(_explain(error, folder)) from error
        except ValueError as error:  # a TOML file that cannot be read
            raise ConfigError(f"{folder / CONFIG_FILE}: {error}") from error

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Set the layers: code, environment, the instance's TOML file."""
        folder = Path(init_settings()["instance"])
        toml = TomlConfigSettingsSource(settings_cls, folder / CONFIG_FILE)
        return init_settings, env_settings, toml

    @field_validator("hosts", "disabled_features", "old_secret_keys", mode="before")
    @classmethod
    def _split_names(cls, value: Any) -> Any:
        """Take "a, b" as well as a list, so that the environment can give it."""
        if isinstance(value, str):
            return tuple(part.strip() for part in value.split(",") if part.strip())
        return value

    @field_validator("hosts")
    @classmethod
    def _name_hosts(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        if not value or "*" in value:
            raise ValueError("name the host names that the site answers to; no '*'")
        return value

    @field_validator("secret_key")
    @classmethod
    def _refuse_weak(cls, value: SecretStr) -> SecretStr:
        secret = value.get_secret_value()
        if (
            len(secret.encode()) < MIN_SECRET_BYTES
            or len(set(secret)) < MIN_DISTINCT_CHARACTERS
        ):
            raise ValueError(
                f"is weak: give at least {MIN_SECRET_BYTES} random bytes,"
                " or remove it and run `cms init`"
            )
        return value

    @field_validator("timezone")
    @classmethod
    def _know_timezone(cls, value: str) -> str:
        if value not in _known_timezones():
            raise ValueError(f"'{value}' is not a time zone such as Asia/Ho_Chi_Minh")
        return value

    @field_validator("language")
    @classmethod
    def _know_language(cls, value: str) -> str:
        if value not in ("vi", "en"):
            raise ValueError("is one of: vi, en")
        return value

    @field_validator("base_url")
    @classmethod
    def _check_base_url(cls, value: str) -> str:
        parts = urlsplit(value)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise ValueError("is an address such as https://example.vn")
        return value.rstrip("/")

    @field_validator("smtp_url")
    @classmethod
    def _check_smtp(cls, value: SecretStr) -> SecretStr:
        secret = value.get_secret_value()
        if not secret:
            return value
        try:
            parts = urlsplit(secret)
            known = parts.scheme in ("smtp", "smtps") and bool(parts.hostname)
            known = known and (parts.port is None or parts.port > 0)
        except ValueError:
            known = False
        if not known:
            raise ValueError(
                "is an address such as smtps://USER:PASSWORD@mail.example.vn"
                " or smtp://mail.example.vn:587?starttls=1"
            )
        return value

    @field_validator("mail_from")
    @classmethod
    def _check_sender(cls, value: str) -> str:
        if value and not SENDER.fullmatch(value):
            raise ValueError("is an e-mail address such as sen@example.vn")
        return value

    @model_validator(mode="after")
    def _need_sender(self) -> Self:
        if self.smtp_url.get_secret_value() and not self.mail_from:
            raise ValueError("mail_from is needed with smtp_url: who the mail is from")
        return self

    @model_validator(mode="before")
    @classmethod
    def _place_paths(cls, values: dict[str, Any]) -> dict[str, Any]:
        """Make paths absolute; what is relative lies in the instance's folder."""
        folder = Path(values["instance"]).absolute()
        media = Path(values.get("media_dir") or "media")
        url = str(values.get("database_url") or "sqlite:///site.db")
        return {
            **values,
            "instance": folder,
            "media_dir": folder / media,
            "database_url": _place_database(url, folder),
        }

    def with_current_keys(self) -> Self:
        """Return the configuration with the keys that now lie in the instance's folder.

        Keys that were given in another way stay.
        """
        try:
            new, *old = read_secrets(self.instance)
        except ConfigError:
            return self
        if self.secret_key.get_secret_value() not in (new, *old):
            return self
        keys = {
            "secret_key": SecretStr(new),
            "old_secret_keys": tuple(map(SecretStr, old)),
        }
        return self.model_copy(update=keys)

    @property
    def sends_mail(self) -> bool:
        """Whether there is a server that takes e-mail from us."""
        return bool(self.smtp_url.get_secret_value())

    @property
    def url(self) -> URL:
        """The database's address in SQLAlchemy's form."""
        return make_url(self.database_url)


def _place_database(address: str, folder: Path) -> str:
    """Return the address with our driver, and a relative file in ``folder``."""
    try:
        url = make_url(address)
    except ArgumentError as error:
        raise ValueError(
            "database_url is sqlite:///FILE or postgresql://USER@HOST/NAME"
        ) from error
    if url.drivername in ("postgres", "postgresql", "postgresql+psycopg"):
        url = url.set(drivername="postgresql+psycopg")
    elif url.drivername == "sqlite" and url.database not in (None, "", ":memory:"):
        url = url.set(database=str(folder / str(url.database)))
    else:
        raise ValueError(
            "database_url is sqlite:///FILE or postgresql://USER@HOST/NAME"
        )
    return url.render_as_string(hide_password=False)


def instance_folder(instance: Path | None = None) -> Path:
    """Return the absolute folder of the instance that is meant."""
    return Path(instance or os.environ.get("CMS_INSTANCE") or "instance").absolute()


def read_secrets(folder: Path) -> list[str]:
    """Return the instance's secret keys: the one that signs, then those only read.

    Raises ConfigError with the way out.
    """
    path = folder / SECRET_FILE
    try:
        return path.read_text(encoding="utf-8").split() or [""]
    except FileNotFoundError as error:
        raise ConfigError(
            f"There is no instance in {folder}: run `cms init`,"
            " or name another folder with --instance or CMS_INSTANCE."
        ) from error
    except OSError as error:
        raise ConfigError(f"{path} cannot be read: {error.strerror}.") from error


def _explain(error: ValidationError, folder: Path) -> str:
    """Return one line for each mistake: where it stands and what would be right."""
    lines = []
    for problem in error.errors(include_url=False, include_input=False):
        name = ".".join(str(part) for part in problem["loc"])
        message = problem["msg"].removeprefix("Value error, ")
        if problem["type"] == "extra_forbidden":
            message = "is not a setting; remove it or correct its name"
        lines.append(f"- {name} {message}" if name else f"- {message}")
    head = f"The configuration ({folder / CONFIG_FILE} and CMS_* variables) is wrong:"
    return "\n".join([head, *lines])
