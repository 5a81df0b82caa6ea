"""Whole sites under strain: the test's database, served by an operator's command."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any

import pytest
from live import PASSWORD, Live, serving

from cms.builtin.accounts.passwords import hash_password
from cms.database.transaction import transaction
from cms.testing.people import make_user


@pytest.fixture
def serve(config: Any) -> Iterator[Callable[..., Live]]:
    """Return a function that serves the test's instance with some workers."""
    with ExitStack() as stack:
        yield lambda workers: stack.enter_context(
            serving(
                config.instance,
                workers=workers,
                environment={
                    "CMS_SECRET_KEY": config.secret_key.get_secret_value(),
                    "CMS_DATABASE_URL": config.database_url,
                },
            )
        )


@pytest.fixture
def person(site: Any) -> Callable[[str], str]:
    """Return a function that makes somebody who can log in; it gives the name."""

    def make(role: str) -> str:
        user = make_user(role)
        with transaction():
            user.password_hash = hash_password(PASSWORD)
        return user.username

    return make
