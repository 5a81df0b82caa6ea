"""Pages of a plugin that knows nothing of copies take part, by what they say to caches."""

import datetime as dt
from dataclasses import replace

import pytest
from cached_site import PLUGINS
from copy_reading import files_in

from cms import from_html, page_shows
from cms.caching import keep_until
from cms.database.base import utcnow
from cms.features.static_copy import StaticCopy
from cms.features.static_copy.refreshing import is_due, make_current, read_moment
from cms.features.static_copy.state import opened


pytestmark = pytest.mark.one_database
LEADS = {
    "/do-choi/dem": True,  # reads items
    "/do-choi/tinh": True,  # says what it shows
    "/do-choi/khong-ten": False,
    "/do-choi/hoi/cookie": False,
    "/do-choi/hoi/address": False,
    "/do-choi/khong-co": False,
}


@pytest.fixture
def plugins():
    return ("toy",)


@pytest.fixture
def extra_plugins():
    return PLUGINS


@pytest.fixture
def config(config):
    return config.model_copy(update={"base_url": "http://localhost"})


def test_what_anybody_may_keep_is_in_the_copy(site, make_item, tmp_path):
    links = "".join(f'<p><a href="{path}">x</a></p>' for path in LEADS)
    body = from_html(links)
    item = make_item("toy.note", title="Dẫn", body=body, status="published")
    folder = tmp_path / "copy"
    make_current(site, folder, StaticCopy())
    names = files_in(folder)
    page = names[f"{item.path[1:]}/index.html"].read_text("utf-8")
    for path, kept in LEADS.items():
        assert (f"{path[1:]}/index.html" in names) == kept, path
        assert (f'href="{path}"' in page) == kept, path
        assert (f'href="http://localhost{path}"' in page) != kept, path


def test_pages_without_an_end_end_somewhere(site, make_item, tmp_path, monkeypatch):
    """A calendar that leads to the next month for ever, and a limit of addresses."""
    view = site.app.view_functions["toy.asking"]

    def endless(what):
        page_shows("hoi")
        return f'<a href="/do-choi/hoi/{int(what) + 1}">on</a>'

    endless.__dict__.update(view.__dict__)
    monkeypatch.setitem(site.app.view_functions, "toy.asking", endless)
    body = from_html('<p><a href="/do-choi/hoi/1">x</a></p>')
    make_item("toy.note", title="Dẫn", body=body, status="published")
    folder = tmp_path / "copy"
    make_current(site, folder, StaticCopy())
    months = [name for name in files_in(folder) if name.startswith("do-choi/hoi/")]
    assert 20 < len(months) < 70
    done = make_current(site, folder, StaticCopy(most_files=100, relative=True))
    assert done.files <= 101


def test_a_page_of_a_moment_is_left_and_one_of_hours_ends_the_copy(
    site, make_item, tmp_path, monkeypatch
):
    """No copy is due at once again for the sake of a clock on some page."""
    view = site.app.view_functions["toy.asking"]

    def timed(what):
        page_shows("hoi")
        keep_until(utcnow() + dt.timedelta(minutes=int(what)))
        return "x"

    timed.__dict__.update(view.__dict__)
    monkeypatch.setitem(site.app.view_functions, "toy.asking", timed)
    paths = "".join(f'<a href="/do-choi/hoi/{number}">x</a>' for number in (1, 30))
    body = from_html(f"<p>{paths}</p>")
    make_item("toy.note", title="Dẫn", body=body, status="published")
    folder = tmp_path / "copy"
    make_current(site, folder, StaticCopy())
    names = files_in(folder)
    assert "do-choi/hoi/30/index.html" in names
    assert "do-choi/hoi/1/index.html" not in names
    with opened(folder) as state:
        assert 1700 < state.get("until") - state.get("made_at") < 1801
        moment = read_moment(site, StaticCopy())
        assert not is_due(state, moment)
        assert is_due(state, replace(moment, now=moment.now + 1801))
