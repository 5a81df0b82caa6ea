"""What an operator decides beside the site itself: ``[operations]`` of config.toml.

From the environment each value comes as ``CMS_OPERATIONS__<NAME>``.
"""

from __future__ import annotations

from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from cms.config import CONFIG_FILE, Config
from cms.errors import ConfigError


class Operations(BaseModel):
    """The values of ``[operations]``; a relative path lies in the instance's folder."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    backup_dir: Path = Path("backups")
    backup_daily: int = Field(default=7, ge=1, le=400)
    backup_weekly: int = Field(default=4, ge=0, le=400)
    backup_monthly: int = Field(default=12, ge=0, le=400)
    backup_passphrase_file: Path | None = None
    audit_anchor_minutes: int = Field(default=60, ge=5, le=10080)
    audit_anchor_file: Path = Path("audit-anchors.jsonl")
    audit_anchor_mail: str = ""
    audit_anchor_syslog: str = ""


def operations(config: Config) -> Operations:
    """Return the checked options of an instance.

    Raises ConfigError that lists every mistake at once.
    """
    try:
        return Operations(**config.operations)
    except ValidationError as error:
        lines = [f"[operations] of {config.instance / CONFIG_FILE} is wrong:"]
        for problem in error.errors(include_url=False, include_input=False):
            name = ".".join(str(part) for part in problem["loc"])
            lines.append(f"- {name}: {problem['msg'].removeprefix('Value error, ')}")
        raise ConfigError("\n".join(lines)) from error
