"""The forms of a page: where they go, and what a browser would send."""

import re
from dataclasses import dataclass, field
from urllib.parse import quote_plus, urljoin, urlsplit

import lxml.html


SKIPPED = {"submit", "button", "image", "reset"}
TICKED = ("checkbox", "radio")


@dataclass
class PageForm:
    """A form: where it stands and goes, what a browser would send, in order.

    ``hidden`` names what the page sends by itself, ``shown`` all other fields,
    those too that are not sent because nothing is ticked. ``free`` are the ones
    that people write in, ``files`` those that take files, ``buttons`` what one
    presses. It ``is_own`` unless a button leads it elsewhere.
    """

    page: str
    action: str
    method: str
    values: list = field(default_factory=list)
    hidden: list = field(default_factory=list)
    shown: list = field(default_factory=list)
    free: list = field(default_factory=list)
    files: list = field(default_factory=list)
    buttons: list = field(default_factory=list)
    is_own: bool = True

    @property
    def is_long(self):
        """Whether its page saves by itself what is written."""
        return "base" in self.hidden

    @property
    def shape(self):
        """The names of the fields, rows of a list counted once."""
        return frozenset(map(plain, [*self.hidden, *self.shown, *self.files]))


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
        method = (form.get("method") or "get").upper()
        own = form.get("action") or address
        others = {one.get("formaction") for one in form.xpath(".//*[@formaction]")}
        for action in [own, *sorted(others - {own})]:
            one = PageForm(address, urljoin(address, action), method)
            one.is_own = action == own
            _read(one, tree, form)
            found.append(one)
    return found


def links_of(address, page):
    """Return the addresses within the site that a page leads to."""
    tree = lxml.html.document_fromstring(page)
    found = [
        urljoin(address, one.get("href")) for one in tree.iter("a") if one.get("href")
    ]
    return [one for one in found if not urlsplit(one).netloc and one.startswith("/")]


def _read(found, tree, form):
    """Write the fields of a form of a page into what is found."""
    inside = list(form.iter("input", "textarea", "select", "button"))
    if form.get("id"):
        inside += tree.xpath(f"//*[@form='{form.get('id')}']")
    first = {}
    for one in inside:
        name, kind = one.get("name"), one.get("type") or "text"
        if not name or first.setdefault(plain(name), name) != name:
            continue  # of rows that are alike one is enough
        if one.tag == "textarea":
            found.values.append((name, (one.text or "").removeprefix("\n")))
            found.free.append(name)
        elif one.tag == "select":
            options = list(one.iter("option"))
            chosen = [o for o in options if o.get("selected") is not None]
            for option in chosen or options[:1]:
                found.values.append((name, option.get("value", option.text)))
        elif kind == "file":
            found.files.append(name)
            continue
        elif one.tag == "button" or kind in SKIPPED:
            found.buttons.append((name, one.get("value", "")))
            continue
        elif kind not in TICKED or one.get("checked") is not None:
            found.values.append(
                (name, one.get("value", "on" if kind in TICKED else ""))
            )
            if kind not in (*TICKED, "hidden"):
                found.free.append(name)
        names = found.hidden if kind == "hidden" else found.shown
        if name not in names:
            names.append(name)


def body_of(values):
    """Return values as a browser sends them; lone surrogates as the bytes they are."""
    return "&".join(
        f"{quote_plus(name)}={quote_plus(value.encode('utf-8', 'surrogatepass'))}"
        for name, value in values
    )
