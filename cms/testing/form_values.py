"""What a browser would send back of a page's form that nobody has touched."""

from __future__ import annotations

from html.parser import HTMLParser


Values = list[tuple[str, str]]
#: The form of an item on the desk.
ITEM_FORM = "item-form"


class _Reader(HTMLParser):
    """Collects the successful controls of a page, leaving out its templates."""

    def __init__(self, form: str | None) -> None:
        super().__init__()
        self.values: Values = []
        self._wanted, self._form = form, ""
        self._templates = 0
        self._area: list[str] | None = None
        self._select: str | None = None
        self._options: list[tuple[str, bool]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "template":
            self._templates += 1
        elif tag == "form":
            self._form = given.get("id", "")
        elif self._templates or not self._is_wanted(given):
            return
        elif tag == "input" and given.get("name"):
            self._input(given)
        elif tag == "textarea" and given.get("name"):
            self._area = [given["name"], ""]
        elif tag == "select":
            self._select, self._options = given.get("name"), []
        elif tag == "option":
            self._options.append((given.get("value", ""), "selected" in given))

    def _is_wanted(self, given: dict[str, str]) -> bool:
        return self._wanted in (None, given.get("form", self._form))

    def _input(self, given: dict[str, str]) -> None:
        kind = given.get("type", "text")
        if kind in ("submit", "button", "file"):
            return
        if kind in ("checkbox", "radio") and "checked" not in given:
            return
        empty = "on" if kind in ("checkbox", "radio") else ""
        self.values.append((given["name"], given.get("value", empty)))

    def handle_data(self, data: str) -> None:
        if self._area is not None:
            self._area[1] += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "template":
            self._templates -= 1
        elif tag == "form":
            self._form = ""
        elif tag == "textarea" and self._area is not None:
            # A browser drops the line break right after the start tag.
            self.values.append((self._area[0], self._area[1].removeprefix("\r\n")))
            self._area = None
        elif tag == "select" and self._select:
            chosen = [value for value, selected in self._options if selected]
            if not chosen and self._options:
                chosen = [self._options[0][0]]
            self.values += [(self._select, value) for value in chosen]
            self._select = None


def form_values(html: str) -> Values:
    """Return name and value of every control of a page, in order.

    On the page of an item only those of its own form: there are others beside it.
    """
    reader = _Reader(ITEM_FORM if f'id="{ITEM_FORM}"' in html else None)
    reader.feed(html)
    return reader.values
