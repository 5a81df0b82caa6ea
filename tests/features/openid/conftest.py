"""A provider in a process of its own, and a site that knows it."""

import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest
from in_process import serving
from ports import free_port

from cms.testing.databases import opened
from tests.accounts.conftest import extra_plugins, person, plugins


__all__ = ["extra_plugins", "person", "plugins"]


PROVIDER = Path(__file__).parents[2] / "support" / "openid_provider.py"


@pytest.fixture(scope="session")
def provider():
    """Return the address of a running provider and that of the site that it knows."""
    port, site_port = free_port(), free_port()
    callback = f"http://localhost:{site_port}/dang-nhap/openid/ve"
    address = f"http://127.0.0.1:{port}"
    process = subprocess.Popen(
        [sys.executable, str(PROVIDER), str(port), callback],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    end = time.monotonic() + 60
    while True:
        try:
            urllib.request.urlopen(f"{address}/keys", timeout=2).close()
            break
        except OSError:
            assert process.poll() is None, "the provider has ended"
            assert time.monotonic() < end, "the provider does not answer"
            time.sleep(0.1)
    yield address, site_port
    process.terminate()
    process.wait(timeout=10)


@pytest.fixture
def openid():
    """What the configuration says of the provider besides its address."""
    return {}


@pytest.fixture
def config(config, provider, openid):
    """An instance that knows the provider."""
    issuer, port = provider
    secret = type(config.secret_key)("a-secret-of-the-tests")
    given = {
        "issuer": issuer,
        "client_id": "sen",
        "label": "tài khoản cơ quan",
        "create_accounts": True,
        "roles": {"bien-tap": "approver", "quan-tri": "administrator"},
        **openid,
    }
    return config.model_copy(
        update={
            "openid": given,
            "openid_client_secret": secret,
            "base_url": f"http://localhost:{port}",
        }
    )


@pytest.fixture
def live(config, plugins, extra_plugins, provider):
    """The site, served where the provider knows it."""
    served = []
    with (
        serving(lambda environ, start: served[0](environ, start), port=provider[1]),
        opened(config, plugins, extra_plugins) as made,
    ):
        served.append(made.app)
        yield made
