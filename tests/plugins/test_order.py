"""Plugins load after what they require, whatever the order they are named in."""

from itertools import pairwise
from types import SimpleNamespace

import pytest
from hypothesis import given, strategies as st

from cms.errors import PluginError
from cms.plugins.order import in_order
from cms.testing import inline


NAMES = ["a", "b", "c", "d", "e", "f"]


def installed(requires):
    return {
        name: inline(name, SimpleNamespace(), requires=needed)
        for name, needed in requires.items()
    }


@st.composite
def acyclic(draw):
    names = draw(st.permutations(NAMES))
    return {
        name: draw(st.lists(st.sampled_from(names[:i]), unique=True)) if i else []
        for i, name in enumerate(names)
    }


@given(acyclic(), st.randoms())
def test_what_is_required_comes_first_and_every_time_alike(requires, random):
    known = installed(requires)
    order = in_order(NAMES, known)
    for name, needed in requires.items():
        assert all(order.index(one) < order.index(name) for one in needed)
    assert sorted(order) == NAMES
    again = list(NAMES)
    random.shuffle(again)
    assert in_order(again, known) == order


def test_a_circle_is_named_from_who_requires_to_who_is_required():
    known = installed({"a": ["b"], "b": ["c"], "c": ["a"]})
    with pytest.raises(PluginError, match=r"requires itself: ") as caught:
        in_order("abc", known)
    path = caught.value.reason.partition(": ")[2].split(" → ")
    assert path[0] == path[-1] == caught.value.plugin
    for who, needed in pairwise(path):
        assert needed in known[who].requires


@pytest.mark.parametrize(
    ("names", "blamed", "reason"),
    [
        (["a", "ghost"], "ghost", "not installed"),
        (["b"], "b", "'a', which is off"),
    ],
)
def test_what_is_missing_is_named(names, blamed, reason):
    with pytest.raises(PluginError, match=reason) as caught:
        in_order(names, installed({"a": [], "b": ["a"]}))
    assert caught.value.plugin == blamed
