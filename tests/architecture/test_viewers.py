"""Names and titles are looked up for somebody: a function that asks for nobody is named here."""

import ast
from pathlib import Path

import pytest


ROOT = Path(__file__).parents[2]
CODE = [
    path
    for folder in ("cms", "plugins")
    for path in sorted((ROOT / folder).rglob("*.py"))
    if not {"tests", "testing", "migrations"} & set(path.relative_to(ROOT).parts)
]
#: Columns that tell a name, and models whose every row does.
TELLING = {
    "Item": {"title", "names", "summary"},
    "Media": {"title", "alt", "caption", "credit", "filename"},
    "Block": {"name", "body"},
    "Tag": {"name"},
    "Revision": {"data", "note"},
    "Comment": {"body"},
}
WHOLE = {"Media", "Block", "Tag", "Revision", "Comment"}
#: What says for whom something is looked up, or which rows may be known.
VIEWERS = {
    "ANONYMOUS",
    "actor",
    "criterion",
    "current_user",
    "editable",
    "for_everyone",
    "for_items",
    "for_person",
    "known",
    "known_to",
    "load_for",
    "manageable",
    "may_see",
    "person",
    "seen",
    "user",
    "user_id",
    "viewer",
    "visible",
}
#: Functions that ask for nobody, by file, each with the reason why that is right.
_ITEM = "of one item, whose right the caller has checked by loading it"
_WRITER = "part of a write whose right the service has checked"
ALLOWED = {
    ("cms/builtin/desk/item/queries.py", "returned_revision"): _ITEM,
    ("cms/builtin/desk/item/queries.py", "snapshots_of"): _ITEM,
    ("cms/builtin/desk/site/section_service.py", "_refile_snapshots"): _WRITER,
    ("cms/builtin/desk/undo.py", "_revisions_back"): _WRITER,
    ("cms/builtin/exchange/items.py", "_revisions_of"): "an archive of the whole site",
    ("cms/builtin/exchange/media.py", "_enqueue_renditions"): _WRITER,
    ("cms/builtin/media/removal.py", "purge"): "a job; it tells nobody",
    ("cms/content/spine/queries.py", "history"): _ITEM,
    ("cms/content/spine/queries.py", "live_revision"): _ITEM,
    ("cms/content/spine/queries.py", "working_revision"): _ITEM,
    ("cms/features/blocks/queries.py", "all_blocks"): "blocks are all staff's",
    ("cms/features/blocks/queries.py", "shown"): "a block is public where it stands",
    ("cms/features/comments/queries.py", "threads"): _ITEM,
    ("cms/features/invitations/service.py", "comments_of"): _ITEM,
    ("cms/features/tags/queries.py", "find"): "its page lists what the reader sees",
    (
        "cms/features/tags/queries.py",
        "tag_links",
    ): "words of a page in the reader's hands",
    ("cms/media/consent.py", "refused"): _WRITER,
    ("plugins/directory/cms_directory/queries.py", "people_without_names"): (
        "cms doctor, for the operator"
    ),
}


def place(path):
    return path.relative_to(ROOT).as_posix()


def tells(node):
    """Tell whether a call of ``select`` asks for names or titles."""
    if not isinstance(node, ast.Call) or getattr(node.func, "id", "") != "select":
        return False
    for argument in node.args:
        if isinstance(argument, ast.Name) and argument.id in WHOLE:
            return True
        if any(
            isinstance(one, ast.Attribute)
            and isinstance(one.value, ast.Name)
            and one.attr in TELLING.get(one.value.id, ())
            for one in ast.walk(argument)
        ):
            return True
    return False


def names_in(node):
    """Return every name, argument and attribute within a function."""
    return {
        word
        for one in ast.walk(node)
        for word in (
            getattr(one, "id", None),
            getattr(one, "arg", None),
            getattr(one, "attr", None),
        )
        if word
    }


def askers(tree):
    """Yield the functions of a module that look up names for nobody."""
    for node in ast.walk(tree):
        if not isinstance(node, ast.FunctionDef):
            continue
        if any(map(tells, ast.walk(node))) and not names_in(node) & VIEWERS:
            yield node.name


FOUND = {
    (place(path), name)
    for path in CODE
    for name in askers(ast.parse(path.read_text("utf-8")))
}


def test_no_function_looks_up_a_name_for_nobody():
    unknown = sorted(f"{path}: {name}" for path, name in FOUND - set(ALLOWED))
    assert not unknown, (
        "take the actor or a criterion (known_to, visible, for_person), or say in"
        " ALLOWED why everybody who reaches it may know"
    )


def test_every_exception_is_still_there_and_has_a_reason():
    assert set(ALLOWED) <= FOUND
    assert all(len(reason) >= 20 for reason in ALLOWED.values())


@pytest.mark.parametrize(
    "source",
    [
        "def title(key): return db.session.scalar(select(Item.title).where(Item.id == key))",
        "def media(key): return db.session.scalar(select(Media).where(Media.id == key))",
        "def text(key): return db.session.scalar(select(Revision.data).where(x == key))",
    ],
)
def test_a_lookup_for_nobody_is_found(source):
    assert list(askers(ast.parse(source)))
    viewed = source.replace("(key)", "(key, viewer)")
    assert not list(askers(ast.parse(viewed)))
