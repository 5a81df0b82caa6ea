"""Reading the folder of a static copy as a browser does, without the site."""

import hashlib
import re
from urllib.parse import unquote, urljoin, urlsplit

from lxml import html as parser

from cms import from_html


BASE = "http://localhost"
LEADING = ("href", "src", "action", "poster", "data", "formaction")
BODY = from_html("<p>Nội dung.</p>")
#: What stands on pages and is the application's alone, beside what has a query.
APPLICATION = {
    "/tim-kiem",
    "/ban-lam-viec/",
    "/khong-co-gi",
    "/chuong-trinh/tong-quan",
    "/tin-tuc/../../ngoai",  # was written with %2f
}


def files_in(folder):
    """Return the files of a copy by name, without what is known of them."""
    return {
        path.relative_to(folder).as_posix(): path
        for path in folder.rglob("*")
        if path.is_file() and ".copy" not in path.parts
    }


def snapshot(folder):
    """Return what stands in a folder: bytes and times of every file."""
    return {
        name: (path.stat().st_mtime_ns, hashlib.sha256(path.read_bytes()).hexdigest())
        for name, path in files_in(folder).items()
    }


def links_of(text):
    """Yield the links of a page as a browser reads them, with their elements."""
    for element in parser.document_fromstring(text.encode()).iter():
        if not isinstance(element.tag, str) or element.get("rel") == "canonical":
            continue
        for name in LEADING:
            if name in element.attrib and (element.tag, name) != ("meta", "content"):
                yield element, element.get(name)
        for name in ("srcset", "imagesrcset"):
            for part in filter(None, element.get(name, "").split(",")):
                yield element, part.split()[0]


def is_in(path, names):
    """Tell whether a path is one of the files, as a web server finds them."""
    place = path.strip("/")
    return f"{place}/index.html".lstrip("/") in names or place in names


def dead_links(folder):
    """Return the links of a folder that lead neither to a file nor to the application."""
    names, dead = files_in(folder), []
    for name, path in names.items():
        if name.endswith(".css"):
            found = re.findall(r"url\(\"?([^)\"]+)", path.read_text("utf-8"))
            written = [(None, one) for one in found]
        elif name.endswith(".html"):
            written = list(links_of(path.read_text("utf-8")))
        else:
            continue
        address = "/" + name.removesuffix("index.html").removesuffix("/")
        for element, one in written:
            if one.startswith(("#", "mailto:", "tel:", "data:")):
                continue
            if one.startswith(BASE):
                whole = urlsplit(one)
                sends = element.tag == "form" and is_in(unquote(whole.path), names)
                if (
                    not whole.query
                    and not sends
                    and unquote(whole.path) not in APPLICATION
                ):
                    dead.append((name, one))
                continue
            target = urlsplit(urljoin(f"//copy{address}", one))
            if target.netloc != "copy":
                continue
            if target.query or not is_in(unquote(target.path), names):
                dead.append((name, one))
    return dead
