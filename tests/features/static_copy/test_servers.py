"""The examples for web servers say of files what the application says of pages."""

import re
from pathlib import Path

import pytest

from cms.accounts.sessions import VISIT
from cms.builtin.media.views import POLICY
from cms.features.static_copy import StaticCopy
from cms.features.static_copy.addresses import KINDS
from cms.features.static_copy.options import STATE_FOLDER
from cms.features.static_copy.writing import SUMS
from cms.security_headers import PERMISSIONS_POLICY, PUBLIC_POLICY


ROOT = Path(__file__).parents[3]
NGINX = (ROOT / "deploy/nginx-static.conf").read_text("utf-8")
CADDY = (ROOT / "deploy/Caddyfile-static").read_text("utf-8")
BOTH = pytest.mark.parametrize("text", [NGINX, CADDY], ids=["nginx", "caddy"])


@BOTH
def test_policies_are_those_of_the_application(text):
    host = "$host" if text is NGINX else "{host}"
    policy = PUBLIC_POLICY.format(host=host, ancestors="'none'")
    assert f'"{policy}"' in text
    assert f'"{POLICY}"' in text
    assert f'"{PERMISSIONS_POLICY}"' in text
    for name in (
        *("X-Content-Type-Options", "Referrer-Policy", "Cross-Origin-Opener-Policy"),
        *("Cross-Origin-Resource-Policy", "Strict-Transport-Security", "Vary Cookie"),
        *("Content-Disposition", "max-age=0, must-revalidate"),
    ):
        assert name in text, name


@BOTH
def test_every_kind_of_file_has_its_type(text):
    for ending, kind in KINDS.items():
        if text is NGINX:
            assert re.search(rf"^ +{re.escape(kind)} {ending}\b", text, re.MULTILINE)
        else:
            assert f"path *.{ending}\n" in text
            assert re.search(
                rf'header @{ending} Content-Type "?{re.escape(kind)}', text
            )


@BOTH
@pytest.mark.parametrize(
    ("cookie", "is_reader"),
    [
        *((f"sen_session=x; {VISIT}=y", False), ("a=b; __Host-sen_session=x", False)),
        *((f"__Host-{VISIT}=x", False), ("remember_token=x", False)),
        *(("lang=en", False), ("__Host-lang=vi", False), ("_ga=1; theme=dark", True)),
    ],
)
def test_only_readers_without_a_cookie_of_ours_get_files(text, cookie, is_reader):
    (found,) = re.findall(r"\(session\|[^)]*\)=", text)
    assert (re.search(found, cookie, re.IGNORECASE) is None) == is_reader


@BOTH
@pytest.mark.parametrize(
    ("address", "is_one"),
    [
        *((f"/{STATE_FOLDER}/state.db", False), (f"/{SUMS}", False)),
        *(("/index.html", False), ("/tin-tuc/index.html", False), ("/a/", False)),
        *(("//a", False), ("/404.html", False), ("/", True), ("/tin-tuc", True)),
        *(("/tin-tuc/~2", True), ("/media/5/tep/quy chế.txt", True)),
    ],
)
def test_what_is_known_of_the_copy_is_nobodys(text, address, is_one):
    if text is CADDY:
        found = re.findall(r"not path_regexp (\S+)", text)
    else:
        found = re.findall(r'"~(\S+)" "";', text.split("$sen_is_address", 1)[1])[:4]
    assert found
    assert any(re.search(one, address) for one in found) != is_one


def test_the_page_lists_every_option():
    text = (ROOT / "docs/howto/static-copy.md").read_text("utf-8")
    table = text.split("| `[static_copy]` |")[1].split("\n\n")[0]
    assert set(re.findall(r"^\| `(\w+)`", table, re.MULTILINE)) == set(
        StaticCopy.model_fields
    )
