"""A new item of any bundled type states nothing that nobody has chosen."""

import pytest

from cms.build_context import current_build
from cms.content.fields.rows import Rows
from cms.plugins.discovery import discover


# Who may read it and in which language it is written, a form must begin with.
FILING = {"language", "visibility"}
# What was directed has not begun until somebody says more: its form declares it.
DECLARED = {
    "conferences.directive": {"status"},
    "inspections.recommendation": {"status"},
}


@pytest.fixture
def plugins():
    return tuple(discover())


def stated(form):
    """Yield the names of the fields in which a new form says something in words."""
    for name, field in ((one.short_name, one) for one in form):
        if isinstance(field, Rows):
            yield from (f"{name}.{inner}" for inner in stated(field.row_form()))
        elif not field.is_empty and not isinstance(field.json, bool):
            yield name


def test_no_form_begins_with_a_statement(site):
    types = current_build().registry.content_types
    assert len(types) >= 9
    found = {
        name: set(stated(one.form())) - FILING - DECLARED.get(name, set())
        for name, one in types.items()
    }
    assert {name: names for name, names in found.items() if names} == {}
