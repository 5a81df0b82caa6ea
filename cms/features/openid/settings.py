"""What an operator says of the other server."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, ValidationError

from cms.build_context import current_build
from cms.errors import CmsError, ConfigError


class OpenIDSettings(BaseModel):
    """What an operator says of the server: ``[openid]`` in the configuration.

    ``roles`` maps values of the claim ``role_claim`` to names of roles.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    issuer: str
    client_id: str
    label: str = "OpenID"
    scope: str = "openid profile email"
    role_claim: str = "groups"
    roles: dict[str, str] = {}
    create_accounts: bool = False


class NotProven(CmsError):
    """The other server has not proven who this is, or cannot be reached."""


def openid_settings() -> OpenIDSettings | None:
    """Return the settings of the server; None where a site has none.

    Raises ConfigError that names what is wrong.
    """
    given = current_build().config.openid
    if not given:
        return None
    try:
        return OpenIDSettings.model_validate(dict(given))
    except ValidationError as error:
        problems = "; ".join(
            f"{'.'.join(map(str, one['loc']))}: {one['msg']}" for one in error.errors()
        )
        raise ConfigError(
            f"[openid] in the configuration is wrong: {problems}"
        ) from error
