"""Faults for `planted.py`: each a small change of the code that a test must find."""

from dataclasses import dataclass


POISON = "tests/inputs/test_poison.py"
CRAWL = "tests/side_doors/test_crawl.py"


@dataclass(frozen=True)
class Fault:
    """A fault: its ``changes`` are pairs of what stands in a file and what takes its place.

    ``test`` is where it is found, with ``options`` of pytest.
    """

    name: str
    says: str
    test: str
    path: str
    changes: tuple
    options: tuple = ()

    def planted_in(self, text):
        """Return the text of the file with the fault; ValueError when it does not fit."""
        for old, new in self.changes:
            if text.count(old) != 1:
                raise ValueError(f"{self.name}: {text.count(old)} times {old!r}")
            text = text.replace(old, new)
        return text


def gate(name, says, path, *changes, options=()):
    """Return a fault that lets poison in."""
    return Fault(name, says, POISON, path, changes, options)


def door(name, says, path, *changes):
    """Return a fault that tells of what is hidden."""
    return Fault(name, says, CRAWL, path, changes)


ON_POSTGRESQL = ("--database", "postgresql")
GATES = (
    gate(
        "fields",
        "Fields of forms and queries are not cleaned",
        "cms/builtin/requests.py",
        (
            "values[:] = [_clean(value) for value in values]",
            "values[:] = list(values)",
        ),
    ),
    gate(
        "numbers",
        "`type=int` is Python's own `int`",
        "cms/builtin/requests.py",
        ("_READERS: Mapping[Any, Any] = {int: whole_number}", "_READERS: Any = {}"),
    ),
    gate(
        "number-in-route",
        "Routes take any number",
        "cms/builtin/requests.py",
        ('regex = r"[0-9]{1,10}"', 'regex = r"[0-9]+"'),
        ("if number > MAX_ID:", "if number < 0:"),
    ),
    gate(
        "text-in-route",
        "Routes take text with control characters",
        "cms/builtin/requests.py",
        ("if clean_text(composed) != composed:", "if not composed:"),
        options=ON_POSTGRESQL,
    ),
    gate(
        "file-name",
        "Names of files keep their folders",
        "cms/inputs/text.py",
        (
            'last = re.split(r"[/\\\\]", clean_text(given))[-1]',
            "last = clean_text(given)",
        ),
    ),
    gate(
        "bounds",
        "Numbers have no bounds",
        "cms/inputs/numbers.py",
        (
            "if type(value) is not int or not low <= value <= high:",
            "if type(value) is not int:",
        ),
    ),
    gate(
        "passkey",
        "A passkey's answer is read as any JSON",
        "cms/features/second_factor/challenges.py",
        (
            'load_json(credential)["response"]',
            '__import__("json").loads(credential)["response"]',
        ),
    ),
    gate(
        "slug-of-a-row",
        "Rows of an import bring any address",
        "cms/builtin/exchange/item_rows.py",
        ("if not is_slug(row.slug):", "if not row.slug:"),
    ),
    gate(
        "instant-of-a-row",
        "Rows of an import were published at any time",
        "cms/builtin/exchange/item_rows.py",
        (
            "return inputs.local_instant(moment, site_zone()) if moment is not None else None",
            "return moment and moment.replace(tzinfo=dt.UTC)",
        ),
    ),
    gate(
        "name-of-an-account",
        "Names of accounts have any length",
        "cms/builtin/accounts/forms.py",
        (
            '_l("Full name"),\n        validators=[InputRequired(), Length(max=200)],',
            '_l("Full name"),\n        validators=[InputRequired()],',
        ),
    ),
    gate(
        "json-depth",
        "JSON may be nested without end",
        "cms/inputs/documents.py",
        (
            "except (RecursionError, UnicodeDecodeError) as error:",
            "except UnicodeDecodeError as error:",
        ),
    ),
    gate(
        "year",
        "Days and instants have any year",
        "cms/inputs/instants.py",
        ("if not FIRST_YEAR <= day.year <= LAST_YEAR:", "if day.year < 1:"),
    ),
    gate(
        "target",
        "Targets are judged as written, not as decoded",
        "cms/inputs/addresses.py",
        ("hidden = any(map(_HIDDEN.search, _decoded(address)))", "hidden = False"),
        (
            'heads = [re.split(r"[?#]", form)[0] for form in _decoded(address)]',
            'heads = [re.split(r"[?#]", address)[0]]',
        ),
    ),
    gate(
        "mail-address",
        "Any text with an at sign is a mail address",
        "cms/builtin/accounts/mail_addresses.py",
        ("        if address:\n", '        if "@" not in (address or "@"):\n'),
    ),
    gate(
        "composed",
        "Text is not brought into NFC",
        "cms/inputs/text.py",
        (
            'return nfc(_UNWANTED.sub("", _BREAKS.sub("\\n", value)))',
            'return _UNWANTED.sub("", _BREAKS.sub("\\n", value))',
        ),
    ),
    gate(
        "ids-of-a-field",
        "Ids in a field of links are read by `int`",
        "cms/content/fields/references.py",
        (
            "ids = [inputs.record_id(part) for part in typed if part]",
            "ids = [int(part) for part in typed if part]",
        ),
    ),
    gate(
        "length",
        "Lines of text have any length",
        "cms/content/fields/texts.py",
        ("        if len(line) > self.max_length:", "        if not self.max_length:"),
    ),
    gate(
        "view-parses",
        "One view reads a number by itself",
        "cms/builtin/desk/item/deadline.py",
        (
            'version = request.form.get("version", type=int) or 0',
            'version = int(request.form.get("version") or 0)',
        ),
    ),
    gate(
        "xml",
        "Feeds and site maps hold what no XML can hold",
        "cms/features/syndication/xml.py",
        ('_NEVER.sub("", element.text or "") or None', "element.text"),
    ),
)
DOORS = (
    door(
        "new-items",
        "The resolver lets every item into a draft",
        "cms/content/revisions/reach.py",
        (
            "            Item.id.in_(ids), Item.deleted_at.is_(None), known\n",
            "            Item.id.in_(ids), Item.deleted_at.is_(None)\n",
        ),
        ("        known = access.known_to(actor)\n", ""),
    ),
    door(
        "new-media",
        "The resolver lets every picture into a draft",
        "cms/content/revisions/reach.py",
        (".where(Media.id.in_(ids), for_person(actor))", ".where(Media.id.in_(ids))"),
    ),
    door(
        "pickers",
        "Pickers name the items that a form points to, whoever looks",
        "cms/builtin/desk/item/pickers.py",
        ("items = items_by_id(ids, may_see)", "items = items_by_id(ids, Item.id > 0)"),
        ("    may_see = access.known_to(current_user)\n", ""),
        (
            "from cms.content.spine import access\n",
            "from cms.content.spine.models import Item\n",
        ),
    ),
    door(
        "media-in-forms",
        "Forms show the pictures that they point to, whoever looks",
        "cms/builtin/desk/library/queries.py",
        (
            "select(Media).where(Media.id.in_(wanted), known_to(viewer))",
            "select(Media).where(Media.id.in_(wanted))",
        ),
    ),
    door(
        "media-library",
        "The library lists everybody's pictures",
        "cms/builtin/desk/library/queries.py",
        ("    whose = for_person(user)\n", "    whose = Media.deleted_at.is_(None)\n"),
    ),
    door(
        "desk-item",
        "Every item opens on the desk",
        "cms/builtin/loading.py",
        (
            "find_item(item_id, access.editable(actor))",
            "find_item(item_id, Item.id > 0)",
        ),
    ),
    door(
        "desk-lists",
        "Lists of the desk hold every item",
        "cms/builtin/desk/queries.py",
        (
            "select(Item).where(access.editable(actor), *criteria)",
            "select(Item).where(*criteria)",
        ),
    ),
    door(
        "link-picker",
        "The picker of links offers every item",
        "cms/builtin/desk/queries.py",
        (
            "select(Item).where(may_see, Item.deleted_at.is_(None))",
            "select(Item).where(Item.deleted_at.is_(None))",
        ),
    ),
    door(
        "diff",
        "Differences name the items that both versions point to",
        "cms/builtin/desk/compare/diff.py",
        ("titles(items, access.known_to(user))", "titles(items, true())"),
        ("import ColumnElement, or_", "import ColumnElement, or_, true"),
    ),
    door(
        "suggestions",
        "Suggested keywords come from every item",
        "cms/features/tags/queries.py",
        (
            ".where(known_to(viewer))\n        .group_by(ItemTag.tag_id)\n        .sub",
            ".group_by(ItemTag.tag_id)\n        .sub",
        ),
    ),
    door(
        "notices",
        "Notices name items that their reader no longer sees",
        "cms/features/notices/views.py",
        (
            "return and_(Item.deleted_at.is_(None), access.editable(current_user))",
            "return and_(Item.deleted_at.is_(None))",
        ),
    ),
    door(
        "mails",
        "Mails say the words of what is limited",
        "cms/features/notices/mail.py",
        (
            "if item is None or not access.is_confidential(item):",
            "if item is None or item.title:",
        ),
    ),
    door(
        "search",
        "The search of readers finds everything that is published",
        "cms/builtin/pages/searching.py",
        (
            "criterion = visible(current_user)",
            "criterion = Item.published_at.is_not(None)",
        ),
        (
            "from cms.search import search as find\n",
            "from cms.content.spine.models import Item\nfrom cms.search import search as find\n",
        ),
    ),
    door(
        "related",
        "Pages name all that they point to",
        "cms/builtin/pages/items.py",
        (
            "return find_linked(item, visible_statement(linked_items))",
            "return find_linked(item, linked_items(Item.id > 0))",
        ),
    ),
    door(
        "private-fields",
        "Pages show readers the private notes of staff",
        "cms/builtin/pages/items.py",
        ("    data = without_private(content_type.form, data)", "    pass"),
    ),
    door(
        "feed",
        "Feeds hold what is published, for whomever",
        "cms/features/syndication/queries.py",
        (
            "select(Item.id).where(visible(ANONYMOUS), Item.type == name)",
            "select(Item.id).where(Item.status == 'published', Item.type == name)",
        ),
    ),
    door(
        "bytes",
        "Whoever knows the number has the picture or file",
        "cms/builtin/media/views.py",
        (
            "found = find(media_id, for_person(current_user))",
            "found = find(media_id, Media.deleted_at.is_(None))",
        ),
    ),
    door(
        "lists",
        "Lists of readers hold everything that is published",
        "cms/builtin/pages/queries.py",
        (
            "return select(Item).where(visible(user), *criteria)",
            "return select(Item).where(Item.status == 'published', *criteria)",
        ),
    ),
    door(
        "mentions",
        "What a text speaks of is recognised among all items",
        "cms/features/mentions/views.py",
        (
            "    may_see = access.known_to(current_user)\n",
            "    may_see = Item.id > 0\n",
        ),
    ),
)
FAULTS = (*GATES, *DOORS)
