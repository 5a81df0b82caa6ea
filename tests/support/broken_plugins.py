"""Plugins that are broken, each in its own way, written as installed distributions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path


HEAD = """
import os, sys, time
import click
from flask import Blueprint, render_template
from sqlalchemy import ForeignKey, String, Table, Column, Integer, event
from sqlalchemy.orm import Mapped, mapped_column, relationship
from cms import (
    Area, ContentType, ItemForm, Job, Model, NavItem, Permission, Panel,
    hookimpl, public, requires,
)
"""
VIEW = """
site = Blueprint("{name}", __name__, template_folder=None)

@site.get("{rule}")
@public
def page(**_values):
    {body}

@hookimpl
def register_blueprints():
    return [site]
"""
MODEL = """
class {cls}(Model):
    __tablename__ = "{table}"
    id: Mapped[int] = mapped_column(primary_key=True)
    {rest}
"""
HOOK = """
@hookimpl
def {hook}({arguments}):
    {body}
"""


@dataclass(frozen=True)
class Broken:
    """A plugin's module, what else lies beside it, and the words of its refusal.

    ``metadata`` are further lines of the distribution's metadata; ``reason`` is
    a regular expression, "" for one that is contained and not refused.
    """

    name: str
    source: str
    reason: str
    files: Mapping[str, str] = field(default_factory=dict)
    metadata: str = ""
    entry: str = ""
    distribution: str = ""

    def install(self, folder: Path) -> None:
        """Write it into a folder of the import path."""
        package = folder / f"cms_{self.name}"
        package.mkdir(parents=True, exist_ok=True)
        (package / "__init__.py").write_text("")
        (package / "plugin.py").write_text(HEAD + self.source)
        for name, text in self.files.items():
            file = package / name
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text)
        title = self.distribution or f"broken-{self.name}"
        data = folder / f"{title.replace('-', '_')}-1.dist-info"
        data.mkdir()
        (data / "METADATA").write_text(
            f"Metadata-Version: 2.1\nName: {title}\nVersion: 1\n{self.metadata}"
        )
        entry = self.entry or self.name
        (data / "entry_points.txt").write_text(
            f"[cms.plugins]\n{entry} = cms_{self.name}.plugin\n"
        )


def view(name: str, body: str, rule: str = "") -> str:
    """Return a module's blueprint with one public page."""
    return VIEW.format(name=name, body=body, rule=rule or f"/{name}")


def model(table: str, rest: str = "", cls: str = "Thing") -> str:
    """Return a mapped class."""
    return MODEL.format(table=table, rest=rest, cls=cls)


def hook(name: str, body: str, arguments: str = "") -> str:
    """Return an implementation of a hook."""
    return HOOK.format(hook=name, body=body, arguments=arguments)


def migration(body: str = "pass") -> dict[str, str]:
    """Return the one revision of a plugin, as a file of its package."""
    text = f"""
revision = "0001"
down_revision = None
from alembic import op
import sqlalchemy as sa

def upgrade():
    {body}

def downgrade():
    pass
"""
    return {"migrations/0001_begin.py": text}


ENDING = [
    Broken("raises", "raise ValueError('at import')", "at import"),
    Broken("exits", "sys.exit(3)", "SystemExit: 3"),
    Broken("ends", "os._exit(0)", "ended its process with status 0"),
    Broken(
        "crashes",
        "import ctypes; ctypes.string_at(0)",
        "ended its process with status -11",
    ),
    Broken(
        "greedy",
        "kept = [bytearray(1 << 28) for _ in range(40)]",
        "MemoryError|did not return within",
    ),
    Broken("sleeps", "time.sleep(600)", "did not (end|return) within"),
    Broken(
        "freezes",
        "import re; re.match(r'(a+)+$', 'a' * 64 + 'b')",
        "did not end within",
    ),
    Broken("absent_module", "import nothing_like_this", "nothing_like_this"),
    Broken("odd", "def broken(:", "invalid syntax"),
]
MODELS = [
    Broken(
        "loose",
        model("loose_things", 'others = relationship("Nothing")'),
        "'Nothing'",
        migration(
            'op.create_table("loose_things", sa.Column("id", sa.Integer, primary_key=True))',
        ),
    ),
    Broken(
        "foreign_table", model("elsewhere_things"), "must begin with foreign_table_"
    ),
    Broken("items_again", model("items"), "already defined"),
    Broken(
        "listening",
        "@event.listens_for(Model, 'load', propagate=True)\ndef heard(*_a): pass",
        "listens_for",
    ),
    Broken(
        "hearing",
        "from sqlalchemy.orm import Session\n"
        "getattr(event, 'lis' + 'ten')(Session, 'before_flush', print)",
        "listens to 'before_flush' of Session",
    ),
    Broken(
        "backward",
        model(
            "backward_things",
            'item_id: Mapped[int] = mapped_column(ForeignKey("items.id"))\n'
            '    item = relationship("Item", backref="backward_things")',
        ),
        "backref",
        migration(
            'op.create_table("backward_things",'
            ' sa.Column("id", sa.Integer, primary_key=True),'
            ' sa.Column("item_id", sa.Integer, sa.ForeignKey("items.id")))'
        ),
    ),
]
HOOKS = [
    Broken(
        "register_raises",
        hook("register_jobs", "raise ValueError('in the hook')"),
        "register_jobs: ValueError: in the hook",
    ),
    Broken(
        "register_sleeps",
        hook("register_jobs", "time.sleep(30)"),
        "register_jobs.*did not return within",
    ),
    Broken("register_none", hook("register_jobs", "return 5"), "not iterable"),
    Broken("misspelt", hook("register_job", "return []"), "no hook called"),
    Broken("argument", hook("render_slot", "return None", "everything"), "everything"),
    Broken(
        "first",
        "@hookimpl(tryfirst=True)\ndef register_jobs(): return []",
        "not allowed",
    ),
    Broken(
        "unlike", hook("register_jobs", "return [Job('news.x', print)]"), "must begin"
    ),
    Broken(
        "title",
        hook("register_nav", "return [NavItem(Area.SITE, 'x', 'title.nowhere')]"),
        "not there",
    ),
    Broken(
        "slot_raises",
        hook("render_slot", "raise ValueError('in the slot')"),
        "render_slot: ValueError: in the slot",
    ),
    Broken(
        "slot_sleeps", hook("render_slot", "time.sleep(30)"), "render_slot: Overdue"
    ),
    Broken("slot_text", hook("render_slot", "return '<b>'"), "render_slot: TypeError"),
]
PAGES = [
    Broken(
        "page_raises",
        view("page_raises", "raise ValueError('in the page')"),
        "GET /page_raises answers 500.*in the page",
    ),
    Broken(
        "page_hollow",
        view("page_hollow", "return render_template('page_hollow/no.html')"),
        "GET /page_hollow answers 500.*TemplateNotFound",
    ),
    Broken(
        "unguarded",
        view("unguarded", "return ''").replace("@public\n", ""),
        "neither @requires",
    ),
    Broken(
        "template_odd",
        view("template_odd", "return ''"),
        "template template_odd/x.html",
        {"templates/template_odd/x.html": "{% if %}"},
    ),
    Broken(
        "template_hollow",
        view("template_hollow", "return ''"),
        "nowhere.html, which is not there",
        {"templates/template_hollow/x.html": '{% extends "nowhere.html" %}'},
    ),
    Broken("news_list", view("news_list", "return ''", "/tin-tuc"), "at /tin-tuc"),
    Broken("article", view("article", "return ''", "/tin-tuc/mot-bai"), "at /tin-tuc"),
    Broken("greedy_rule", view("greedy_rule", "return ''", "/<path:p>"), "a variable"),
    Broken(
        "desk_page",
        view("desk_page", "return ''", "/ban-lam-viec/plugin/x"),
        "at /ban-lam-viec/plugin",
    ),
    Broken("search", view("search", "return ''", "/tim-kiem/"), "at /tim-kiem"),
    Broken(
        "type_desk",
        hook(
            "register_content_types",
            "return [ContentType('type_desk.x', 'X', 'X', 'ban-lam-viec', ItemForm)]",
        ),
        "at /ban-lam-viec",
    ),
    Broken(
        "type_news",
        hook(
            "register_content_types",
            "return [ContentType('type_news.x', 'X', 'X', 'tin-tuc', ItemForm)]",
        ),
        "tin-tuc",
    ),
]
SOURCES = [
    Broken("private", "from cms.extensions import db", "cms.extensions db"),
    Broken("commits", "def f(s): s.commit()", "commit ends a transaction"),
    Broken("shell", "import subprocess", "imports subprocess"),
    Broken("sql", "from sqlalchemy import text; text('select 1')", "SQL from a string"),
]
NAMES = [
    Broken("copy", "", "cannot be a name", entry="Copy"),
    Broken("desk_again", "", "part of the core", entry="desk"),
    Broken("item", "", "the core's table"),
    Broken(
        "sqlite_odd",
        "",
        "was not upgraded|invalid syntax",
        {"migrations/0001_begin.py": "def broken(:"},
    ),
    Broken(
        "behind",
        model("behind_things"),
        "cms db upgrade",
        migration('op.execute("INSERT INTO nowhere VALUES (1)")'),
    ),
    Broken(
        "grasping",
        model("grasping_things"),
        "cms db upgrade",
        migration('op.create_table("elsewhere", sa.Column("id", sa.Integer))'),
    ),
    Broken("newer", "", "needs sen-cms", metadata="Requires-Dist: sen-cms>=99\n"),
    Broken(
        "lonely",
        "",
        "which is not installed",
        metadata="Requires-Dist: sen-cms-nothing\n",
    ),
    Broken("unread", "", "cannot be read", metadata="Requires-Dist: ===\n"),
]
ALL = (*ENDING, *MODELS, *HOOKS, *PAGES, *SOURCES, *NAMES)
# A second distribution that brings a plugin's name; the plugin's own stays.
IMPOSTOR = Broken("impostor", "raise ValueError('replaced')", "", entry="news")


def install_theme(folder: Path, name: str, templates: Mapping[str, str]) -> None:
    """Write an installed theme whose parent is the bundled one."""
    package = folder / f"cms_theme_{name}"
    (package / "templates").mkdir(parents=True)
    (package / "__init__.py").write_text("")
    (package / "theme.toml").write_text(f'name = "{name}"\nparent = "sen"\n')
    for file, text in templates.items():
        (package / "templates" / file).write_text(text)
    data = folder / f"theme_{name}-1.dist-info"
    data.mkdir()
    (data / "METADATA").write_text(
        f"Metadata-Version: 2.1\nName: theme-{name}\nVersion: 1\n"
    )
    (data / "entry_points.txt").write_text(f"[cms.themes]\n{name} = cms_theme_{name}\n")
