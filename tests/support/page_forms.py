"""The forms of a page: where they go, and what a browser would send."""

import re
from dataclasses import dataclass, field
from urllib.parse import quote_plus, urljoin, urlsplit

import lxml.html


SKIPPED = {"submit", "button", "image", "reset"}
CHOSEN = {"checkbox", "radio", "hidden"}


@dataclass
class PageForm:
    """A form: its address, method, values in order, and which fields people write in."""

    action: str
    method: str
    values: list
    free: list = field(default_factory=list)
    files: list = field(default_factory=list)
    buttons: list = field(default_factory=list)

    @property
    def shape(self):
        """The names of the fields, rows of a list counted once."""
        return frozenset(plain(name) for name, _value in self.values)


def plain(name):
    """Return the name of a field without numbers of rows."""
    return re.sub(r"\d+", "#", name)


def forms_of(address, page):
    """Return the forms of a page, one more for each button that leads elsewhere."""
    tree = lxml.html.document_fromstring(page)
    for template in tree.xpath("//template"):
        template.drop_tree()
    found = []
    for form in tree.iter("form"):
        values, free, files, buttons = _fields(tree, form)
        method = (form.get("method") or "get").upper()
        actions = {form.get("action") or address}
        actions |= {one.get("formaction") for one in form.xpath(".//*[@formaction]")}
        found += [
            PageForm(urljoin(address, action), method, values, free, files, buttons)
            for action in sorted(actions)
        ]
    return found


def links_of(address, page):
    """Return the addresses within the site that a page leads to."""
    tree = lxml.html.document_fromstring(page)
    found = [
        urljoin(address, one.get("href")) for one in tree.iter("a") if one.get("href")
    ]
    return [one for one in found if not urlsplit(one).netloc and one.startswith("/")]


def _fields(tree, form):
    values, free, files, buttons = [], [], [], []
    inside = list(form.iter("input", "textarea", "select", "button"))
    if form.get("id"):
        inside += tree.xpath(f"//*[@form='{form.get('id')}']")
    for one in inside:
        name, kind = one.get("name"), one.get("type") or "text"
        if not name:
            continue
        if one.tag == "textarea":
            values.append((name, (one.text or "").removeprefix("\n")))
            free.append(name)
        elif one.tag == "select":
            options = list(one.iter("option"))
            chosen = [o for o in options if o.get("selected") is not None] or options[
                :1
            ]
            values += [(name, o.get("value", o.text)) for o in chosen]
        elif kind == "file":
            files.append(name)
        elif one.tag == "button" or kind in SKIPPED:
            buttons.append((name, one.get("value", "")))
        elif kind not in ("checkbox", "radio") or one.get("checked") is not None:
            values.append((name, one.get("value", "on" if kind == "checkbox" else "")))
            if kind not in CHOSEN:
                free.append(name)
    return values, free, files, buttons


def body_of(values):
    """Return values as a browser sends them; lone surrogates as the bytes they are."""
    return "&".join(
        f"{quote_plus(name)}={quote_plus(value.encode('utf-8', 'surrogatepass'))}"
        for name, value in values
    )
