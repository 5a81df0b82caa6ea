"""What an operator decides beside the site itself: ``[operations]`` of config.toml.

From the environment each value comes as ``CMS_OPERATIONS__<NAME>``.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final, Literal, TypeVar

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    IPvAnyNetwork,
    SecretStr,
    ValidationError,
    field_validator,
)

from cms.config import CONFIG_FILE, Config
from cms.errors import ConfigError


SHORTEST_TOKEN: Final = 20
Section = TypeVar("Section", bound=BaseModel)


class Operations(BaseModel):
    """The values of ``[operations]``; a relative path lies in the instance's folder."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    backup_dir: Path = Path("backups")
    backup_daily: int = Field(default=7, ge=1, le=400)
    backup_weekly: int = Field(default=4, ge=0, le=400)
    backup_monthly: int = Field(default=12, ge=0, le=400)
    backup_passphrase_file: Path | None = None
    uploads_of_person_mb: int = Field(default=20_000, ge=0)
    uploads_of_site_mb: int = Field(default=0, ge=0)
    audit_anchor_minutes: int = Field(default=60, ge=5, le=10080)
    audit_anchor_file: Path = Path("audit-anchors.jsonl")
    audit_anchor_mail: str = ""
    audit_anchor_syslog: str = ""
    log_format: Literal["text", "json"] = "text"
    log_level: Literal["debug", "info", "warning", "error"] = "info"
    log_requests: bool = True
    slow_request_ms: int = Field(default=2000, ge=0)
    slow_query_ms: int = Field(default=1000, ge=0)
    metrics_token: SecretStr = SecretStr("")
    metrics_networks: tuple[IPvAnyNetwork, ...] = ()
    sentry_dsn: SecretStr = SecretStr("")

    @field_validator("metrics_networks", mode="before")
    @classmethod
    def _split_networks(cls, value: Any) -> Any:
        """Take "a, b" as well as a list, so that the environment can give it."""
        if isinstance(value, str):
            return tuple(part.strip() for part in value.split(",") if part.strip())
        return value

    @field_validator("metrics_token")
    @classmethod
    def _refuse_short(cls, value: SecretStr) -> SecretStr:
        if value and len(value.get_secret_value()) < SHORTEST_TOKEN:
            raise ValueError(f"give at least {SHORTEST_TOKEN} random characters")
        return value

    @property
    def has_metrics(self) -> bool:
        """Whether anybody may read the measures."""
        return bool(self.metrics_token.get_secret_value() or self.metrics_networks)


def operations(config: Config) -> Operations:
    """Return the checked options of an instance.

    Raises ConfigError that lists every mistake at once.
    """
    return read_section(config, "operations", Operations)


def read_section(config: Config, name: str, model: type[Section]) -> Section:
    """Return the values of the table ``name`` of config.toml, checked by ``model``.

    Raises ConfigError that lists every mistake at once.
    """
    try:
        return model(**getattr(config, name))
    except ValidationError as error:
        lines = [f"[{name}] of {config.instance / CONFIG_FILE} is wrong:"]
        for problem in error.errors(include_url=False, include_input=False):
            place = ".".join(str(part) for part in problem["loc"])
            lines.append(f"- {place}: {problem['msg'].removeprefix('Value error, ')}")
        raise ConfigError("\n".join(lines)) from error
