"""Measure a drop: a Word file of 2 MB and 7 photos of 12 megapixels, until the draft."""

from __future__ import annotations

import argparse
import io
import json
import random
import re
import statistics
import sys
import tempfile
import time
from html import unescape
from http.client import HTTPConnection
from pathlib import Path

from PIL import Image
from server import granian

from cms.build import build
from cms.builtin.accounts.passwords import hash_password
from cms.config import Config
from cms.database.transaction import transaction
from cms.testing.databases import migrated, switch_on
from cms.testing.people import make_user


sys.path.insert(0, str(Path(__file__).parents[1] / "tests" / "support"))
from live import Visitor
from word_files import BOLD, IMAGE_REL, drawing, p, package, run


SECRET = "only-for-measuring-0123456789-abcdefghijklmnopqrs"
PASSWORD = "only-for-measuring-0123456789"
PHOTO, PHOTOS, WORD_BYTES = (4000, 3000), 7, 2_000_000
BOUNDARY = "----sen-bench-boundary"
WORDS = "Sáng nay, phường Sen Vàng tổ chức ngày hội đọc sách lần thứ ba. " * 8


def photo(size: tuple[int, int], seed: int, quality: int = 85) -> bytes:
    """Return a photo with something to see: smooth areas and fine grain."""
    chance = random.Random(seed)
    small = Image.frombytes("RGB", (160, 120), chance.randbytes(160 * 120 * 3))
    stream = io.BytesIO()
    small.resize(size, Image.Resampling.BICUBIC).save(stream, "JPEG", quality=quality)
    return stream.getvalue()


def word_file() -> bytes:
    """Return a Word file of about 2 MB: a long article with a large picture."""
    inside = photo((3200, 2400), 99)
    if len(inside) < WORD_BYTES:
        # What cameras put after a picture: a second one, notes of the maker.
        inside += random.Random(7).randbytes(WORD_BYTES - len(inside))
    body = p(run("Ngày hội đọc sách của phường", BOLD), look='<w:jc w:val="center"/>')
    body += p(run("Hơn hai trăm bạn đọc đã đến.", BOLD)) + p(drawing("i1"))
    body += "".join(p(run(WORDS)) for _ in range(60))
    return package(body, {"word/media/image1.jpg": inside}, IMAGE_REL)


def request_body(files: list[tuple[str, bytes]], token: str) -> bytes:
    """Return the files as a browser sends them."""
    parts = [
        f"--{BOUNDARY}\r\nContent-Disposition: form-data;"
        f' name="csrf_token"\r\n\r\n{token}\r\n'.encode()
    ]
    for name, content in files:
        head = f'Content-Disposition: form-data; name="file"; filename="{name}"'
        kind = "Content-Type: application/octet-stream"
        parts.append(f"--{BOUNDARY}\r\n{head}\r\n{kind}\r\n\r\n".encode())
        parts += [content, b"\r\n"]
    return b"".join([*parts, f"--{BOUNDARY}--\r\n".encode()])


def prepare(config: Config) -> str:
    """Make somebody who writes; return the name."""
    made = build(config)
    with made.app.app_context():
        person = make_user("reporter")
        with transaction():
            person.password_hash = hash_password(PASSWORD)
        name = person.username
    made.close()
    return name


def timed(port: int, method: str, path: str, body: bytes, headers: dict[str, str]):
    """Return the seconds until the whole answer is there, its status and its bytes."""
    connection = HTTPConnection("127.0.0.1", port, timeout=120)
    began = time.perf_counter()
    connection.request(method, path, body or None, headers)
    response = connection.getresponse()
    content = response.read()
    seconds = time.perf_counter() - began
    connection.close()
    return seconds, response.status, content


def drops(port: int, name: str, files: list[tuple[str, bytes]], count: int) -> list:
    """Return the times of ``count`` drops, each until its draft could be opened."""
    visitor = Visitor(port, keep=False)
    visitor.log_in(name, PASSWORD)
    page = visitor.get("/ban-lam-viec/").text
    found = re.search(r'name="csrf-token" content="([^"]*)"', page)
    token = unescape(found[1]) if found else ""
    headers = {
        "Cookie": "; ".join(f"{k}={v}" for k, v in visitor.cookies.items()),
        "Origin": f"http://127.0.0.1:{port}",
        "X-CSRFToken": token,
        "Accept": "application/json",
    }
    kind = {"Content-Type": f"multipart/form-data; boundary={BOUNDARY}"}
    body = request_body(files, token)
    times = []
    for _ in range(count):
        taken, status, answer = timed(
            port, "POST", "/ban-lam-viec/tha", body, {**headers, **kind}
        )
        if status != 201:
            raise SystemExit(f"drop: {status} {answer[:300]!r}")
        url = json.loads(answer)["url"]
        opened, status, _page = timed(port, "GET", url, b"", headers)
        if status != 200:
            raise SystemExit(f"{url}: {status}")
        times.append((taken, opened))
    return times


def main() -> None:
    """Serve, drop, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--drops", type=int, default=5, metavar="N")
    options = parser.parse_args()
    files = [("tin.docx", word_file())]
    files += [(f"anh-{n}.jpg", photo(PHOTO, n, 92)) for n in range(PHOTOS)]
    size = sum(len(content) for _name, content in files)
    with tempfile.TemporaryDirectory() as folder:
        instance = Path(folder) / "instance"
        instance.mkdir()
        config = Config.load(instance, secret_key=SECRET)
        migrated(config)
        switch_on(config, ["news"], ())
        name = prepare(config)
        environment = {"CMS_INSTANCE": str(instance), "CMS_SECRET_KEY": SECRET}
        with granian("cms.wsgi:site", 2, environment, factory=True) as site:
            times = drops(site.port, name, files, options.drops)
        bare_file = Path(folder) / "bare"
        bare_file.write_bytes(b'{"url": "/"}')
        with granian("bare:application", 2, {"BENCH_BODY": str(bare_file)}) as bare:
            other = [timed(bare.port, "GET", "/", b"", {})[0] for _ in range(200)]
    alone = statistics.median(other)
    print(f"{len(files)} files, {size / 1e6:.1f} MB, {options.drops} drops\n")
    print("| what | median s | worst s | times a bare request |")
    print("| --- | ---: | ---: | ---: |")
    taken = [one for one, _opened in times]
    rows = {
        "drop until the answer": taken,
        "drop until the draft is open": [one + opened for one, opened in times],
    }
    for row, values in rows.items():
        middle = statistics.median(values)
        print(f"| {row} | {middle:.2f} | {max(values):.2f} | {middle / alone:.0f} |")
    print(f"| bare request | {alone:.5f} | {max(other):.5f} | 1 |")


if __name__ == "__main__":
    main()
