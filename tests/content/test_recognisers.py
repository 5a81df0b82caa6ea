"""What plugins find in a text is gathered; one that fails finds nothing."""

from __future__ import annotations

import pytest
import toy_bulletins

from cms import Finding, Recogniser, find_records, hookimpl
from cms.build import build
from cms.errors import PluginError
from cms.testing import inline


def finder(*findings, error=None):
    """A recogniser of the toy bulletins that returns ``findings`` or fails."""

    def find(text):
        yield from findings
        if error is not None:
            raise error

    return find


def with_recognisers(*recognisers):
    class Plugin:
        @staticmethod
        @hookimpl
        def register_content_types():
            return toy_bulletins.register_content_types()

        @staticmethod
        @hookimpl
        def register_recognisers():
            return recognisers

    return inline("bulletins", Plugin)


def found_by(config, *recognisers, text="Ba chữ đây"):
    made = build(
        config, ["bulletins"], 1, extra_plugins=(with_recognisers(*recognisers),)
    )
    try:
        with made.app.app_context():
            return find_records(text)
    finally:
        made.close()


def notice(start, end, title="Mẫu", type="bulletins.notice"):
    return Finding(type, title, {}, start, end)


def test_findings_come_in_the_order_of_the_text(config):
    one = Recogniser("bulletins.late", "Muộn", finder(notice(4, 7)))
    other = Recogniser("bulletins.early", "Sớm", finder(notice(0, 2)))
    assert [found.start for found in found_by(config, one, other)] == [0, 4]


def test_a_recogniser_that_fails_takes_only_its_own_findings_away(config):
    broken = Recogniser(
        "bulletins.broken", "", finder(notice(0, 2), error=KeyError("x"))
    )
    whole = Recogniser("bulletins.whole", "", finder(notice(4, 7)))
    assert [found.start for found in found_by(config, broken, whole)] == [4]


def test_a_type_that_is_absent_and_a_place_outside_of_the_text_are_left_out(config):
    strange = Recogniser(
        "bulletins.strange", "", finder(notice(0, 2, type="no.such"), notice(5, 900))
    )
    assert found_by(config, strange) == []


def test_a_recogniser_bears_the_name_of_its_plugin(config):
    foreign = Recogniser("news.article", "", finder())
    with pytest.raises(PluginError, match="must begin with"):
        build(
            config,
            ["bulletins"],
            1,
            strict=True,
            extra_plugins=(with_recognisers(foreign),),
        )
