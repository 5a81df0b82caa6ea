"""A store of files on this machine, and sites that keep theirs in it."""

from __future__ import annotations

import pytest
from object_store import bucket_options, running_store
from obstore import put
from obstore.store import S3Store
from pydantic import SecretStr

from cms.build import build
from cms.builtin.object_storage.storage import BucketStorage
from cms.testing.browser import Browser
from tests.media.conftest import picture_bytes, plugins, put as put_medium


__all__ = ["picture_bytes", "plugins", "put_medium"]


@pytest.fixture(scope="session")
def server():
    """The address of a store that speaks S3."""
    with running_store() as address:
        yield address


@pytest.fixture
def options(server):
    """``[object_storage]`` with an empty bucket."""
    return {**bucket_options(server, "reader"), "prefix": "site/a"}


@pytest.fixture
def config(config, options):
    """An instance whose files are in the bucket."""
    secret = SecretStr("not-for-logs")
    given = {"object_storage": options, "object_storage_secret": secret}
    return config.model_copy(update=given)


@pytest.fixture
def write(options):
    """Return a function that writes an object beside the site."""
    store = S3Store(
        options["bucket"],
        endpoint=options["endpoint"],
        access_key_id="reader",
        secret_access_key="not-for-logs",
        region="us-east-1",
        client_options={"allow_http": True},
        prefix=options["prefix"],
    )
    return lambda name, data=b"x": put(store, name, data)


@pytest.fixture
def machine(config, tmp_path):
    """``machine()``: a browser of another machine of the site, which has no files yet."""
    made = []

    def start(**options):
        folder = tmp_path / f"media-{len(made)}"
        folder.mkdir()
        given = {**config.object_storage, **options}
        other = build(
            config.model_copy(update={"media_dir": folder, "object_storage": given})
        )
        made.append(other)
        return Browser(other.app)

    yield start
    for other in made:
        other.close()


@pytest.fixture
def kept(site):
    """The store of the site."""
    store = site.app.extensions["cms.storage"]
    assert isinstance(store, BucketStorage)
    return store
