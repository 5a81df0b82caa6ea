"""Each feature can be left out: the site stands without it, and with all."""

from types import ModuleType

import pytest
from sqlalchemy import select
from toy_papers import Paper, PapersPlugin

from cms.build import build
from cms.builtin.desk import undo
from cms.builtin.desk.lists import bulk_actions
from cms.content import service
from cms.contributions import Projection, StepEffect
from cms.database.transaction import transaction
from cms.errors import ConfigError, PluginError
from cms.extensions import Model, db
from cms.features import FEATURES, enabled_features
from cms.hookspecs import hookimpl
from cms.plugins.models import Failure
from cms.richtext import from_text
from cms.testing import Browser, inline
from cms.testing.hostile_contributions import hostile_contributions
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
        assert "thread-form" not in page
        assert 'class="bell"' not in page
        assert staff.get(f"{DESK}/tin-nhan/").status_code == 404


def test_a_feature_goes_with_what_requires_it():
    assert "invitations" not in enabled_features(["comments"])
    assert set(enabled_features()) == FEATURES.keys()


def test_a_name_that_is_no_features_is_refused():
    with pytest.raises(ConfigError, match="reviews"):
        enabled_features(["reviews"])


def test_a_plugin_with_the_name_of_a_feature_stays_out(config):
    extra = (inline("tags", PapersPlugin()),)
    made = build(config, ["tags"], 1, extra_plugins=extra)
    assert "tags" in made.left_out
    made.close()
    with pytest.raises(PluginError, match="'tags'"):
        build(config, ["tags"], 1, strict=True, extra_plugins=extra)


def test_no_registered_value_that_raises_costs_a_save_or_a_page(config):
    module = ModuleType("zz_hostile")
    for hook, implementation in hostile_contributions("zz_hostile", _raise).items():
        setattr(module, hook, implementation)
    extra = (inline("papers", PapersPlugin()), inline("zz_hostile", module))
    made = build(config, ["papers", "zz_hostile"], 1, strict=True, extra_plugins=extra)
    with made.app.app_context():
        Model.metadata.create_all(db.engine, tables=[Paper.__table__])
        chief = make_user("administrator")
        staff = logged_in(made.app, chief)
        item = service.create(
            chief, PAPERS, {"title": "Bài", "body": from_text("Chữ.")}
        )
        item = service.save(chief, item.id, {"title": "Bài một"}, item.version)
        assert item.title == "Bài một"
        for address in (
            "/",
            "/sitemap.xml",
            f"{DESK}/",
            f"{DESK}/noi-dung/",
            f"{DESK}/sua/{item.id}",
        ):
            assert staff.get(address).status_code == 200, address
        made.manager.failures.flush()
        failed = set(db.session.scalars(select(Failure.hook)))
        db.session.rollback()
    made.close()
    assert {
        "projection zz_hostile.hostile",
        "effect zz_hostile.hostile",
        "column zz_hostile.hostile",
        "site map zz_hostile.hostile",
        "fragment zz_hostile.hostile.desk.item.side",
    } <= failed


def _raise():
    raise RuntimeError("hostile")


def test_a_step_is_told_after_its_commit_once_and_an_autosave_is_not(config):
    calls = []
    module = ModuleType("journal")
    for step in ("saved", "submitted", "returned", "archived", "trashed", "restored"):
        _listen(module, f"on_item_{step}", calls)
    extra = (inline("papers", PapersPlugin()), inline("journal", module))
    made = build(config, ["papers", "journal"], 1, strict=True, extra_plugins=extra)
    with made.app.app_context():
        Model.metadata.create_all(db.engine, tables=[Paper.__table__])
        chief, writer = make_user("administrator"), make_user("reporter")
        item = service.create(writer, PAPERS, {"title": "A", "body": from_text("Chữ.")})
        item = service.save(
            writer, item.id, {"title": "B"}, item.version, autosave=True
        )
        item = service.save(writer, item.id, {"title": "C"}, item.version)
        item = service.submit(writer, item.id, item.version)
        item = service.send_back(chief, item.id, item.version, "Sửa lại.")
        item = service.publish(chief, item.id, item.version)
        item = service.archive(chief, item.id, item.version)
        item = service.revive(chief, item.id, item.version)
        item = service.trash(chief, item.id, item.version)
        item = service.untrash(chief, item.id)
        record = bulk_actions.run(chief, "trash", [(item.id, item.version)])
        undo.revert(chief, record.id)
        with pytest.raises(ZeroDivisionError):
            _create_and_fail(writer)
    made.close()
    assert calls == [
        ("on_item_saved", "A"),
        ("on_item_saved", "C"),
        ("on_item_submitted", "C"),
        ("on_item_returned", "C"),
        ("on_item_archived", "C"),
        ("on_item_restored", "C"),
        ("on_item_trashed", "C"),
        ("on_item_restored", "C"),
        ("on_item_trashed", "C"),
        ("on_item_restored", "C"),
    ]


def _create_and_fail(writer):
    with transaction():
        service.create(writer, PAPERS, {"title": "D"})
        raise ZeroDivisionError


def _listen(module, hook, calls):
    def implementation(item):
        calls.append((hook, item.title))

    implementation.__name__ = hook
    setattr(module, hook, hookimpl(implementation))


def test_a_plugins_projection_and_effect_follow_each_snapshot_and_step(config):
    rows, steps = [], []
    module = ModuleType("mirror")
    projection = Projection(
        "mirror.rows", lambda item, data: rows.append(data["title"])
    )
    effect = StepEffect("mirror.steps", lambda step: steps.append(step.name))
    module.register_projections = hookimpl(lambda: [projection])
    module.register_step_effects = hookimpl(lambda: [effect])
    module.register_projections.__name__ = "register_projections"
    extra = (inline("papers", PapersPlugin()), inline("mirror", module))
    made = build(config, ["papers", "mirror"], 1, strict=True, extra_plugins=extra)
    with made.app.app_context():
        Model.metadata.create_all(db.engine, tables=[Paper.__table__])
        chief = make_user("administrator")
        item = service.create(chief, PAPERS, {"title": "A", "body": from_text("Chữ.")})
        item = service.save(chief, item.id, {"title": "B"}, item.version)
        service.trash(chief, item.id, item.version)
    made.close()
    assert rows == ["A", "B"]
    assert steps == ["edit", "trash"]
