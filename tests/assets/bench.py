"""A small site with one strict page for each thing that the browser tests drive."""

from __future__ import annotations

import secrets
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import jinja2
from flask import Flask, Response, g, jsonify, render_template, request, session
from flask_babel import Babel
from flask_wtf.csrf import CSRFProtect, generate_csrf

import cms
from cms.content.fields import LongText, Rich, Text
from cms.content.fields.forms import RowForm, SnapshotForm
from cms.content.fields.references import Image, Images, Link
from cms.content.fields.rows import Rows
from cms.features.intake.encoding_views import convert_runs


CMS = Path(cms.__file__).parent
POLICY = (
    "default-src 'none'; script-src 'nonce-{nonce}' 'strict-dynamic';"
    " style-src 'self' 'nonce-{nonce}'; img-src 'self' data: blob:; font-src 'self';"
    " connect-src 'self'; form-action 'self'; base-uri 'none'; frame-src 'self'"
)
TITLES = (
    "Hội nghị lần thứ 11",
    "Hội nghị lần thứ 12",
    "Đảng bộ phường Sen",
    "Nguyễn Văn An",
    "Trần Thị Bình",
)
RECORDS = [
    {
        "id": number,
        "title": title,
        "type_label": "Hội nghị",
        "date": f"2026-06-0{number}",
        "state": "published",
    }
    for number, title in enumerate(TITLES, 1)
]
BLOCKS = [
    {
        "id": 7,
        "name": "Liên hệ báo chí",
        "kind": "contact",
        "kind_label": "Hộp liên hệ",
        "words": "Văn phòng, số máy 0123.",
        "edit_url": "/form",
    }
]
PICTURE = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="8" height="6">'
    '<rect width="8" height="6" fill="#9f1d20"/></svg>'
)


class Turn(RowForm):
    """A row of an agenda."""

    time = Text("Giờ")
    title = Text("Nội dung")
    speaker = Link("Người trình bày", targets=("directory.person",))


class Paper(SnapshotForm):
    """One field of every kind that has an element."""

    title = Text("Tiêu đề", required=True)
    summary = LongText("Sapo", hint="Hai câu.")
    body = Rich("Nội dung")
    chair = Link("Chủ trì", targets=("directory.person",))
    people = Link("Thành phần", targets=("directory.person",), many=True)
    photo = Image("Ảnh chính")
    gallery = Images("Ảnh")
    agenda = Rows("Chương trình", Turn)


class Desk:
    """What the pages' server knows and was sent; tests look at it and change it."""

    def __init__(self) -> None:
        self.forget()

    def forget(self) -> None:
        """Begin anew, for the next test."""
        self.version = 3
        self.answer = "save"
        self.saved: list[dict[str, Any]] = []
        self.posted: dict[str, Any] | None = None
        self.uploads: list[str] = []
        self.alts: dict[int, str] = {}
        self.converted: list[dict[str, Any]] = []
        self.details: list[dict[str, str]] = []
        self.document: dict[str, Any] | None = None
        self.snapshot: dict[str, Any] = {}


def picture(number: int, title: str = "") -> dict[str, Any]:
    """Return what the media library says of a picture."""
    return {
        "id": number,
        "kind": "image",
        "title": title or f"anh-{number}.jpg",
        "thumb": "/picture.svg",
        "alt": "",
        "edit_url": f"/media/{number}",
    }


def make_app(desk: Desk) -> Flask:
    """Return the site; ``desk`` is shared with the test."""
    app = Flask(__name__, static_folder=str(CMS / "static"), static_url_path="/static")
    app.secret_key = secrets.token_hex(32)
    app.config["BABEL_DEFAULT_LOCALE"] = "vi"
    app.config["WTF_CSRF_CHECK_DEFAULT"] = False
    app.jinja_loader = jinja2.FileSystemLoader(
        [CMS / "templates", Path(__file__).parent / "templates"]
    )
    Babel(app)
    CSRFProtect(app)
    entries = [
        SimpleNamespace(label="Tin tức", url="/list", icon="newspaper", active=True),
        SimpleNamespace(label="Hội nghị", url="/form", icon="users", active=False),
    ]
    app.jinja_env.globals.update(
        asset=lambda name: f"/static/{name}",
        slot=lambda *_arguments: "",
        picker_urls=lambda: {"convert": "/convert"},
        csp_nonce=lambda: g.nonce,
        nav=lambda _area: entries,
        csrf_token=generate_csrf,
        idempotency_key=lambda: "once",
        lang="vi",
        site=SimpleNamespace(site_title="Đảng bộ thành phố Sen"),
        current_user=SimpleNamespace(name="Trần Văn Bảo"),
    )
    _add_policy(app)
    _add_pages(app, desk)
    _add_answers(app, desk)
    return app


def _add_policy(app: Flask) -> None:
    @app.before_request
    def begin() -> None:
        g.nonce = secrets.token_urlsafe(12)

    @app.after_request
    def strict(response: Response) -> Response:
        policy = POLICY.format(nonce=g.nonce)
        response.headers["Content-Security-Policy"] = policy
        return response


def _add_pages(app: Flask, desk: Desk) -> None:
    @app.get("/form")
    def form() -> str:
        paper = Paper.of({"body": desk.document, **desk.snapshot})
        known = {record["id"]: record for record in RECORDS}
        paper.chair.chosen = [known[key] for key in paper.chair.ids]
        paper.people.chosen = [known[key] for key in paper.people.ids]
        paper.photo.chosen = [picture(key) for key in paper.photo.ids]
        paper.gallery.chosen = [picture(key) for key in paper.gallery.ids]
        urls = {"items": "/records", "media": "/media", "upload": "/upload"}
        urls["blocks"] = "/blocks"
        return render_template(
            "bench/form.html", form=paper, urls=urls, version=desk.version
        )

    @app.post("/form")
    def post_form() -> str:
        paper = Paper(request.form)
        desk.posted = paper.snapshot()
        return "<!doctype html><title>Đã nhận</title><h1>Đã nhận</h1>"

    @app.get("/list")
    def lists() -> str:
        items = [
            SimpleNamespace(
                title=title,
                status=status,
                stage=stage,
                visibility=visibility,
                deleted_at=None,
            )
            for title, status, stage, visibility in (
                ("Tin đã đăng", "published", None, "public"),
                ("Tin đang sửa", "published", "draft", "internal"),
                ("Tin chờ duyệt", "draft", "submitted", "limited"),
                ("Tin hẹn giờ", "draft", "scheduled", "public"),
            )
        ]
        page = SimpleNamespace(next="b", previous="a", capped_total="1.000+")
        return render_template("bench/list.html", items=items, page=page)

    @app.get("/reader")
    def reader() -> str:
        return render_template("bench/reader.html")


def _add_answers(app: Flask, desk: Desk) -> None:
    app.add_url_rule("/all", "desk.all_items", lambda: "")

    @app.get("/blocks")
    def blocks() -> Response:
        return jsonify(blocks=BLOCKS)

    @app.post("/convert", endpoint="intake.convert")
    def convert() -> Any:
        if desk.answer == "offline":
            return "", 502
        asked = request.get_json()
        desk.converted.append(asked)
        answers = [convert_runs(one, asked["capitals"]) for one in asked["paragraphs"]]
        return jsonify(paragraphs=answers)

    @app.get("/palette", endpoint="desk.palette")
    def palette() -> Response:
        return jsonify([{"title": "Tin tức", "url": "/list", "type_label": "Đi tới"}])

    @app.get("/records")
    def records() -> Response:
        words = request.args.get("q", "")
        return jsonify([one for one in RECORDS if words in one["title"]])

    @app.get("/media")
    def media() -> Response:
        return jsonify([picture(number) for number in range(1, 6)])

    @app.get("/picture.svg")
    @app.get("/media/<int:number>/<rendition>")
    def bytes_of(**_which: Any) -> Response:
        return Response(PICTURE, mimetype="image/svg+xml")

    @app.post("/media/<int:number>")
    def describe(number: int) -> Response:
        desk.alts[number] = request.form["alt"]
        return jsonify(alt=request.form["alt"])

    @app.post("/upload")
    def upload() -> Any:
        name = request.files["file"].filename or ""
        if name.endswith(".exe"):
            return jsonify(error="Loại tệp này không được nhận."), 422
        desk.uploads.append(name)
        desk.details.append(request.form.to_dict())
        return jsonify(picture(100 + len(desk.uploads), name)), 201

    @app.post("/save")
    def save() -> Any:
        if desk.answer == "logged out" or not session.get("csrf_token"):
            return "", 401
        if desk.answer == "broken":
            return "", 500
        if desk.answer == "refused":
            return jsonify(errors={"title": ["Tiêu đề quá dài."]}), 422
        if int(request.form["version"]) != desk.version:
            return jsonify(current_version=desk.version, url="/form"), 409
        desk.version += 1
        desk.saved.append(Paper(request.form).snapshot())
        return jsonify(version=desk.version, saved_at="2026-11-23T03:05:00+00:00")
