"""Migrations: equal to the models, apart for each distribution, safe to kill."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
import sqlalchemy as sa

from cms.database.engines import make_engine
from cms.database.migrations.runner import downgrade, require_schema, status, upgrade
from cms.database.schema import orphans
from cms.database.sources import core_source
from cms.errors import SchemaError
from tests.database.conftest import SECRET


ROOT = Path(__file__).parents[2]


@pytest.fixture
def engine(config):
    engine = make_engine(config.database_url)
    yield engine
    engine.dispose()


def tables(engine):
    return set(sa.inspect(engine).get_table_names())


def test_a_new_database_has_every_table_and_differs_from_no_model(config, engine):
    upgrade(config)
    require_schema(engine)
    assert {"items", "users", "jobs", "audit_entries"} <= tables(engine)
    assert differences(config) == ""


def differences(config):
    """Return what ``cms db check`` finds: a process without the tests' own models."""
    done = subprocess.run(
        [
            sys.executable,
            "-m",
            "cms",
            "--instance",
            str(config.instance),
            "db",
            "check",
        ],
        capture_output=True,
        text=True,
        env={
            **os.environ,
            "CMS_DATABASE_URL": config.database_url,
            "CMS_SECRET_KEY": config.secret_key.get_secret_value(),
        },
    )
    return "" if done.returncode == 0 else done.stdout + done.stderr


def test_upgrading_twice_changes_nothing(config, engine):
    upgrade(config)
    said = []
    upgrade(config, said.append)
    assert said == []


def test_the_core_goes_down_and_up_again(config, engine):
    upgrade(config)
    for state in reversed(status(engine)):
        downgrade(config, state.distribution)
    left = {name for name in tables(engine) if not name.endswith("_version")}
    assert left == set()
    upgrade(config)
    require_schema(engine)


def test_a_missing_schema_is_refused_with_the_command(engine):
    with pytest.raises(SchemaError, match="'cms' are missing: run `cms db upgrade`"):
        require_schema(engine)


def test_an_older_schema_is_refused_with_the_command(config, engine, plugin):
    upgrade(config)
    plugin.add("0002", 'op.add_column("fake_thing", sa.Column("size", sa.Integer))')
    with pytest.raises(SchemaError, match=r"'fake' are older .* run `cms db upgrade`"):
        require_schema(engine)
    upgrade(config)
    require_schema(engine)


def test_a_newer_schema_is_refused_and_left_alone(config, engine, plugin):
    upgrade(config)
    with engine.begin() as connection:
        connection.execute(sa.text("UPDATE fake_version SET version_num = '0099'"))
    with pytest.raises(SchemaError, match="newer"):
        require_schema(engine)
    with pytest.raises(SchemaError, match="install the newer version"):
        upgrade(config)


def test_an_uninstalled_plugin_breaks_no_command(config, engine, plugin):
    upgrade(config)
    plugin.uninstall()
    upgrade(config)
    require_schema(engine)
    assert "fake" not in [state.distribution for state in status(engine)]
    assert "fake" in orphans(engine)


def test_a_failing_revision_changes_nothing_of_its_distribution(config, engine, plugin):
    upgrade(config)
    plugin.add(
        "0002",
        """
        op.add_column("fake_thing", sa.Column("size", sa.Integer))
        op.execute("INSERT INTO nowhere VALUES (1)")
        """,
    )
    with pytest.raises(SchemaError, match=r"'fake' was not upgraded: .*nowhere"):
        upgrade(config)
    columns = {
        column["name"] for column in sa.inspect(engine).get_columns("fake_thing")
    }
    assert columns == {"id", "name"}
    plugin.add("0002", 'op.add_column("fake_thing", sa.Column("size", sa.Integer))')
    upgrade(config)
    require_schema(engine)


@pytest.mark.parametrize(
    "change",
    [
        'op.add_column("tags", sa.Column("fake", sa.Integer))',
        'op.create_table("elsewhere", sa.Column("id", sa.Integer))',
    ],
)
def test_a_revision_that_changes_tables_of_others_is_taken_back(
    config, engine, plugin, change
):
    upgrade(config)
    before = tables(engine)
    plugin.add("0002", change)
    with pytest.raises(SchemaError, match=r"'fake' .* not its own"):
        upgrade(config)
    assert tables(engine) == before
    columns = {column["name"] for column in sa.inspect(engine).get_columns("tags")}
    assert "fake" not in columns


def test_a_plugin_whose_revisions_cannot_be_read_keeps_nobody_back(
    config, engine, plugin
):
    plugin.add("0002", ")")
    with pytest.raises(SchemaError, match=r"'fake' was not upgraded: .*SyntaxError"):
        upgrade(config)
    require_schema(engine, plugins=False)
    assert [one.distribution for one in status(engine) if one.broken] == ["fake"]


def test_changing_a_table_keeps_the_rows_that_refer_to_it(config, engine, plugin):
    upgrade(config)
    with engine.begin() as connection:
        connection.execute(sa.text("INSERT INTO fake_thing (id, name) VALUES (1, 'a')"))
        connection.execute(sa.text("INSERT INTO fake_part VALUES (1, 1)"))
    plugin.add(
        "0002",
        """
        with op.batch_alter_table("fake_thing") as batch:
            batch.alter_column("name", type_=sa.String(40), nullable=False,
                existing_type=sa.String(20))
        """,
    )
    upgrade(config)
    with engine.connect() as connection:
        assert connection.scalar(sa.text("SELECT count(*) FROM fake_part")) == 1


def test_two_upgrades_at_once_both_succeed(config, plugin):
    command = [
        sys.executable,
        "-c",
        "import sys; from pathlib import Path; from cms.config import Config;"
        "from cms.database.migrations.runner import upgrade;"
        "upgrade(Config.load(Path(sys.argv[1]), database_url=sys.argv[2]))",
        str(config.instance),
        config.database_url,
    ]
    both = [
        subprocess.Popen(command, cwd=ROOT, env=environment(plugin)) for _ in range(2)
    ]
    assert [process.wait(timeout=120) for process in both] == [0, 0]


@pytest.mark.slow
def test_an_upgrade_killed_at_any_of_its_parts_can_be_run_again(tmp_path, plugin):
    """Every sixty-first statement; with 1 for 61 the program tries each, for an hour."""
    plugin.add("0002", 'op.add_column("fake_thing", sa.Column("size", sa.Integer))')
    (tmp_path / "runs").mkdir()
    done = subprocess.run(
        [sys.executable, "-m", "tests.database.kill", str(tmp_path / "runs"), "61"],
        cwd=ROOT,
        env=environment(plugin),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert int(done.stdout.split()[-1]) > 20


def test_revisions_import_nothing_of_the_code_they_belong_to():
    for path in core_source().folder.glob("*.py"):
        assert "cms" not in path.read_text().split("def upgrade")[0].split()


def environment(plugin):
    """Return an environment in which a child process sees the plugin, too."""
    installed = plugin.info.parent
    return {
        **os.environ,
        "PYTHONPATH": f"{ROOT}{os.pathsep}{installed}",
        "CMS_SECRET_KEY": SECRET,
    }
