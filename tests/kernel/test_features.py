"""Each feature can be left out: the site stands without it, and with all."""

import pytest
from sqlalchemy import select
from toy_papers import Paper, PapersPlugin

from cms.build import build
from cms.content import service
from cms.errors import ConfigError, PluginError
from cms.extensions import Model, db
from cms.features import FEATURES, enabled_features
from cms.plugins.models import Failure
from cms.richtext import from_text
from cms.testing import Browser, inline
from cms.testing.people import logged_in, make_user


pytestmark = pytest.mark.one_database
DESK = "/ban-lam-viec"
PAPERS = "papers.paper"


@pytest.fixture
def extra_plugins():
    return (inline("papers", PapersPlugin()),)


@pytest.fixture
def site_without(config, extra_plugins):
    """Return a function that builds the site of papers without some features."""
    made = []

    def make(*names):
        without = config.model_copy(update={"disabled_features": names})
        made.append(
            build(without, ["papers"], 1, strict=True, extra_plugins=extra_plugins)
        )
        return made[-1]

    yield make
    for one in made:
        one.close()


def a_published_item(made, chief):
    """Bring an item through save, review, publication and a change, as staff do."""
    staff = logged_in(made.app, chief)
    writer = make_user("reporter")
    item = service.create(writer, PAPERS, {"title": "Bài", "body": from_text("Chữ.")})
    item = service.submit(writer, item.id, item.version)
    assert staff.get(f"{DESK}/sua/{item.id}/duyet").status_code == 200
    item = service.send_back(chief, item.id, item.version, "Sửa lại.")
    item = service.publish(chief, item.id, item.version)
    item = service.save(chief, item.id, {"title": "Bài sửa"}, item.version)
    return staff, item


@pytest.mark.parametrize("name", [None, *FEATURES])
def test_the_site_stands_without_a_feature(name, site_without):
    made = site_without(*filter(None, [name]))
    assert name not in made.manager.names
    with made.app.app_context():
        Model.metadata.create_all(db.engine, tables=[Paper.__table__])
        staff, item = a_published_item(made, make_user("administrator"))
        visitor = Browser(made.app)
        path, listing = item.path, made.registry.content_types[PAPERS].address
        for address in ("/", path, f"/{listing}", "/tim-kiem?q=chu"):
            assert visitor.get(address).status_code == 200, address
        for address in (
            f"{DESK}/",
            f"{DESK}/noi-dung/",
            f"{DESK}/noi-dung/{PAPERS}/",
            f"{DESK}/sua/{item.id}",
            f"{DESK}/sua/{item.id}/lich-su",
        ):
            assert staff.get(address).status_code == 200, address
        made.manager.failures.flush()
        assert db.session.scalars(select(Failure.message)).all() == []


def test_nothing_of_a_feature_is_there_when_it_is_left_out(site_without):
    made = site_without("comments", "notices")
    with made.app.app_context():
        Model.metadata.create_all(db.engine, tables=[Paper.__table__])
        staff, item = a_published_item(made, make_user("administrator"))
        page = staff.get(f"{DESK}/sua/{item.id}").text
        assert "remark-form" not in page
        assert 'class="bell"' not in page
        assert staff.get(f"{DESK}/tin-nhan/").status_code == 404


def test_a_feature_goes_with_what_requires_it():
    assert "invitations" not in enabled_features(["comments"])
    assert set(enabled_features()) == FEATURES.keys()


def test_a_name_that_is_no_features_is_refused():
    with pytest.raises(ConfigError, match="remarks"):
        enabled_features(["remarks"])


def test_a_plugin_with_the_name_of_a_feature_stays_out(config):
    extra = (inline("tags", PapersPlugin()),)
    made = build(config, ["tags"], 1, extra_plugins=extra)
    assert "tags" in made.left_out
    made.close()
    with pytest.raises(PluginError, match="'tags'"):
        build(config, ["tags"], 1, strict=True, extra_plugins=extra)
