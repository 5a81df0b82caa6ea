"""What Flask, Jinja and one query cost: pages like ours without anything of a CMS.

Serves the database that ``write_plain`` makes; ``main.py`` measures it as the limit of
what is not kept.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from flask import Flask, abort, g, render_template, request
from jinja2 import DictLoader


SCHEMA = """
CREATE TABLE pages (
    id INTEGER PRIMARY KEY, path TEXT UNIQUE, title TEXT, summary TEXT, html TEXT,
    date TEXT);
CREATE INDEX pages_newest ON pages (date DESC, id DESC);
CREATE VIRTUAL TABLE page_words USING fts5(words, content='');
"""
BASE = """<!doctype html>
<html lang="vi">
<head>
  <meta charset="utf-8"><meta name="viewport" content="width=device-width">
  <title>{% block title %}{% endblock %}</title><link rel="stylesheet" href="/site.css">
</head>
<body>
  <header><a href="/">Trang thông tin</a>
    <nav><ul>{% for name, path in menu %}<li><a href="{{ path }}"
      {%- if path == here %} aria-current="page"{% endif %}>{{ name }}</a></li>{% endfor %}
    </ul></nav>
    <form action="/search"><input type="search" name="q"><button>Tìm</button></form>
  </header>
  <main>{% block main %}{% endblock %}</main>
  <footer><p>Quận ủy Quận Sen</p><ul>{% for name, path in menu %}
    <li><a href="{{ path }}">{{ name }}</a></li>{% endfor %}</ul></footer>
</body>
</html>"""
ARTICLE = """{% extends "base.html" %}{% block title %}{{ page.title }}{% endblock %}
{% block main %}<article><h1>{{ page.title }}</h1><p>{{ page.date }}</p>
<p class="lead">{{ page.summary }}</p>{{ page.html|safe }}</article>{% endblock %}"""
LIST = """{% extends "base.html" %}{% block title %}Tin tức{% endblock %}
{% block main %}<h1>Tin tức</h1>{% for page in pages %}<article>
<h2><a href="{{ page.path }}">{{ page.title }}</a></h2><p>{{ page.date }}</p>
<p>{{ page.summary }}</p></article>{% endfor %}{% endblock %}"""
MENU = [
    ("Trang chủ", "/"), ("Tin tức", "/list"), ("Hội nghị", "/1"),
    ("Chương trình", "/2"), ("Báo cáo", "/3"), ("Tổ chức", "/4"), ("Nhân sự", "/5"),
]  # fmt: skip
NEWEST = "SELECT path, title, summary, date FROM pages ORDER BY date DESC, id DESC"
FOUND = """SELECT path, title, summary, date FROM pages
WHERE id IN (SELECT rowid FROM page_words WHERE page_words MATCH ?)
ORDER BY date DESC, id DESC LIMIT 20"""


def write_plain(
    file: Path, pages: Iterable[tuple[str, str, str, str, str, str]]
) -> None:
    """Write the database: path, title, lead, HTML, date and words to find of each page."""
    with sqlite3.connect(file) as database:
        database.executescript(SCHEMA)
        for number, (*columns, words) in enumerate(pages, 1):
            database.execute(
                "INSERT INTO pages VALUES (?, ?, ?, ?, ?, ?)", (number, *columns)
            )
            database.execute(
                "INSERT INTO page_words (rowid, words) VALUES (?, ?)", (number, words)
            )
    database.close()


def create_app() -> Flask:
    """Return the application; ``BENCH_PLAIN`` names the database."""
    app = Flask(__name__, static_folder=None)
    app.jinja_env.loader = DictLoader(
        {"base.html": BASE, "article.html": ARTICLE, "list.html": LIST}
    )

    def connection() -> sqlite3.Connection:
        if "db" not in g:
            g.db = sqlite3.connect(os.environ["BENCH_PLAIN"])
            g.db.row_factory = sqlite3.Row
        found: sqlite3.Connection = g.db
        return found

    @app.teardown_appcontext
    def close(_error: Any) -> None:
        if "db" in g:
            g.db.close()

    @app.get("/list")
    def newest() -> str:
        pages = connection().execute(f"{NEWEST} LIMIT 20").fetchall()
        return render_template("list.html", pages=pages, menu=MENU, here="/list")

    @app.get("/search")
    def search() -> str:
        pages = connection().execute(FOUND, (request.args["q"],)).fetchall()
        return render_template("list.html", pages=pages, menu=MENU, here="")

    @app.get("/<path:path>")
    def article(path: str) -> str:
        query = "SELECT title, summary, html, date FROM pages WHERE path = ?"
        page = connection().execute(query, (f"/{path}",)).fetchone()
        if page is None:
            abort(404)
        return render_template("article.html", page=page, menu=MENU, here="")

    return app
